"""Is the web address free, and if not, who has it."""

import psutil

from techforce.embedded.book import port_is_free


def complaint_about(port: int) -> str | None:
    """Return what is wrong with `port` and what to do about it; `None` if it is free."""
    if not 1024 <= port <= 65535:
        return f"PORT={port} cannot be used: choose a number from 1024 to 65535."
    if port_is_free(port):
        return None
    return (
        f"Port {port} is taken by {_holder(port)}.\n"
        f"Stop that program, or use another port:  PORT={_next_free(port)} make run"
    )


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                process = psutil.Process(connection.pid)
                return f"process {process.pid} ({' '.join(process.cmdline())[:100] or process.name()})"
    except psutil.Error:
        pass  # some systems tell this to the administrator alone
    return "another program"


def _next_free(port: int) -> int:
    return next((other for other in range(port + 1, 65536) if port_is_free(other)), port)
