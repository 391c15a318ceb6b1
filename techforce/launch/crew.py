"""Web, worker and beat under one process manager: if one ends, all end, and the reason is shown last."""

import os
import select
import shlex
import signal
import sys
from collections import defaultdict, deque
from pathlib import Path
from types import FrameType
from typing import Any

from honcho import manager
from honcho.manager import Manager
from honcho.printer import Message, Printer

TAIL = 15
READY = b"Listening at"
# Seconds that children have to end by themselves; honcho's own five are short on a busy machine.
manager.KILL_WAIT = 15


class Recorder(Printer):
    """Prints every line with its process's name, keeps it in a log file, remembers the last few."""

    def __init__(self, log_dir: Path, banner: str) -> None:
        super().__init__(sys.stdout)
        log_dir.mkdir(parents=True, exist_ok=True)
        for earlier in log_dir.glob("*.log"):
            earlier.unlink()
        self.log_dir = log_dir
        self.banner = banner
        self.tails: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=TAIL))

    def write(self, message: Message) -> None:
        """Take one line of a child, or of the manager itself."""
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        text = data.decode("utf-8", "replace").rstrip("\n")
        self.tails[message.name].append(text)
        with (self.log_dir / f"{message.name}.log").open("a", encoding="utf-8") as log:
            log.write(f"{message.time:%Y-%m-%d %H:%M:%S} {text}\n")
        self.say(super().write, message)
        if message.name == "web" and READY in data:
            self.say(print, self.banner, file=self.output, flush=True)

    def say(self, speak: Any, *words: Any, **options: Any) -> None:
        """Print unless the terminal has gone, which must not keep us from stopping the others."""
        try:
            speak(*words, **options)
        except OSError:
            self.output = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


class Crew(Manager):
    """The processes of one running system."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.recorder = recorder
        self.fallen: list[str] = []

    def add(self, name: str, words: list[str], environment: dict[str, str], folder: Path) -> None:
        """Add a child; `exec` lets it, not a shell, receive the signals."""
        self.add_process(name, f"exec {shlex.join(words)}", env=environment, cwd=str(folder))

    def terminate(self) -> None:
        """Stop everything; remembers who had ended before anybody was asked to."""
        if not self._terminating:
            self.fallen = [name for name, process in self._processes.items() if "returncode" in process]
        super().terminate()

    def run(self) -> int:
        """Run until a signal or until a child ends; returns the exit code, 0 after Ctrl-C."""
        signal.signal(signal.SIGHUP, _end)
        # A closed terminal does not always come with a signal: a make that leads the session keeps it to itself.
        signal.signal(signal.SIGALRM, _end_if_nobody_reads)
        signal.setitimer(signal.ITIMER_REAL, 1, 1)
        self.loop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not self.fallen:
            return 0 if self.returncode == 130 else int(self.returncode or 0)
        for name in self.fallen:
            self.recorder.say(print, self._obituary(name), file=sys.stderr, flush=True)
        return 1

    def _obituary(self, name: str) -> str:
        code = self._processes[name]["returncode"]
        last = "\n".join(f"    {line}" for line in self.recorder.tails[name])
        log = self.recorder.log_dir / f"{name}.log"
        return f"\n{name} ended by itself (code {code}), so everything was stopped. Its last lines:\n{last}\n    … {log}"


def _end(_signal: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _end_if_nobody_reads(number: int, frame: FrameType | None) -> None:
    watched = select.poll()
    watched.register(1, 0)
    if watched.poll(0):  # asked for nothing, so what comes is a hang-up or a broken pipe
        signal.setitimer(signal.ITIMER_REAL, 0)
        _end(number, frame)
