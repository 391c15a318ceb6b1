"""What reviewers are told about their reviews. Nothing here names a candidate."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from techforce.accounts.models import User
from techforce.notifications.kinds import Notice, register
from techforce.ui.moments import eastern_words, to_eastern

from ..models import Review


class ReviewNotice(Notice):
    """To the reviewer, under the blind code."""

    def recipients(self, subject: Review) -> Iterable[User]:
        return [subject.reviewer]

    def context(self, subject: Review, recipient: User) -> dict[str, Any]:
        panel = subject.panel
        return {
            "code": panel.application.code,
            "track": panel.track.name,
            "due": eastern_words(to_eastern(subject.due_at)),
        }


@register
class Returned(ReviewNotice):
    key = "review_returned"
    template = "applicants/emails/review_returned.txt"

    def link(self, subject: Review) -> str:
        return reverse("applicants:scoring", args=[subject.pk])


@register
class Expired(ReviewNotice):
    key = "review_expired"
    template = "applicants/emails/review_expired.txt"

    def link(self, subject: Review) -> str:
        return reverse("applicants:reviews")
