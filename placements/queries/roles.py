"""Names of roles for the ids that a run stores."""

from collections.abc import Iterable

from agencies.models import RequisitionRole


def role_names(ids: Iterable[str]) -> dict[str, str]:
    """Names of roles by the id that a run stores. No query without ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {
        str(pk): name for pk, name in RequisitionRole.objects.filter(pk__in=wanted).values_list("pk", "name")
    }
