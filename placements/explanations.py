"""The engine's codes in plain words. Nothing here names another person, a list or a score."""

from collections.abc import Mapping

# Hard rules, as the candidate reads them about one requisition.
FOR_CANDIDATE = {
    "track": "You are not available on the certificate of its track.",
    "skill": "It requires a skill that is not among yours.",
    "level": "It requires a higher level in one of your skills.",
    "citizenship": "It requires United States citizenship or nationality.",
    "clearance": "It requires a higher clearance than you hold or are willing to get.",
    "place": "Its place of work is not among the places you chose.",
    "start": "Its start dates and yours do not overlap.",
    "grade": "Its grade is below the lowest that you accept.",
    "travel": "It requires travel, and you said that you do not travel.",
    "on_site": "It is on site, and you said that you work remotely only.",
    "exclusion": "A declared tie rules out this pair.",
    "role": "None of its roles fits your skills.",
    "unlisted": "The agency did not rank you, and chose beforehand that people it did not rank are not placed with it.",
}
# The same rules, as the agency reads them about one person.
FOR_AGENCY = {
    "track": "Not available in this track.",
    "skill": "Lacks a required skill.",
    "level": "Below the required level in a skill.",
    "citizenship": "Does not meet the citizenship rule.",
    "clearance": "Neither holds nor is willing to get the clearance.",
    "place": "Does not accept the place of work.",
    "start": "Start dates do not overlap.",
    # Not which: agencies never learn before the match how low somebody would go.
    "grade": "Their terms rule this work out.",
    "travel": "Does not travel.",
    "on_site": "Works remotely only.",
    "exclusion": "A declared tie rules out this pair.",
    "role": "Fits none of the roles.",
    "unlisted": "Not on your certified list.",
}
# What became of a requisition that the candidate ranked.
OUTCOMES = {
    "placed": "You were placed here.",
    "below": "You were placed on work that you ranked higher.",
    "list": "Every seat went to people who stood higher in the agency’s certified order.",
    "score": "Every seat went to people who stood higher in certificate order.",
    "lottery": "You were level with others for the last seat, and the published lottery decided.",
    "cap": "The agency had reached the number of people it may take in all.",
    "cap_critical": "The agency had reached the number of people it may take in all, and mission-critical work came first.",
    "team_closed": "The team could not be filled to its minimum, so it did not open.",
    "pin": "The seat had been decided beforehand by two people, with a reason on the record.",
    "couple": "You asked to be placed together with somebody, and this work could not take you both.",
    "no_seats": "It had no open seat.",
    "gone": "It was no longer open when the match ran.",
    "ineligible": "A hard rule ruled it out.",
}
# Why two people set the match aside for somebody, as that person and the agency read it.
EXCEPTIONS = {
    "error": "a fact or a list was wrong through no fault of the person",
    "late": "evidence that was due came after ranking closed",
    "hardship": "hardship of the person",
    "mission": "a need of the mission that OPM confirmed",
    "legal": "a legal duty",
}
# Why two people decided a seat before the match, as the person and the agency read it.
PINNED = {
    "pin_returning": "the person has begun this work and goes on with it",
    "pin_hardship": "hardship of the person",
    "pin_mission": "a need of the mission that OPM confirmed",
    "pin_legal": "a legal duty",
}
# A line of the person's own list that two people, not the match, passed by.
PASSED_BY = "Two people placed you elsewhere by an exception, so the match did not try it."
PASSED_BY_PIN = "Two people decided your seat before the match, so the match did not try it."
# What came of ranking jointly, as both people read it.
JOINT = {
    "together": (
        "You ranked together with somebody, and the match placed both of you in one place: "
        "at the best of your joint choices that could take you both."
    ),
    "apart": (
        "You ranked together with somebody, and no joint choice of yours could take you both. "
        "So the match placed each of you alone, by your own list."
    ),
}
# Why seats stayed open, for the agency.
WHY_OPEN = {
    "full": "Every open seat was matched.",
    "team_closed": "The team could not reach its minimum, so it did not open.",
    "cap": "A limit on how many people the agency may take in all was reached.",
    "unlisted": (
        "No list was certified before ranking closed, and people whom you did not rank are excluded, "
        "as you chose before the window."
    ),
    "nobody": "Nobody whom the hard rules and your list allow was left to match.",
    "elsewhere": "Nobody whom the hard rules and your list allow was left to match.",
    "roles": "The people who were left could not fill the seats that were left.",
    "gone": "Somebody who was matched with you withdrew before the result was published, so the seat stayed open.",
}
CAUSES = {
    "team_closed": "Team below its minimum",
    "cap": "Limit of the agency reached",
    "unlisted": "Agency certified no list and excludes the unranked",
    "nobody": "No eligible person ranked it",
    "elsewhere": "Everybody eligible was placed on work they prefer",
    "roles": "Those left cannot fill the roles left",
}
POLICY = {
    "excluded": "People whom you do not rank are not placed with you.",
    "certificate_order": "After your list, anybody on the certificate may be placed with you, in certificate order.",
}


def for_candidate(codes: tuple[str, ...] | list[str]) -> list[str]:
    """Sentences for the hard rules that rule a requisition out."""
    return [FOR_CANDIDATE[code] for code in codes]


def for_agency(codes: tuple[str, ...] | list[str]) -> list[str]:
    """Sentences for the hard rules that rule a person out."""
    return [FOR_AGENCY[code] for code in codes]


def outcome(code: str, failed: list[str], missing: str = "") -> list[str]:
    """Why a requisition ended as it did for the candidate; `missing`: the seats a team lacked, in words."""
    if code == "ineligible" and failed:
        return for_candidate(failed)
    return [OUTCOMES[code], *([f"What was missing: {missing}."] if missing else [])]


def missing_words(missing: Mapping[str, int], names: Mapping[str, str]) -> str:
    """The seats a team lacked: “Lead (1), Engineer (2)”. `names`: role ids to names."""
    return ", ".join(
        f"{names.get(role, 'Seats of a role')} ({many})" for role, many in missing.items() if many
    )


def exception(reason: str) -> str:
    """What people are told of a seat that two people decided: that they did, and the class of the reason."""
    if reason in PINNED:
        return f"Two people at OPM decided this seat before the match, for this reason: {PINNED[reason]}."
    return (
        f"Two people at OPM made an exception here, for this reason: {EXCEPTIONS[reason]}." if reason else ""
    )


def passed_by(reason: str) -> str:
    """Why the match did not try a line of somebody for whom two people decided."""
    return PASSED_BY_PIN if reason in PINNED else PASSED_BY
