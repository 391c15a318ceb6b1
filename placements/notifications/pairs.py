"""Who hears of links between candidates. Nothing in a message names the other person."""

from collections.abc import Iterable

from django.urls import reverse

from placements.models import Pair
from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, declare


class ToBoth(Notice):
    """To both sides; where nobody could be asked, to the asker."""

    def recipients(self, subject: Pair) -> Iterable[User]:
        return [side.candidate.user for side in (subject.asker, subject.asked) if side is not None]

    def link(self, subject: Pair) -> str:
        return reverse("placements:own_pair")


class ToAsked(ToBoth):
    """To whoever was asked."""

    def recipients(self, subject: Pair) -> Iterable[User]:
        return [subject.asked.candidate.user] if subject.asked is not None else []


class ToAsker(ToBoth):
    """To the asker."""

    def recipients(self, subject: Pair) -> Iterable[User]:
        return [subject.asker.candidate.user]


declare(ToAsked, "placements/emails", "pair_proposed", "pair_taken_back")
declare(ToAsker, "placements/emails", "pair_declined")
declare(ToBoth, "placements/emails", "pair_linked", "pair_expired", "pair_dissolved")
