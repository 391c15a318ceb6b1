"""Make every sign-in code older by some seconds. Run inside a started system."""

import sys

import django


def main(seconds: int) -> None:
    """Move the time at which each pending code was given."""
    django.setup()
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        data = session.load()
        if age(data, seconds):
            session.update(data)
            session.save()


def age(found: object, seconds: int) -> bool:
    """Move every `at` in nested session data; says whether there was one."""
    if not isinstance(found, dict):
        return False
    moved = False
    for key, value in found.items():
        if key == "at" and isinstance(value, float):
            found[key], moved = value - seconds, True
        else:
            moved = age(value, seconds) or moved
    return moved


if __name__ == "__main__":
    main(int(sys.argv[1]))
