"""Numbers that people say aloud: each taken once, without gaps left by races."""

from django.db import connection, models

LOCK_CLASS = 0x54464E  # "TFN": keeps these advisory locks apart from anybody else's


def hold_numbers(model: type[models.Model]) -> None:
    """Keep others from taking a number of this table until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_CLASS, model._meta.db_table])
