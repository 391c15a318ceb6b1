"""Does the ledger tell the same story as the rows?"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from .models import Stateful

# A chain is broken where an entry does not start from where the one before it ended.
BROKEN_CHAINS = """
select subject_id, id from (
    select id, subject_id, from_state, coalesce(lag(to_state) over (partition by subject_id order by id), '') before
    from audit_ledgerentry where subject_type = %s and to_state <> ''
) chain where from_state <> before order by id limit 20
"""
WRONG_STATES = """
select r.id::text, e.to_state, r.state from {table} r
left join lateral (
    select to_state from audit_ledgerentry
    where subject_type = %s and subject_id = r.id::text and to_state <> '' order by id desc limit 1
) e on true
where e.to_state is distinct from r.state limit 20
"""


@dataclass(frozen=True)
class Mismatch:
    noun: str
    subject_id: str
    what: str


def stateful_models() -> list[type[Stateful]]:
    """Every model that moves by a table, in order of its noun."""
    found = [model for model in apps.get_models() if issubclass(model, Stateful)]
    return sorted(found, key=lambda model: model.WORKFLOW.noun)


def mismatches() -> list[Mismatch]:
    """Where replaying the ledger gives another state than the row has; empty when all agree."""
    return [problem for model in stateful_models() for problem in _mismatches_of(model)]


def _mismatches_of(model: type[Stateful]) -> list[Mismatch]:
    noun = model.WORKFLOW.noun
    with connection.cursor() as cursor:
        cursor.execute(BROKEN_CHAINS, [noun])
        broken = [Mismatch(noun, row[0], f"entry {row[1]} does not follow the one before") for row in cursor]
        cursor.execute(WRONG_STATES.format(table=model._meta.db_table), [noun])
        wrong = [Mismatch(noun, row[0], f"ledger says {row[1]}, row says {row[2]}") for row in cursor]
    return broken + wrong
