"""The verification bundle: anybody checks a published match, nobody learns of one before its minute."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from placements.actions.calendar import publish_due_runs
from placements.actions.match_run import approve_match_run, create_match_run, send_for_approval
from placements.actions.verification import prepare_bundle
from placements.bundle import make_bundle
from placements.jobs import make_bundle as bundle_job
from placements.models import MatchBundle, MatchRun
from techforce.audit.models import LedgerEntry
from techforce.jobs.models import Job
from techforce.workflow.replay import mismatches
from tests.support.runs import carried_out


def page(number):
    return reverse("public:verification", args=[number])


def file(number):
    return reverse("public:verification_file", args=[number])


@pytest.fixture
def completed(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    prepare_bundle(run)
    return run


def publish(run, pat, sam):
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    MatchRun.objects.filter(pk=run.pk).update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    run.refresh_from_db()


@pytest.fixture
def published(completed, pat, sam):
    publish(completed, pat, sam)
    return completed


@pytest.fixture
def folder(published, tmp_path):
    """What somebody has after downloading and unpacking."""
    content = Client().get(file(published.number)).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def checked(folder):
    """The command of the README, with an interpreter that cannot see the project."""
    words = [sys.executable, "-I", "-S", "standalone_check.py", "snapshot.json", "result.json"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def test_the_downloaded_bundle_checks_with_plain_python(folder, published):
    done = checked(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 placements checked, 0 faults found" in done.stdout
    assert done.stdout.strip().endswith(published.bundle.result_digest)
    readme = (folder / "README.txt").read_text()
    assert "python standalone_check.py snapshot.json result.json" in readme
    assert published.bundle.result_digest in readme


def test_every_file_has_the_digest_of_the_manifest(folder, published):
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, expected in manifest["files_sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert manifest["ledger_result_sha256"] == published.result_digest
    assert hashlib.sha256(manifest["seed"].encode()).hexdigest() == manifest["seed_sha256"]


def swapped(result, snapshot):
    one, two = result["placements"]
    one["candidate"], two["candidate"] = two["candidate"], one["candidate"]


def emptied(result, snapshot):
    result["unplaced"].append(result["placements"].pop()["candidate"])


def promoted(result, snapshot):
    order = next(
        row["order"]["ranked"] for row in snapshot["requisitions"] if len(row["order"]["ranked"]) > 1
    )
    order.reverse()


def hidden(result, snapshot):
    name = result["unplaced"].pop()
    snapshot["candidates"] = [row for row in snapshot["candidates"] if row["id"] != name]


@pytest.mark.parametrize("tamper", [swapped, emptied, promoted, hidden])
def test_a_tampered_bundle_fails(folder, tamper):
    snapshot, result = (json.loads((folder / name).read_text()) for name in ("snapshot.json", "result.json"))
    tamper(result, snapshot)
    (folder / "snapshot.json").write_text(json.dumps(snapshot))
    (folder / "result.json").write_text(json.dumps(result))
    done = checked(folder)
    assert done.returncode == 1
    assert "0 faults" not in done.stdout


def test_nothing_in_it_identifies_anybody_or_joins_a_list(folder, closed):
    text = "".join(path.read_text() for path in folder.iterdir() if path.name != "standalone_check.py")
    for entry in closed.people:
        application = entry.application
        user = application.candidate.user
        for secret in (str(application.pk), application.code, str(entry.pk), user.email, user.name):
            assert secret not in text
    snapshot = json.loads((folder / "snapshot.json").read_text())
    assert {len(row["ranking"]) for row in snapshot["candidates"]} == {1}
    assert len({json.dumps({**row, "id": "", "ranking": []}) for row in snapshot["candidates"]}) == 1
    assert MatchRun.objects.get().claim_key not in text


def test_people_find_their_own_codes_and_draw(published, folder, closed, as_):
    snapshot = json.loads((folder / "snapshot.json").read_text())
    draws = json.loads((folder / "lottery.json").read_text())["draws"]
    codes = {row["id"] for row in snapshot["candidates"]}
    own = as_(closed.user("one")).get(reverse("placements:own_result")).content.decode()
    assert sum(code in own for code in codes) == 2
    assert sum(draw in own for draw in draws) == 1
    other = as_(closed.user("three")).get(reverse("placements:own_result")).content.decode()
    assert not any(code in own and code in other for code in codes)


def test_an_agency_finds_the_codes_of_its_seats(published, folder, closed, cora, as_):
    placements = json.loads((folder / "result.json").read_text())["placements"]
    own = as_(cora).get(reverse("placements:requisition_result", args=[closed.va.pk])).content.decode()
    assert [row["requisition"] for row in placements if row["candidate"] in own] == [closed.va.number]


def test_the_page_shows_the_digests_and_the_way(published):
    text = Client().get(page(published.number)).content.decode()
    for words in (
        published.bundle.digest,
        published.bundle.result_digest,
        published.seed,
        published.seed_commitment,
    ):
        assert words in text
    assert file(published.number) in text
    assert page(published.number) in Client().get(reverse("public:verifications")).content.decode()


def answer(url):
    response = Client().get(url)
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
    return response.status_code, response.content.replace(url.encode(), b""), headers


@pytest.mark.parametrize("where", [page, file])
def test_before_the_minute_it_answers_as_for_an_unknown_number(completed, pat, sam, where):
    unknown = answer(where(completed.number + 1))
    assert unknown[0] == 404
    assert answer(where(completed.number)) == unknown
    send_for_approval(completed, by=pat)
    approve_match_run(completed, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    assert answer(where(completed.number)) == unknown
    MatchRun.objects.update(publish_at=timezone.now())
    publish_due_runs(timezone.now())
    assert answer(where(completed.number))[0] == 200


def test_before_the_minute_the_list_is_empty(completed):
    assert (
        f"/verify/{completed.number}/" not in Client().get(reverse("public:verifications")).content.decode()
    )


def test_staff_have_the_same_bytes_before_publishing(completed, pat, sam, audrey, as_):
    staff = reverse("placements:match_bundle", args=[completed.number])
    early = as_(sam).get(staff)
    assert (early.status_code, early["Content-Type"]) == (200, "application/zip")
    assert hashlib.sha256(early.content).hexdigest() == completed.bundle.digest
    assert (
        completed.bundle.digest
        in as_(pat).get(reverse("placements:match_run", args=[completed.number])).content.decode()
    )
    publish(completed, pat, sam)
    assert Client().get(file(completed.number)).content == early.content


def test_a_browser_that_has_it_is_not_sent_it_again(published):
    etag = Client().get(file(published.number))["ETag"]
    assert Client().get(file(published.number), headers={"if-none-match": etag}).status_code == 304


def test_it_is_made_in_the_background_once_and_noted(closed, cohort, pat):
    run = carried_out(create_match_run(cohort, by=pat))
    waiting = Job.objects.get(name="placements.match_bundle")
    bundle_job(**waiting.arguments)
    first = MatchBundle.objects.get(run=run)
    bundle_job(**waiting.arguments)
    again = MatchBundle.objects.get(run=run)
    assert (first.digest, first.made_at) == (again.digest, again.made_at)
    noted = LedgerEntry.objects.get(act="store_bundle", subject_id=str(run.pk))
    assert noted.data["digest"] == first.digest
    assert mismatches() == []
    assert make_bundle(run).content == bytes(first.content)


def test_a_dry_run_has_none(closed, cohort, pat, as_):
    run = carried_out(create_match_run(cohort, by=pat, dry_run=True))
    assert not Job.objects.filter(name="placements.match_bundle").exists()
    assert as_(pat).get(reverse("placements:match_bundle", args=[run.number])).status_code == 404
