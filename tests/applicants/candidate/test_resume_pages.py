"""Uploading, reading back, replacing, removing and downloading."""

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.actions.application import reopen_application, submit_application
from applicants.actions.document import NotKept, remove_resume, store_resume
from applicants.models import Document
from applicants.resume.checking import Resume, check_resume
from techforce.audit.models import LedgerEntry
from techforce.workflow.errors import NotAllowed, WrongState
from tests.factories.applicants import application, document
from tests.factories.resumes import docx, paragraph, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(ada, cohort, software):
    return application(ada, cohort, software)


def kept_files(tmp_path):
    return sorted(path.name for path in (tmp_path / "documents").iterdir())


def upload(client, draft, name, data):
    return client.post(f"/apply/{draft.pk}/resume/", {"resume": SimpleUploadedFile(name, data)})


def resume(words="Engineer", name="resume.pdf"):
    return check_resume(SimpleUploadedFile(name, pdf(words)))


def test_an_upload_replaces_what_was_there(as_, ada, draft, tmp_path):
    answer = upload(as_(ada), draft, "My résumé.docx", docx(paragraph("Ran the payment service")))
    assert answer.url == f"/apply/{draft.pk}/resume/"
    document = draft.documents.get()
    assert (document.kind, document.original_name) == ("docx", "My résumé.docx")
    assert "Ran the payment service" in as_(ada).get(answer.url).text


def test_names_on_the_disk_say_nothing(draft, ada, tmp_path):
    store_resume(draft, resume(name="ada-quill.pdf"), by=ada)
    assert [len(name) for name in kept_files(tmp_path)] == [
        32,
        32,
    ]  # the older one goes when the transaction ends
    assert not any("ada" in name or "." in name for name in kept_files(tmp_path))


@pytest.mark.django_db(transaction=True)
def test_a_draft_keeps_one_file(ada, draft, tmp_path):
    store_resume(draft, resume("First"), by=ada)
    store_resume(draft, resume("Second"), by=ada)
    assert kept_files(tmp_path) == [draft.documents.get().file.name.rpartition("/")[2]]


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_stays_on_file(ada, draft, tmp_path):
    opened = reopen_application(submit_application(draft, by=ada), by=ada)
    store_resume(opened, resume("Newer"), by=ada)
    assert sorted(document.removed_at is None for document in opened.documents.all()) == [False, True]
    assert len(kept_files(tmp_path)) == 2


@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("cv.pdf", b"", 422, "This file is empty"),
        ("cv.exe", b"MZ", 415, "Only PDF (.pdf) and Word (.docx) files are accepted."),
        ("cv.pdf", b"<html>", 415, "The name says PDF, but the content is something else."),
        ("cv.docx", docx(parts={"word/vbaProject.bin": b"x"}), 422, "This file contains macros"),
    ],
)
def test_a_refused_file_changes_nothing(as_, ada, draft, tmp_path, name, data, status, words):
    before = (kept_files(tmp_path), Document.objects.get())
    answer = upload(as_(ada), draft, name, data)
    assert answer.status_code == status
    assert words in answer.text
    assert "<title>Error: " in answer.text
    assert 'href="#id_resume"' in answer.text
    assert (kept_files(tmp_path), Document.objects.get()) == before


def test_too_large_is_said_in_words_and_not_kept(as_, ada, draft, tmp_path):
    answer = upload(as_(ada), draft, "cv.pdf", b"%PDF-1.7" + b"0" * settings.RESUME_MAX_BYTES)
    assert answer.status_code == 413
    assert "This file is larger than 5 MB." in answer.text
    assert len(kept_files(tmp_path)) == 1


def test_no_file_is_said_in_words(as_, ada, draft):
    answer = as_(ada).post(f"/apply/{draft.pk}/resume/", {"resume": ""})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_the_cap_is_said_before_and_after(as_, ada, draft):
    client = as_(ada)
    assert (
        "Reviewers read the first 2 pages, and nothing after them."
        in client.get(f"/apply/{draft.pk}/resume/").text
    )
    upload(client, draft, "cv.pdf", pdf("One", "Two", "Three"))
    page = client.get(f"/apply/{draft.pk}/resume/").text
    assert "Your file has 3 pages." in page
    assert "Three" not in page


def test_removing(as_, ada, draft):
    answer = as_(ada).post(f"/apply/{draft.pk}/resume/removal/", follow=True)
    assert "Your résumé is removed." in answer.text
    assert not draft.documents.exists()
    assert remove_resume(draft, by=ada) is False


def test_the_disk_is_clean_when_the_row_cannot_be_written(ada, draft, tmp_path):
    before = kept_files(tmp_path)
    too_long = Resume(b"%PDF", "x" * 200, "pdf", 1, "text", "0" * 64)
    with pytest.raises(Exception, match="value too long"):
        store_resume(draft, too_long, by=ada)
    assert kept_files(tmp_path) == before


def test_a_full_disk_is_said_in_words(as_, ada, draft, tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage, "_save", full
    )
    with pytest.raises(NotKept):
        store_resume(draft, resume(), by=ada)
    answer = upload(as_(ada), draft, "cv.pdf", pdf())
    assert answer.status_code == 503
    assert "We could not keep your file just now." in answer.text
    assert draft.documents.count() == 1


def test_a_sent_application_keeps_its_resume(as_, ada, cohort, software, ben):
    sent = application(ben, cohort, software, state="submitted")
    with pytest.raises(WrongState):
        store_resume(sent, resume(), by=ben)
    assert upload(as_(ben), sent, "cv.pdf", pdf()).status_code == 409
    assert as_(ben).post(f"/apply/{sent.pk}/resume/removal/").status_code == 409


def test_nobody_stores_for_somebody_else(ben, draft):
    with pytest.raises(NotAllowed):
        store_resume(draft, resume(), by=ben)
    with pytest.raises(NotAllowed):
        remove_resume(draft, by=ben)


def test_a_download_opens_nowhere(as_, ada, draft):
    answer = as_(ada).get(f"/apply/{draft.pk}/resume/file/")
    assert answer.content == b"%PDF-1.7 test"
    assert answer["Content-Disposition"] == 'attachment; filename="resume.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_staff_download_what_they_may_read(as_, holly, ben, rosa, cohort, software):
    sent = application(ben, cohort, software, state="submitted")
    path = f"/documents/{sent.documents.get().pk}/"
    assert as_(holly).get(path).status_code == 200
    assert as_(rosa).get(path).status_code == 403
    assert as_(ben).get(path).status_code == 403


def test_the_ledger_knows_the_upload_by_its_id(ada, draft):
    document = store_resume(draft, resume(), by=ada)
    entry = LedgerEntry.objects.about(draft).get(act="upload_resume")
    assert entry.data == {"document": str(document.pk)}


def test_staff_read_what_was_sent_and_nothing_of_a_draft(holly, ada, ben, cohort, software):
    reopened, never_sent = application(ada, cohort, software, state="submitted"), application(ben, cohort)
    sent = Document.objects.get(application=reopened)
    sent.removed_at = timezone.now()
    sent.save()
    unsent = document(reopened)
    assert list(Document.objects.visible_to(holly)) == [sent]
    assert list(Document.objects.visible_to(ada)) == [unsent]
    assert list(Document.objects.visible_to(ben)) == [never_sent.documents.get()]
