"""Accepts a Word file that holds nothing but a plain résumé, and reads its text page by page."""

import io
import re
import stat
import zipfile
from typing import Any

from defusedxml import ElementTree

from .limits import PAGE_CHARACTERS, UNPACKED, ZIP_PARTS, ZIP_RATIO, Unacceptable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
END_RECORD = b"PK\x05\x06"
ACTIVE_PART = re.compile(
    r"(vbaProject|vbaData|activeX|oleObject|/embeddings/|\.bin$|\.exe$|\.dll$|customUI|/macrosheets/|\.docm$|\.lnk$)",
    re.IGNORECASE,
)
RUNNING_FIELD = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\b")
SAFE_LINK = re.compile(r"(?i)(https?://|mailto:|tel:)")


def read_docx(data: bytes, cap: int) -> tuple[int, list[str]]:
    """(number of pages, text of the first `cap` pages). Raises Unacceptable."""
    _check_frame(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_directory(archive)  # before anything is unpacked
        parts = _unpack(archive)
    for name, (raw, root) in parts.items():
        if name == "[Content_Types].xml" and b"macroEnabled" in raw:
            raise Unacceptable("macros")
        if name.endswith(".rels"):
            _check_relations(root)
    document = parts["word/document.xml"][1]
    if any(RUNNING_FIELD.search(_field_words(root)) for _, root in parts.values()):
        raise Unacceptable("active")
    pages = _pages(document)
    return len(pages), pages[:cap]


def _check_frame(data: bytes) -> None:
    if not data.startswith(b"PK\x03\x04"):
        raise Unacceptable("not_docx")
    end = data.rfind(END_RECORD)
    if end < 0:
        raise Unacceptable("damaged")
    if end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") != len(data):
        raise Unacceptable("two_formats")


def _check_directory(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        raise Unacceptable("encrypted")
    if len(infos) > ZIP_PARTS or len({name.lower() for name in names}) != len(names):
        raise Unacceptable("damaged")
    if any(_points_outside(info) for info in infos):
        raise Unacceptable("damaged")
    if sum(info.file_size for info in infos) > UNPACKED or any(_swells(info) for info in infos):
        raise Unacceptable("bomb")
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise Unacceptable("not_docx")
    if any(ACTIVE_PART.search(f"/{name}") for name in names):
        raise Unacceptable("macros")


def _points_outside(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    odd = name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")
    return odd or stat.S_ISLNK(info.external_attr >> 16)


def _swells(info: zipfile.ZipInfo) -> bool:
    return info.file_size > 1_000_000 and info.file_size / max(1, info.compress_size) > ZIP_RATIO


def _unpack(archive: zipfile.ZipFile) -> dict[str, tuple[bytes, Any]]:
    """Each XML part as (raw, parsed). Sizes are counted again while reading: the directory may lie."""
    seen = 0
    parts = {}
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as file:
            raw = file.read(UNPACKED - seen + 1)
        seen += len(raw)
        if seen > UNPACKED:
            raise Unacceptable("bomb")
        parts[info.filename] = (raw, ElementTree.fromstring(raw, forbid_dtd=True))
    return parts


def _check_relations(root: Any) -> None:
    for relation in root:
        if relation.get("TargetMode") != "External":
            continue
        if not relation.get("Type", "").endswith("/relationships/hyperlink"):
            raise Unacceptable("external")
        if not SAFE_LINK.match(relation.get("Target", "")):
            raise Unacceptable("link")


def _field_words(root: Any) -> str:
    """Field codes only: a person may well write about DDE in their résumé."""
    codes = [element.text or "" for element in root.iter(f"{W}instrText")]
    return "".join(codes) + " " + " ".join(e.get(f"{W}instr", "") for e in root.iter(f"{W}fldSimple"))


def _pages(document: Any) -> list[str]:
    """Text parted where the file says that a page ends, and where a full page of text does."""
    pages = [""]
    body = document.find(f"{W}body")
    for element in body.iter() if body is not None else ():
        if element.tag == f"{W}lastRenderedPageBreak" or (
            element.tag == f"{W}br" and element.get(f"{W}type") == "page"
        ):
            pages.append("")
        elif element.tag == f"{W}t":
            pages[-1] += element.text or ""
        elif element.tag == f"{W}p" and pages[-1] and not pages[-1].endswith("\n"):
            pages[-1] += "\n"
        elif element.tag == f"{W}tab":
            pages[-1] += "\t"
        elif element.tag == f"{W}br":
            pages[-1] += "\n"
    full = [page for page in pages if page.strip()] or [""]
    return [
        page[at : at + PAGE_CHARACTERS]
        for page in full
        for at in range(0, max(1, len(page)), PAGE_CHARACTERS)
    ]
