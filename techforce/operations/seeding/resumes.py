"""A few résumés as real PDF files, so that downloads, page caps and text are true."""

import hashlib
from io import BytesIO

import pikepdf

from applicants.models.application import Experience

from .draw import WORDS

LINE = 16
TOP, LEFT = 720, 72


# When the last job began, and the one before it, for each length of time in technology.
SPANS = {
    Experience.UNDER_1: ("This year",),
    Experience.FROM_1: ("Two years",),
    Experience.FROM_4: ("Three years", "Two years before that"),
    Experience.FROM_8: ("Five years", "Four years before that"),
}


def resume_text(job: str, experience: str) -> str:
    """What the résumé of somebody with this job and this time in technology says."""
    last, *before = SPANS[Experience(experience)]
    return "\n".join(
        [
            job,
            f"{last}: " + WORDS["outcomes"][len(job) % len(WORDS["outcomes"])],
            *(
                f"{span}: kept services running that people depend on, on call one week in five."
                for span in before
            ),
            "Skills: Python, SQL, Linux, accessible web pages, plain writing.",
            "Education: two years of evening classes; no degree needed for the work above.",
        ]
    )


def resume_file(text: str) -> bytes:
    """The text on one page of a PDF without anything active in it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = "".join(f"({_escaped(line)}) Tj 0 -{LINE} Td " for line in text.split("\n"))
    page.Contents = pdf.make_stream(f"BT /F1 10 Tf {LEFT} {TOP} Td {lines}ET".encode("latin-1"))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as the product keeps for every file."""
    return hashlib.sha256(data).hexdigest()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
