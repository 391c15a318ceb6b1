"""A program before anybody has applied: reference data, the cast, one open cohort. Run inside a started system."""

from dataclasses import replace

import django


def main() -> None:
    """Make it, in one transaction."""
    django.setup()
    from django.db import transaction

    from techforce.audit.actions import seal
    from techforce.operations.seeding.scale import SCALES
    from techforce.operations.seeding.world import make_world

    nobody = replace(SCALES["small"], interested=0, submitted=0, reviewers=3)
    with transaction.atomic():
        make_world(nobody, 1)
    seal()


if __name__ == "__main__":
    main()
