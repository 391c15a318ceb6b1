"""`make run` ends as a whole, says why, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
from pathlib import Path
from techforce.launch.crew import Crew, Recorder
crew = Crew(Recorder(Path(sys.argv[1]), "BANNER"))
crew.add("web", [sys.executable, "-uc", sys.argv[2]], dict(os.environ), Path("/"))
crew.add("worker", [sys.executable, "-uc", "import time; print('working'); time.sleep(600)"], dict(os.environ), Path("/"))
sys.exit(crew.run())
"""
SERVES = "import time; print('Listening at: here'); time.sleep(600)"


@pytest.fixture
def crew(tmp_path):
    """Start a crew whose web process runs the given code; whatever is left is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(web: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-uc", PROGRAM, str(tmp_path / "log"), web]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        child = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            start_new_session=True,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()
        child.stdout.close()


def read_until(child: subprocess.Popen[str], *words: str) -> str:
    """Read the crew's output until each of `words` was in it."""
    seen = ""
    while not all(word in seen for word in words):
        line = child.stdout.readline()
        assert line, seen
        seen += line
    return seen


def pids(text: str) -> list[int]:
    """Return the process ids that the manager names."""
    return [int(number) for number in re.findall(r"started \(pid=(\d+)\)", text)]


def gone(number: int) -> bool:
    """Say whether a process ends within five seconds."""
    for _ in range(50):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_a_signal_ends_everything(crew, number, code):
    child = crew(SERVES)
    seen = read_until(child, "BANNER", "working")
    child.send_signal(number)
    child.communicate(timeout=20)
    assert child.returncode == code
    assert [gone(pid) for pid in pids(seen)] == [True, True]


def test_a_closed_output_ends_everything(crew):
    child = crew(SERVES)
    seen = read_until(child, "BANNER", "working")
    child.stdout.close()
    assert child.wait(timeout=20) == 143
    assert [gone(pid) for pid in pids(seen)] == [True, True]


def test_a_child_that_ends_is_named_with_its_last_lines(crew, tmp_path):
    child = crew("import time; time.sleep(1); print('no such table'); raise SystemExit(3)")
    output, _ = child.communicate(timeout=20)
    last = output[output.index("web ended by itself (code 3)") :]
    assert child.returncode == 1
    assert "    no such table\n" in last
    assert "no such table" in (tmp_path / "log" / "web.log").read_text()
    assert [gone(pid) for pid in pids(output)] == [True, True]
