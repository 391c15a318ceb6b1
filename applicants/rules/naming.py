"""Names that say nothing about a person: the blind code and the receipt number."""

import secrets

# No letter or digit that is mistaken for another when read out.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def blind_code() -> str:
    """The name under which an application is reviewed, as "A-7KQ4MDX"."""
    return f"A-{_letters(7)}"


def receipt_number() -> str:
    """The proof of receipt, as "TF-7KQ4-MDXP-R9"; it can neither be guessed nor counted from another."""
    return f"TF-{_letters(4)}-{_letters(4)}-{_letters(2)}"


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
