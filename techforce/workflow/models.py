"""The base of every model with a state, and the trigger by which the database itself refuses other moves."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from .table import State, Workflow


class Stateful(models.Model):
    """A row whose `state` moves only through its WORKFLOW; `ledger_entry` is the ledger entry that put it there.

    A subclass names its table in WORKFLOW and `state_triggers(WORKFLOW)` in Meta.triggers. HEAVY names columns that an
    act does not read unless it asks for them.
    """

    WORKFLOW: ClassVar[Workflow]
    HEAVY: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=30, editable=False)
    state_since = models.DateTimeField(editable=False)
    ledger_entry = models.ForeignKey("audit.LedgerEntry", models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    @property
    def state_info(self) -> State:
        """Labels and meaning of the present state."""
        return self.WORKFLOW.state(self.state)

    @property
    def is_open(self) -> bool:
        """Whether the present state is not the end."""
        return not self.state_info.terminal


GUARD = """
IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.ledger_entry_id = OLD.ledger_entry_id THEN
    RETURN NEW;
END IF;
IF TG_OP = 'UPDATE' AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY[{pairs}]) THEN
    RAISE EXCEPTION '{noun}: % to % is not in the transition table', OLD.state, NEW.state
        USING ERRCODE = '23514';
END IF;
IF TG_OP = 'UPDATE' AND NEW.ledger_entry_id <= OLD.ledger_entry_id THEN
    RAISE EXCEPTION '{noun}: a change of state needs a ledger entry of its own' USING ERRCODE = '23514';
END IF;
IF TG_OP = 'INSERT' AND NEW.state <> ALL (ARRAY[{states}]) THEN
    RAISE EXCEPTION '{noun}: % is not a state', NEW.state USING ERRCODE = '23514';
END IF;
PERFORM 1 FROM audit_ledgerentry e WHERE e.id = NEW.ledger_entry_id AND e.subject_type = '{noun}'
    AND e.subject_id = NEW.id::text AND e.to_state = NEW.state
    AND (TG_OP = 'INSERT' OR e.from_state = OLD.state);
IF NOT FOUND THEN
    RAISE EXCEPTION '{noun}: the ledger has no entry for this change of state' USING ERRCODE = '23514';
END IF;
RETURN NEW;
"""


def state_triggers(workflow: Workflow) -> list[pgtrigger.Trigger]:
    """Triggers that refuse a move the table does not list, or one that the ledger does not know."""
    pairs = ", ".join(f"'{source}>{target}'" for source, target in workflow.pairs())
    states = ", ".join(f"'{state.key}'" for state in workflow.states)
    return [
        pgtrigger.Trigger(
            name="state_guard",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "ledger_entry_id"),
            func=GUARD.format(noun=workflow.noun, pairs=pairs, states=states),
        )
    ]
