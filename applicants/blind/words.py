"""Word lists of the mask: what is a name, a school or an employer, and what only looks like one."""

from pathlib import Path

LISTS = Path(__file__).parent / "lists"


def _lines(name: str) -> tuple[str, ...]:
    """One list, a word or phrase on each line."""
    return tuple((LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines())


# Family and given names that are also words: hidden only where they are written like a name.
WORDS_TOO = frozenset(_lines("names_that_are_words"))
# Schools that people call by one word or by letters.
SCHOOLS = _lines("schools")
# Employers known by one word. Where one also names a product, it stays before a word of PRODUCTS: a tool that somebody
# used is no place where they worked.
EMPLOYERS = _lines("employers")
PRODUCTS = _lines("products")
# Words that end the name of a firm, and words after which such an ending names a field or a tool instead.
FIRM_ENDINGS = _lines("firm_endings")
NOT_FIRMS = frozenset(_lines("words_before_no_firm"))
# "In college", "a local university": no school in particular.
NOBODYS_SCHOOL = frozenset(_lines("words_before_no_school"))
SCHOOL_ENDINGS = _lines("school_endings")
JOB_WORDS = frozenset(_lines("job_words"))
# Headings of a résumé's sections.
HEADINGS = frozenset(_lines("headings"))
# Learned from a school's or firm's name, these would blank out half the text.
COMMON = frozenset(_lines("common"))
# Tools and methods, written like names and never an employer. The skills that somebody claims are added to these.
TOOLS = frozenset(_lines("tools"))
