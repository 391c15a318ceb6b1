"""What a résumé may be, and what the process that reads it may use."""

import resource
import sys

SECONDS = 8
MEMORY = 700 * 1024 * 1024
UNPACKED = 40 * 1024 * 1024
PDF_PAGES = 20
PDF_PIXELS = 60_000_000
ZIP_PARTS = 500
ZIP_RATIO = 100
# Word files do not say where a page ends; a full page of plain text holds about this much.
PAGE_CHARACTERS = 6000


class Unacceptable(Exception):
    """The file is refused; the code names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def give_up_rights() -> None:
    """Bound the present process for good: little time, little memory, no file written, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space cannot be bounded
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
