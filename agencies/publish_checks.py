"""What agencies need before a cohort is announced: somebody who can request engineers."""

from collections.abc import Iterable, Sequence

from agencies.models import AgencyMembership
from techforce.programme.checklist import Line, register_check
from techforce.programme.models import Cohort, Track


@register_check
def coordinators(cohort: Cohort, tracks: Sequence[Track]) -> Iterable[Line]:
    """At least one agency that takes part has a coordinator."""
    held = AgencyMembership.objects.current().filter(
        role="coordinator", agency__is_participating=True, user__is_active=True
    )
    missing = "" if held.exists() else "No agency that takes part has a coordinator. An operator adds them."
    yield Line("coordinators", "Agencies that can request engineers", missing)
