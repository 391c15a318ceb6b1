"""Accepts a PDF that holds nothing but a plain résumé, and reads the text of its first pages."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdf

from .limits import PDF_PAGES, PDF_PIXELS, UNPACKED, Unacceptable

ACTIVE_KEYS = {
    "/JavaScript", "/JS", "/AA", "/Launch", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData", "/Movie", "/Sound",
    "/Rendition",
}  # fmt: skip
CARRYING_KEYS = {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/Collection", "/GoToE", "/GoToR"}
ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound", "/Hide", "/Trans", "/GoTo3DView", "/SetOCGState",
}  # fmt: skip
ACTIVE_SUBTYPES = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/Widget"}
SAFE_LINK = re.compile(rb"(?i)(https?://|mailto:|tel:)")
HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)")
FOREIGN = re.compile(rb"PK\x03\x04|<(script|html|\?php)", re.IGNORECASE)


def read_pdf(data: bytes, cap: int) -> tuple[int, list[str]]:
    """(number of pages, text of the first `cap` pages). Raises Unacceptable."""
    _check_frame(data)
    try:
        document = pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unacceptable("encrypted") from None
    with document:
        if document.is_encrypted:
            raise Unacceptable("encrypted")
        pages = len(document.pages)
        if not 1 <= pages <= PDF_PAGES:
            raise Unacceptable("pages")
        _check_unpacked_size(document)
        for item in document.objects:
            for part in _parts(item):
                _check_part(part)
    reader = pypdf.PdfReader(io.BytesIO(data))
    return pages, [reader.pages[number].extract_text() for number in range(min(cap, pages))]


def _check_frame(data: bytes) -> None:
    if not HEADER.match(data):
        raise Unacceptable("not_pdf")
    head, (_, marker, after) = data[8:1024], data.rpartition(b"%%EOF")
    if not marker or after.strip(b"\r\n\0 \t") or FOREIGN.search(head):
        raise Unacceptable("two_formats")


def _parts(item: Any) -> Iterator[Any]:
    """Every dictionary inside one object of the file; what it refers to is an object of its own."""
    stack = [item]
    while stack:
        part = stack.pop()
        if isinstance(part, pikepdf.Stream):
            part = part.stream_dict
        if isinstance(part, pikepdf.Dictionary):
            yield part
            inner = [part[key] for key in part.keys()]  # noqa: SIM118 pikepdf iterates over keys() alone
        elif isinstance(part, pikepdf.Array):
            inner = list(part)
        else:
            continue
        stack += [x for x in inner if isinstance(x, pikepdf.Dictionary | pikepdf.Array) and not x.is_indirect]


def _check_part(part: Any) -> None:
    keys = set(part.keys())
    if keys & CARRYING_KEYS or str(part.get("/Subtype", "")) == "/FileAttachment":
        raise Unacceptable("attachments")
    action = str(part.get("/S", ""))
    if keys & ACTIVE_KEYS or action in ACTIVE_ACTIONS or str(part.get("/Subtype", "")) in ACTIVE_SUBTYPES:
        raise Unacceptable("active")
    opening = part.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) not in ("/GoTo", ""):
        raise Unacceptable("active")
    if (
        "/URI" in keys
        and not isinstance(part["/URI"], pikepdf.Dictionary)
        and not SAFE_LINK.match(bytes(part["/URI"]))
    ):
        raise Unacceptable("link")
    if str(part.get("/Subtype", "")) == "/Image" and _pixels(part) > PDF_PIXELS:
        raise Unacceptable("bomb")


def _pixels(image: Any) -> int:
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _check_unpacked_size(document: pikepdf.Pdf) -> None:
    """Unpack each compressed stream no further than the limit: a small file may hide a huge one."""
    total = 0
    for item in document.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        filters = item.get("/Filter")
        names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
        if len(names) > 2:
            raise Unacceptable("bomb")
        if names == ["/FlateDecode"] and str(item.get("/Subtype", "")) != "/Image":
            total += len(zlib.decompressobj().decompress(item.read_raw_bytes(), UNPACKED - total + 1))
        if total > UNPACKED:
            raise Unacceptable("bomb")
