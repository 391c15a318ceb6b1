"""Health check of a web container: does this container's own web process say that it is ready."""

import os
import sys
import urllib.error
import urllib.request

ADDRESS = "http://127.0.0.1:8000/readyz"


def main() -> int:
    """Return 0 if the web process answers that it is ready, 1 with the reason if not."""
    address = sys.argv[1] if len(sys.argv) > 1 else ADDRESS
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-Proto": "https"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=4):  # noqa: S310
            return 0
    except urllib.error.HTTPError as error:
        print(f"{address}: {error} {error.read(500).decode(errors='replace')}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{address}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
