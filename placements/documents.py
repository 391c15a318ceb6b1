"""Large documents of a run on their way into the database: spelled once, for the digest and for the row."""

from django.db.models import JSONField, TextField, Value
from django.db.models.functions import Cast


def as_stored(text: bytes) -> Cast:
    """A spelled JSON document as the value of a `JSONField`, without being taken apart and spelled again."""
    return Cast(Value(text.decode(), output_field=TextField()), JSONField())
