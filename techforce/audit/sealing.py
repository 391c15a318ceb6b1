"""Seal blocks of the ledger and prove them.

A block holds the entries of all transactions below the snapshot's xmin. All of those have ended, so the
block is final: no gap, no late row, and no lock on anybody who writes.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from .models import ENTRY_DIGEST

GENESIS = hashlib.sha256(b"").digest()
SEALER_LOCK = 0x5345414C
DIGEST_NOW = ENTRY_DIGEST.format(row="e")


def seal_block(cursor: CursorWrapper, below: int | None = None) -> int:
    """Seal what can be sealed. Returns the number of entries; 0 when nothing waits or another seals.

    A long transaction anywhere on the server only delays sealing. `below` replaces that horizon, for a caller
    who knows that nobody else writes here.
    """
    with transaction.atomic():
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("select to_txid, hash, id from audit_ledgerseal order by id desc limit 1")
        last = cursor.fetchone()
        low, previous, number = (last[0], bytes(last[1]), last[2]) if last else (0, GENESIS, 0)
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        high = below or cursor.fetchone()[0]
        cursor.execute(
            "select id, digest from audit_ledgerentry where txid >= %s and txid < %s order by id", [low, high]
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        ids = [row[0] for row in rows]
        digests = b"".join(bytes(row[1]) for row in rows)
        cursor.execute(
            "insert into audit_ledgerseal (id, from_txid, to_txid, entry_ids, digests, previous_hash, hash)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            # Not from the sequence: a seal that failed half-way would leave a gap, which reads as a missing seal.
            [number + 1, low, high, ids, digests, previous, block_hash(previous, ids, digests)],
        )
        return len(ids)


def block_hash(previous: bytes, ids: list[int], digests: bytes) -> bytes:
    """SHA-256 over the block before, the ids as 8 bytes each, and the digests, in id order."""
    listed = b"".join(number.to_bytes(8, "big") for number in ids)
    return hashlib.sha256(previous + listed + digests).digest()


@dataclass(frozen=True)
class Problem:
    """The first thing found wrong: in which seal, at which entry when it can be named, and what."""

    seal: int | None
    entry: int | None
    what: str


def first_problem(cursor: CursorWrapper, anchor: tuple[int, str] | None = None) -> Problem | None:
    """Prove the whole ledger; None when it holds.

    `anchor` is a (seal id, hash in hex) kept outside the database: only with it does cutting off the
    newest seals together with their entries show.
    """
    cursor.execute(
        "select id, from_txid, to_txid, entry_ids, digests, previous_hash, hash from audit_ledgerseal order by id"
    )
    previous, low, anchored = GENESIS, 0, anchor is None
    for number, row in enumerate(cursor.fetchall(), start=1):
        seal, start, end, ids, digests, before, digest = row
        if seal != number:
            return Problem(number, None, "a seal is missing")
        if start != low or bytes(before) != previous:
            return Problem(seal, None, "the chain of seals is broken before this one")
        if block_hash(previous, ids, bytes(digests)) != bytes(digest):
            return Problem(seal, None, "the seal itself was changed")
        found = next(_differences(cursor, seal, start, end, ids, bytes(digests)), None)
        if found:
            return found
        if anchor and seal == anchor[0]:
            anchored = True
            if bytes(digest).hex() != anchor[1]:
                return Problem(seal, None, "it differs from the anchor kept outside")
        previous, low = bytes(digest), end
    if not anchored and anchor:
        return Problem(anchor[0], None, "the anchor kept outside is missing here: history was rolled back")
    return _unsealed_problem(cursor, low)


def _differences(
    cursor: CursorWrapper, seal: int, start: int, end: int, ids: list[int], digests: bytes
) -> Iterator[Problem]:
    sealed = {entry: digests[at * 32 : at * 32 + 32] for at, entry in enumerate(ids)}
    found = {row[0]: row for row in _recomputed(cursor, start, end)}
    for entry in sorted(sealed.keys() | found.keys()):
        if entry not in found:
            yield Problem(seal, entry, "the entry was deleted")
        elif entry not in sealed:
            yield Problem(seal, entry, "the entry was added after its block was sealed")
        elif bytes(found[entry][2]) != sealed[entry]:
            yield Problem(seal, entry, "the entry was changed")
        elif bytes(found[entry][1]) != sealed[entry]:
            yield Problem(seal, entry, "the entry's digest was changed")


def _recomputed(cursor: CursorWrapper, start: int, end: int) -> list[tuple[int, bytes, bytes]]:
    cursor.execute(
        f"select e.id, e.digest, {DIGEST_NOW} from audit_ledgerentry e"  # noqa: S608 - our own constant
        " where e.txid >= %s and e.txid < %s order by e.id",
        [start, end],
    )
    return cursor.fetchall()


def _unsealed_problem(cursor: CursorWrapper, low: int) -> Problem | None:
    cursor.execute(
        f"select e.id from audit_ledgerentry e where e.txid >= %s and e.digest <> {DIGEST_NOW}"  # noqa: S608
        " order by e.id limit 1",
        [low],
    )
    row = cursor.fetchone()
    return Problem(None, row[0], "the entry was changed before it was sealed") if row else None
