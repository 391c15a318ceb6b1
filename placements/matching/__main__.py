"""The engine on the command line: check, solve, verify, explain, diff, digest, schema and warm."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import (
    EngineMissing,
    Market,
    MatchingError,
    Result,
    Snapshot,
    build_market,
    diff,
    digest,
    explain,
    explain_requisition,
    result_from_json,
    solve,
    verify,
)
from .errors import Malformed, Offence
from .fields import show

Read = tuple[Snapshot, Market]


def read_market(path: str) -> Read:
    snapshot = Snapshot.from_json(Path(path).read_bytes())
    return snapshot, build_market(snapshot)


def read_result(path: str, snapshot: Snapshot, market: Market) -> Result:
    """A stored result of this snapshot. Raises `Malformed` or `Infeasible` when it is not one."""
    try:
        data = json.loads(Path(path).read_bytes())
        made_from = data["snapshot"]
        result = result_from_json(market, data)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed(
            [Offence("Malformed", path, (), f"is not a result: {type(error).__name__} {show(str(error))}")]
        ) from error
    except MatchingError:
        raise
    except ValueError as error:
        raise Malformed([Offence("Malformed", path, (), f"cannot be read as JSON: {error}")]) from error
    if made_from and made_from != digest(snapshot):
        raise Malformed([Offence("Malformed", path, (), "was made from another snapshot")])
    return result


def write(data: Any, path: str | None = None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if path:
        Path(path).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def run_check(options: argparse.Namespace) -> int:
    snapshot, market = read_market(options.snapshot)
    write(
        {
            "digest": digest(snapshot),
            "candidates": market.n,
            "requisitions": market.m,
            "ranked_pairs": len(market.choice),
            "eligible_pairs": int((market.mask != 0).sum()),
            "binding_caps": list(market.forest.ids),
            "teams": int(market.team.sum()),
        }
    )
    return 0


def run_solve(options: argparse.Namespace) -> int:
    snapshot, market = read_market(options.snapshot)
    result = solve(market, teams=options.teams, ties=options.ties, engine=options.engine)
    write(result.to_json(market, digest(snapshot)), options.output)
    return 0


def run_verify(options: argparse.Namespace) -> int:
    snapshot, market = read_market(options.snapshot)
    certificate = verify(market, read_result(options.result, snapshot, market), optimal=options.optimal)
    write(certificate.to_json())
    sound = certificate.stable and "no" not in (
        certificate.candidate_optimal,
        certificate.closed_teams_maximal,
    )
    return 0 if sound else 1


def run_explain(options: argparse.Namespace) -> int:
    snapshot, market = read_market(options.snapshot)
    result = read_result(options.result, snapshot, market)
    try:
        if options.requisition:
            write(asdict(explain_requisition(market, result, options.requisition)))
        else:
            write([asdict(reason) for reason in explain(market, result, options.candidate)])
    except KeyError as error:
        raise Malformed(
            [Offence("UnknownId", "command", (str(error.args[0]),), f"there is no {show(error.args[0])}")]
        ) from error
    return 0


def run_diff(options: argparse.Namespace) -> int:
    old_snapshot, old_market = read_market(options.snapshot)
    new_snapshot, new_market = read_market(options.new_snapshot)
    old = read_result(options.result, old_snapshot, old_market)
    new = read_result(options.new_result, new_snapshot, new_market)
    write(asdict(diff(old_market, old, new_market, new)))
    return 0


def run_digest(options: argparse.Namespace) -> int:
    snapshot = Snapshot.from_json(Path(options.snapshot).read_bytes())
    if options.canonical:
        sys.stdout.buffer.writelines(snapshot.spelled())
    else:
        print(digest(snapshot))
    return 0


def run_schema(options: argparse.Namespace) -> int:
    sys.stdout.write((Path(__file__).parent / "snapshot.schema.json").read_text(encoding="utf-8"))
    return 0


def run_warm(options: argparse.Namespace) -> int:
    """Compile once, so that the first real run does not wait for it."""
    from .warming import warm

    print(f"compiled engine ready in {warm():.1f} s")
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m placements.matching", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Any, text: str, *files: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        for file in files:
            made.add_argument(file)
        made.set_defaults(run=run)
        return made

    command("check", run_check, "read a snapshot, list every offence, count what it holds", "snapshot")
    made = command("solve", run_solve, "match a snapshot", "snapshot")
    made.add_argument("-o", "--output", help="write the result here instead of standard output")
    made.add_argument("--teams", choices=("drop", "lex"), help="instead of the snapshot's rule")
    made.add_argument("--ties", choices=("lottery", "promote"), help="instead of the snapshot's rule")
    made.add_argument("--engine", choices=("auto", "heap", "numba"), default="auto")
    made = command(
        "verify", run_verify, "certify a result; status 1 when it is not stable", "snapshot", "result"
    )
    made.add_argument("--optimal", action="store_true", help="also solve again with a second implementation")
    made = command(
        "explain", run_explain, "why one candidate or requisition ended as it did", "snapshot", "result"
    )
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("--candidate")
    which.add_argument("--requisition")
    files = ("snapshot", "result", "new_snapshot", "new_result")
    command("diff", run_diff, "what changed between two results", *files)
    made = command("digest", run_digest, "SHA-256 of a snapshot in canonical form", "snapshot")
    made.add_argument("--canonical", action="store_true", help="print the canonical form itself")
    command("schema", run_schema, "print the JSON Schema of snapshots")
    command("warm", run_warm, "compile the optional engine and keep the machine code")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Status 0 is fine, 1 an unstable or infeasible result, 2 input that cannot be used."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except MatchingError as error:
        for offence in error.offences:
            print(offence, file=sys.stderr)
        return 1 if error.kind == "Infeasible" else 2
    except (OSError, EngineMissing) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
