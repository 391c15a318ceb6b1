"""Bring people back from reserve when a new round opens."""

from django.db.models import F
from django.utils import timezone

from placements.models import CertificateEntry
from techforce.programme.models import Cohort
from techforce.workflow.each import act_on_each
from techforce.workflow.kernel import apply

COMMITTED = ["matched", "offered", "accepted", "placed"]
MOST = 100_000


def recall_entries(cohort: Cohort) -> int:
    """reserve → available for everybody whose certificate still holds and who holds no seat, by the system.

    Whoever lost a seat through no fault of theirs comes first. Returns how many. Each is told that they can rank again.
    """
    first = F("priority_since").asc(nulls_last=True)
    rows = CertificateEntry.objects.filter(
        state="reserve",
        certificate__track__cohort=cohort,
        certificate__expires_on__gte=timezone.localdate(),
        application__state="certified",
    ).exclude(application__entries__state__in=COMMITTED)
    return act_on_each(rows.order_by(first, "pk"), lambda row: apply(row, "recall", by=None), limit=MOST)
