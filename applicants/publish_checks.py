"""What applications need before a cohort is announced: a hurdle and a published standard for each track."""

from collections.abc import Iterable, Sequence

from django.db.models import Sum

from applicants.models import Rubric
from techforce.programme.checklist import Line, register_check
from techforce.programme.models import Cohort, Track


@register_check
def standards(cohort: Cohort, tracks: Sequence[Track]) -> Iterable[Line]:
    """Each track has a standard whose weights are 100 together; it is frozen when the track opens."""
    whole = Rubric.objects.filter(track__in=tracks).annotate(total=Sum("competencies__weight"))
    ready = set(whole.filter(total=100).values_list("track_id", flat=True))
    bare = [track.name for track in tracks if track.pk not in ready]
    missing = f"No published standard to score by: {', '.join(bare)}." if bare else ""
    yield Line("standards", "Review hurdle and standard of each track, frozen when it opens", missing)
