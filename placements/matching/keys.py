"""One 64-bit key a pair: tier, score, promotion, lottery; a higher key goes first and no two people share one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import Columns
from .eligibility import in_sorted
from .errors import Offence, refuse
from .model import SCORE_MAX

LOTTERY_BITS = 24
SCORE_BITS = 16
PROMOTED = 1 << LOTTERY_BITS
SCORE_SHIFT = LOTTERY_BITS + 1
TIER_SHIFT = SCORE_SHIFT + SCORE_BITS
LOTTERY_MASK = PROMOTED - 1
TOP_PLACE = (1 << SCORE_BITS) - 1
ORDINARY, CRITICAL, PINNED = 0, 1, 2


def refuse_overflow(columns: Columns) -> None:
    """Raise `KeyOverflow` when people or list places do not fit their bits."""
    offences = []
    if len(columns.candidate_ids) > LOTTERY_MASK:
        offences.append(
            Offence("KeyOverflow", "candidates", (), f"at most {LOTTERY_MASK} candidates fit one run")
        )
    longest = TOP_PLACE - SCORE_MAX
    if len(columns.listed_place) and int(columns.listed_place.max()) >= longest:
        m = len(columns.requisition_ids)
        over = np.unique(columns.listed_pair[columns.listed_place >= longest] % m)
        ids = tuple(columns.requisition_ids[at] for at in over)
        offences.append(
            Offence("KeyOverflow", "requisition order", ids, f"at most {longest} places fit an agency list")
        )
    refuse(offences)


def standing(
    columns: Columns, person: Any, request: Any, scores: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """The score field of the key: place on the agency's list if listed (first = 65535), the published score otherwise."""
    if not len(columns.listed_pair):
        return scores.astype(np.int64)
    pair = np.asarray(person, np.int64) * len(columns.requisition_ids) + request
    found, at = in_sorted(columns.listed_pair, pair)
    return np.where(found, TOP_PLACE - columns.listed_place[at].astype(np.int64), scores)


def make_keys(tier: Any, field: Any, rank: Any) -> npt.NDArray[np.int64]:
    """Keys of pairs from tier, score field and lottery rank."""
    return (np.asarray(tier, np.int64) << TIER_SHIFT) | (np.asarray(field, np.int64) << SCORE_SHIFT) | rank


def tier_of(key: int) -> int:
    return key >> TIER_SHIFT


def field_of(key: int) -> int:
    return (key >> SCORE_SHIFT) & TOP_PLACE
