"""Have a server stop when the process that started it dies, even by a signal that cannot be handled."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def stop_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Return what a child does before it becomes the server: ask Linux to send it `number` when we die.

    `None` on other systems, where the next keeper stops what it finds.
    """
    if sys.platform != "linux":
        return None
    # Looked up here: between fork and exec a child should do as little as it can.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return ask
