"""Bring people back from reserve when a new round opens."""

from django.utils import timezone

from placements.models import CertificateEntry
from techforce.programme.models import Cohort
from techforce.workflow.each import act_on_each
from techforce.workflow.kernel import apply

COMMITTED = ["matched", "offered", "accepted", "placed"]
MOST = 100_000


def recall_entries(cohort: Cohort) -> int:
    """reserve → available for everybody whose certificate still holds and who holds no seat, by the system.

    Returns how many. Each is told that they can rank again.
    """
    rows = CertificateEntry.objects.filter(
        state="reserve",
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=timezone.localdate(),
        application__state="certified",
    ).exclude(application__entries__state__in=COMMITTED)
    return act_on_each(rows.order_by("pk"), lambda row: apply(row, "recall", by=None), limit=MOST)
