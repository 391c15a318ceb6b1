"""Why somebody was not signed in: what the page says and the status it has."""

from dataclasses import dataclass

from allauth.socialaccount.providers.oauth2.client import OAuth2Error


@dataclass(frozen=True)
class Reason:
    """`words` are for the person who is stopped; they tell nothing about anybody's account but their own."""

    status: int
    title: str
    words: str


REASONS = {
    "cancelled": Reason(
        200, "You are not signed in", "You turned back before you were done. Nothing was changed."
    ),
    "expired": Reason(
        400,
        "This sign-in took too long",
        "It was begun more than ten minutes ago, in another browser, or is used up. Begin again.",
    ),
    "away": Reason(
        503,
        "The sign-in service does not answer",
        "It is not your fault, and nothing was changed. Try again in a minute, or sign in another way.",
    ),
    "answer": Reason(
        502,
        "The sign-in service gave an answer we cannot use",
        "Nothing was changed. Try again, and tell whoever manages your team’s access if it stays like this.",
    ),
    "token": Reason(
        403,
        "We could not make sure that it is you",
        "What came back from the sign-in service does not fit what we asked. Nothing was changed. Begin again.",
    ),
    "assurance": Reason(
        403,
        "A stronger sign-in is needed",
        "You signed in there without the second factor that staff accounts need. Set one up there and begin again.",
    ),
    "unverified": Reason(
        403,
        "Your email address is not confirmed",
        "The sign-in service has not confirmed your email address. Confirm it there and begin again.",
    ),
    "stranger": Reason(
        403,
        "No staff account goes with your address",
        "Staff accounts are made by whoever manages your team’s access. If you are a candidate, sign in with a code.",
    ),
    "other": Reason(
        403,
        "Your account goes with another sign-in",
        "It is tied to a different identity at the sign-in service. Ask whoever manages your team’s access to untie it.",
    ),
    "closed": Reason(
        403,
        "This account is closed",
        "You can’t sign in with it. If you think this is a mistake, write to whoever manages your team’s access.",
    ),
}


class Refused(OAuth2Error):
    """Somebody is not signed in, for one of the REASONS. `detail` is for the log: never a token, name or address."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.key = reason
        self.reason = REASONS[reason]
