"""The engine's codes in plain words, each marked for translation. Nothing here names another person, a list or a score."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Hard rules, as the candidate reads them about one requisition.
FOR_CANDIDATE = {
    "track": _("You are not available on the certificate of its track."),
    "skill": _("It requires a skill that is not among yours."),
    "level": _("It requires a higher level in one of your skills."),
    "citizenship": _("It requires United States citizenship or nationality."),
    "clearance": _("It requires a higher clearance than you hold or are willing to get."),
    "place": _("Its place of work is not among the places you chose."),
    "start": _("Its start dates and yours do not overlap."),
    "grade": _("Its grade is below the lowest that you accept."),
    "travel": _("It requires travel, and you said that you do not travel."),
    "on_site": _("It is on site, and you said that you work remotely only."),
    "exclusion": _("A declared tie rules out this pair."),
    "role": _("None of its roles fits your skills."),
    "unlisted": _(
        "The agency did not rank you, and chose beforehand that people it did not rank are not placed with it."
    ),
}
# The same rules, as the agency reads them about one person.
FOR_AGENCY = {
    "track": _("Not available in this track."),
    "skill": _("Lacks a required skill."),
    "level": _("Below the required level in a skill."),
    "citizenship": _("Does not meet the citizenship rule."),
    "clearance": _("Neither holds nor is willing to get the clearance."),
    "place": _("Does not accept the place of work."),
    "start": _("Start dates do not overlap."),
    # Not which: agencies never learn before the match how low somebody would go.
    "grade": _("Their terms rule this work out."),
    "travel": _("Does not travel."),
    "on_site": _("Works remotely only."),
    "exclusion": _("A declared tie rules out this pair."),
    "role": _("Fits none of the roles."),
    "unlisted": _("Not on your certified list."),
}
# What became of a requisition that the candidate ranked.
OUTCOMES = {
    "placed": _("You were placed here."),
    "below": _("You were placed on work that you ranked higher."),
    "list": _("Every seat went to people who stood higher in the agency’s certified order."),
    "score": _("Every seat went to people who stood higher in certificate order."),
    "lottery": _("You were level with others for the last seat, and the published lottery decided."),
    "cap": _("The agency had reached the number of people it may take in all."),
    "cap_critical": _(
        "The agency had reached the number of people it may take in all, and mission-critical work came first."
    ),
    "team_closed": _("The team could not be filled to its minimum, so it did not open."),
    "pin": _("The seat had been decided beforehand by two people, with a reason on the record."),
    "couple": _("You asked to be placed together with somebody, and this work could not take you both."),
    "no_seats": _("It had no open seat."),
    "gone": _("It was no longer open when the match ran."),
    "ineligible": _("A hard rule ruled it out."),
}
# Why two people set the match aside for somebody, as that person and the agency read it.
EXCEPTIONS = {
    "error": _("a fact or a list was wrong through no fault of the person"),
    "late": _("evidence that was due came after ranking closed"),
    "hardship": _("hardship of the person"),
    "mission": _("a need of the mission that OPM confirmed"),
    "legal": _("a legal duty"),
}
# Why two people decided a seat before the match, as the person and the agency read it.
PINNED = {
    "pin_returning": _("the person has begun this work and goes on with it"),
    "pin_hardship": _("hardship of the person"),
    "pin_mission": _("a need of the mission that OPM confirmed"),
    "pin_legal": _("a legal duty"),
}
# A line of the person's own list that two people, not the match, passed by.
PASSED_BY = "Two people placed you elsewhere by an exception, so the match did not try it."
PASSED_BY_PIN = "Two people decided your seat before the match, so the match did not try it."
# What came of ranking jointly, as both people read it.
JOINT = {
    "together": _(
        "You ranked together with somebody, and the match placed both of you in one place: "
        "at the best of your joint choices that could take you both."
    ),
    "apart": _(
        "You ranked together with somebody, and no joint choice of yours could take you both. "
        "So the match placed each of you alone, by your own list."
    ),
}
# Why seats stayed open, for the agency.
WHY_OPEN = {
    "full": _("Every open seat was matched."),
    "team_closed": _("The team could not reach its minimum, so it did not open."),
    "cap": _("A limit on how many people the agency may take in all was reached."),
    "unlisted": _(
        "No list was certified before ranking closed, and people whom you did not rank are excluded, "
        "as you chose before the window."
    ),
    "nobody": _("Nobody whom the hard rules and your list allow was left to match."),
    "elsewhere": _("Nobody whom the hard rules and your list allow was left to match."),
    "roles": _("The people who were left could not fill the seats that were left."),
    "gone": _(
        "Somebody who was matched with you withdrew before the result was published, so the seat stayed open."
    ),
}
CAUSES = {
    "team_closed": _("Team below its minimum"),
    "cap": _("Limit of the agency reached"),
    "unlisted": _("Agency certified no list and excludes the unranked"),
    "nobody": _("No eligible person ranked it"),
    "elsewhere": _("Everybody eligible was placed on work they prefer"),
    "roles": _("Those left cannot fill the roles left"),
}
POLICY = {
    "excluded": _("People whom you do not rank are not placed with you."),
    "certificate_order": _(
        "After your list, anybody on the certificate may be placed with you, in certificate order."
    ),
}


def for_candidate(codes: tuple[str, ...] | list[str]) -> list[str]:
    """Sentences for the hard rules that rule a requisition out."""
    return [gettext(FOR_CANDIDATE[code]) for code in codes]


def for_agency(codes: tuple[str, ...] | list[str]) -> list[str]:
    """Sentences for the hard rules that rule a person out."""
    return [gettext(FOR_AGENCY[code]) for code in codes]


def outcome(code: str, failed: list[str], missing: str = "") -> list[str]:
    """Why a requisition ended as it did for the candidate; `missing`: the seats a team lacked, in words."""
    if code == "ineligible" and failed:
        return for_candidate(failed)
    lacked = [gettext("What was missing: %(roles)s.") % {"roles": missing}] if missing else []
    return [gettext(OUTCOMES[code]), *lacked]


def missing_words(missing: Mapping[str, int], names: Mapping[str, str]) -> str:
    """The seats a team lacked: “Lead (1), Engineer (2)”. `names`: role ids to names."""
    return ", ".join(
        f"{names.get(role, 'Seats of a role')} ({many})" for role, many in missing.items() if many
    )


def exception(reason: str) -> str:
    """What people are told of a seat that two people decided: that they did, and the class of the reason."""
    if reason in PINNED:
        told = gettext("Two people at OPM decided this seat before the match, for this reason: %(reason)s.")
        return told % {"reason": gettext(PINNED[reason])}
    if reason:
        told = gettext("Two people at OPM made an exception here, for this reason: %(reason)s.")
        return told % {"reason": gettext(EXCEPTIONS[reason])}
    return ""


def passed_by(reason: str) -> str:
    """Why the match did not try a line of somebody for whom two people decided."""
    return gettext(PASSED_BY_PIN if reason in PINNED else PASSED_BY)
