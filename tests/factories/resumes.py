"""Résumé files, made here: good ones, and ones made to harm."""

import io
import zipfile
from typing import Any

import pikepdf

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def new_pdf(*pages: str) -> pikepdf.Pdf:
    """An open document with one line of text on each page."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for words in pages or ("Engineer",):
        page = document.add_blank_page(page_size=(612, 792))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = document.make_stream(f"BT /F1 11 Tf 72 720 Td ({words}) Tj ET".encode())
    return document


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    """The bytes of an open document."""
    file = io.BytesIO()
    document.save(file, **options)
    return file.getvalue()


def pdf(*pages: str) -> bytes:
    """A plain PDF."""
    return saved(new_pdf(*pages))


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def document_xml(body: str) -> str:
    return f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def docx(body: str = paragraph("Engineer"), parts: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file with this body and further parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", document_xml(body))
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return file.getvalue()
