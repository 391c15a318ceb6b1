"""The people of the demo: made by `seed_demo`, signed in with one click by the local demo page. All invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """`role` is a key of `techforce.access.roles`; `body` names the agency (acronym) or partner of a scoped role."""

    email: str
    name: str
    role: str
    sentence: str
    body: str = ""


CAST: tuple[Member, ...] = (
    Member("ada@demo.example", "Ada Quill", "candidate", "Has an account and has not applied yet."),
    Member("ben@demo.example", "Ben Osei", "candidate", "Has qualified and can rank projects."),
    Member("dana@demo.example", "Dana Whitlow", "candidate", "Has an offer to answer."),
    Member("eli@demo.example", "Eli Park", "candidate", "Accepted an offer and prepares the first day."),
    Member("rosa@demo.example", "Rosa Okafor", "reviewer", "Scores software applications blind."),
    Member("remy@demo.example", "Remy Tran", "reviewer", "The second reader."),
    Member("rita@demo.example", "Rita Lund", "reviewer", "The third reader, when two differ."),
    Member("holly@demo.example", "Holly Reyes", "hr", "Screens applications and issues certificates at OPM."),
    Member(
        "pat@demo.example",
        "Pat Moss",
        "programme_manager",
        "Runs the cohort, checks requests and runs the match.",
    ),
    Member("sam@demo.example", "Sam Adler", "approver", "Signs second before a match is published."),
    Member("cora@demo.example", "Cora Diaz", "coordinator", "Requests engineers for Veterans Affairs.", "VA"),
    Member("hank@demo.example", "Hank Foley", "agency_hr", "Proves the money at Veterans Affairs.", "VA"),
    Member(
        "theo@demo.example", "Theo Brandt", "hiring_official", "Reads requests at Veterans Affairs.", "VA"
    ),
    Member("tess@demo.example", "Tess Novak", "coordinator", "Requests engineers for the Treasury.", "TREAS"),
    Member(
        "parker@demo.example", "Parker Vale", "partner_contact", "Speaks for a partner and sees no applicant."
    ),
    Member("audrey@demo.example", "Audrey Bell", "auditor", "Reads the whole record for thirty days."),
    Member("ollie@demo.example", "Ollie Grant", "overseer", "Watches the numbers at OMB.", "OMB"),
    Member("otto@demo.example", "Otto Weiss", "operator", "Keeps jobs and messages moving."),
)
