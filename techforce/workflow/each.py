"""Act on every row that is due, one transaction each, so that one bad row holds up no other."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, models, transaction

from techforce.jobs.causes import cause_of

from .errors import Refused

log = logging.getLogger(__name__)
BATCH = 500


def act_on_each(rows: models.QuerySet[Any], act: Callable[[Any], object], *, limit: int = BATCH) -> int:
    """Lock and act on each of the rows in their order; returns on how many. Safe when two run at once.

    A row that somebody else holds is passed by. One that is refused or fails is logged and stays due; only a
    database that does not answer ends the round.
    """
    done = 0
    for pk in list(rows.values_list("pk", flat=True)[:limit]):
        try:
            with transaction.atomic():
                free = rows.order_by().select_for_update(of=("self",), no_key=True, skip_locked=True)
                row = free.filter(pk=pk).first()
                if row is not None:
                    act(row)
                    done += 1
        except Refused as refusal:
            log.warning("%s %s left as it is: %s", rows.model._meta.label_lower, pk, refusal)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with this row, the others are due too
            log.error("%s %s could not be acted on: %s", rows.model._meta.label_lower, pk, cause_of(error))
    return done
