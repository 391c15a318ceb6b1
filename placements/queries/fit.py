"""The weights that hold for a track, and every version there was."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from placements.models import FitWeights
from placements.rules.fit import STANDARD, Weights
from techforce.programme.models import Track


def weights_of(track: Track, at: datetime | None = None) -> Weights:
    """The newest weights of a track, or those that held at a moment; the standard where it has none. One query."""
    rows = FitWeights.objects.filter(track=track)
    if at is not None:
        rows = rows.filter(set_at__lte=at)
    row = rows.order_by("-version").first()
    return _weights(row) if row is not None else STANDARD


def versions_of(track: Track) -> list[FitWeights]:
    """Every version with its reason, newest first."""
    return list(FitWeights.objects.filter(track=track).order_by("-version"))


@dataclass(frozen=True)
class TrackWeights:
    """A track's published weights. `reason` and `since` are empty where the standard holds."""

    name: str
    cohort: str
    weights: Weights
    reason: str = ""
    since: datetime | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """The weights in the order of the engine's parts."""
        return tuple(self.weights.as_policy().values())


def public_weights() -> list[TrackWeights]:
    """The weights that hold for every track that the public knows of. Two queries."""
    tracks = list(Track.objects.public().select_related("cohort").order_by("cohort__name", "order", "name"))
    newest: dict[uuid.UUID, FitWeights] = {}
    for row in FitWeights.objects.filter(track__in=tracks).order_by("version"):
        newest[row.track_id] = row
    return [_published(track, newest.get(track.pk)) for track in tracks]


def _published(track: Track, row: FitWeights | None) -> TrackWeights:
    if row is None:
        return TrackWeights(track.name, track.cohort.name, STANDARD)
    return TrackWeights(track.name, track.cohort.name, _weights(row), row.reason, row.set_at)


def _weights(row: FitWeights) -> Weights:
    return Weights(row.version, row.certificate, row.useful, row.depth, row.start)
