"""Shapes that give a person away: addresses, numbers, links, schools and firms."""

import re
from collections.abc import Iterable

from .words import EMPLOYERS, FIRM_ENDINGS, PRODUCTS, SCHOOL_ENDINGS, SCHOOLS

CAP = r"(?!I\b)[A-ZÀ-ÖØ-Þ](?:[\w&'’+-]|\.(?=\w))*"
JOINERS = r"(?:of|the|for|and|at|in|de|la|del|&)"
# A run of words that are written like a name, with small words allowed between them; a firm's has fewer of those.
NAME_RUN = rf"{CAP}(?:[ \t]+(?:{JOINERS}[ \t]+){{0,2}}{CAP})*"
FIRM_RUN = rf"{CAP}(?:[ \t]+(?:(?:of|the|and|&)[ \t]+){{0,2}}{CAP})*"


def any_of(words: Iterable[str]) -> str:
    """An alternative of literal words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


EMAIL = re.compile(
    r"[\w.+%'-]+\s?(?:@|\(at\)|\[at\]|\{at\}|\s+at\s+(?=[\w-]+\s+dot\s))\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\]|\s+dot\s+)\s?[\w-]+)+",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w.])(?:\+?\d{1,3}[\s.-]*)?(?:\(\d{3}\)|\d{3})[\s./-]*\d{3}[\s./-]*\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,6})?(?![\w])"
    r"|\+\d[\d\s().-]{7,}\d|(?<![\w-])\d{3}[-.]\d{4}(?![\w-])",
    re.IGNORECASE,
)
TLDS = "com|org|net|edu|gov|mil|io|dev|me|ai|app|co|us|info|tech|xyz|page|site|blog|ly|gg|so|sh|uk|ca|de|in|be|to|fm|tv|cc|ee|world|social|cloud|codes|engineer"
TOOLS_WITH_DOTS = (
    r"(?:socket\.io|draw\.io|asp\.net|ado\.net|vb\.net|ml\.net|crates\.io|chart\.js|web\.dev)(?![\w/])"
)
LINK = re.compile(
    rf"\bhttps?://[^\s<>()\"]+|\bwww\.[^\s<>()\"]+|(?<![@\w.])(?!{TOOLS_WITH_DOTS})[\w-]+(?:\.[\w-]+)*\.(?:{TLDS})\b(?:/[^\s<>()\"]*)?",
    re.IGNORECASE,
)
SITES = (
    "github|gitlab|bitbucket|linkedin|twitter|mastodon|bluesky|kaggle|medium|stack ?overflow|devpost|leetcode|"
    "hackerrank|codepen|instagram|facebook|telegram|skype|discord|slack|orcid|scholar|hugging ?face|youtube|twitch|tiktok|substack|npm|pypi"
)
HANDLE = re.compile(
    rf"(?<![\w/.])@[A-Za-z_][\w.-]+|\b(?:{SITES}|handle|username|alias|user ?id|screen name|nickname)\b"
    r"(?:\s+(?:handle|profile|username|account|user|id|alias))?\s*(?:[:/@]|\s(?:is|as)\s)\s*@?(?P<value>[A-Za-z0-9_][\w./-]+)",
    re.IGNORECASE,
)
# The last part of a profile's address is the handle, and is hidden wherever it stands alone.
PROFILE = re.compile(
    rf"\b(?:{SITES})\.(?:com|org|io|net|social)/(?:in/|u/|users/|@)?(?P<value>[\w.-]+)", re.IGNORECASE
)
PLACE = re.compile(
    rf"\b\d{{1,6}}[ \t]+(?:{CAP}[ \t]+){{1,4}}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Way|Pl|Place|Terrace|Pkwy)\b\.?"
    rf"|\b{CAP}(?:[ \t]{CAP}){{0,2}},[ \t]*[A-Z]{{2}}[ \t]+\d{{5}}(?:-\d{{4}})?\b|\bP\.?\s?O\.?\s+Box\s+\d+\b"
)
SCHOOL = re.compile(
    rf"\b(?:University|College|Institute|Academy|School)[ \t]+(?:of|for)[ \t]+(?:the[ \t]+)?{NAME_RUN}(?:,?[ \t]+(?:at[ \t]+)?{CAP})?"
    rf"|\b{NAME_RUN}[ \t]+(?:(?i:{any_of(SCHOOL_ENDINGS)}))\b(?:[ \t]+(?:of|at)[ \t]+{NAME_RUN})?(?:[ \t]*[–-][ \t]*{CAP})?"
    rf"|\b(?:UC|SUNY|CUNY|UT|UNC|UMass|Cal Poly|Cal State|CSU)[ \t-]+{CAP}"
    rf"|(?<![\w.])(?:{any_of(SCHOOLS)})(?![\w])"
)
SCHOOL_LOWER = re.compile(
    r"\b(?P<name>[a-z'’-]{3,}(?:[ \t]+[a-z'’-]{3,}){0,2})[ \t]+(?:university|college)\b"
    r"|\b(?:university|college) of (?P<of>[a-z'’-]{3,}(?:[ \t]+[a-z'’-]{3,})?)"
)
FIRM = re.compile(
    rf"\b(?P<run>{FIRM_RUN})(?:,)?[ \t]+(?P<ending>{any_of(FIRM_ENDINGS)})(?![\w])\.?(?:,?[ \t]+(?:Inc|LLC|Ltd|Corp|PBC|LLP)(?![\w])\.?)?"
)
KNOWN_FIRM = re.compile(
    rf"(?<![\w.])(?:{any_of(EMPLOYERS)})(?:\.com)?(?:['’]s)?(?![\w])(?![ \t]+(?:{any_of(PRODUCTS)})\b)"
)
# "at Zebra", "worked for Contoso", "joined Initech": words that lead to an employer, and the name behind them.
LEADS_TO_FIRM = re.compile(
    rf"\b(?i:at|joined|joining|left|leaving|founded|co-founded|employed by|hired by|employer:|company:|client:|"
    rf"work(?:ed|ing|s)? (?:for|at)|contract(?:ed|or|ing) (?:for|to|with|at)|consult(?:ed|ant|ing) (?:for|to|at)|"
    rf"intern(?:ed|ing|ship)? (?:for|with|at)|(?:engineer|developer|analyst|manager|scientist|designer|lead|employee) (?:for|of))"
    rf"[ \t]+(?:the[ \t]+)?(?P<name>{FIRM_RUN})"
)
YEARS = re.compile(
    r"\b(?:19|20)\d{2}\b\s*(?:[-–—]|to|until)\s*(?:(?:[A-Z][a-z]{2,8}\.?\s+)?(?:19|20)\d{2}\b|present|now|current|today)"
    r"|\b\d{1,2}/(?:19|20)?\d{2}\s*(?:[-–—]|to)\s*(?:\d{1,2}/(?:19|20)?\d{2}|present|now|current)"
    r"|\bsince\s+(?:[A-Z][a-z]+\s+)?(?:19|20)\d{2}\b",
    re.IGNORECASE,
)
