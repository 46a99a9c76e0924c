"""``fengqiao procedures list | lock | check | move-over CODE FROM TO [--dry-run]``: freeze and compare procedures."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fengqiao.config.env import PROJECT
from fengqiao.core.models import Matter
from fengqiao.core.registry import registry
from fengqiao.kernel.fingerprint import fingerprint
from fengqiao.kernel.procedure import Procedure

LOCK = PROJECT / "procedures.lock"


def main(argv: list[str]) -> int:
    """Run the subcommand; exit 0 where all holds, 1 where a published version was edited."""
    parser = argparse.ArgumentParser(prog="fengqiao procedures")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every version, from when it is in force, and whether it is locked")
    commands.add_parser("lock", help="freeze the versions that are not locked yet; --again freezes edited ones anew")
    commands.choices["lock"].add_argument("--again", action="store_true", help="before the first release only")
    commands.add_parser("check", help="exit 1 where a locked version was edited or is gone")
    over = commands.add_parser("move-over", help="which running matters could follow another version")
    over.add_argument("code")
    over.add_argument("source", type=int, metavar="FROM")
    over.add_argument("target", type=int, metavar="TO")
    over.add_argument("--dry-run", action="store_true", required=True, help="say what would happen; nothing is changed")
    options = parser.parse_args(argv)
    if options.command == "list":
        return _list()
    if options.command == "lock":
        return _lock(again=options.again)
    if options.command == "check":
        return _check()
    return _move_over(options.code, options.source, options.target)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def locked(file: Path = LOCK) -> dict[tuple[str, int], str]:
    """The fingerprints of the published versions; empty where nothing is locked yet."""
    if not file.exists():
        return {}
    return {(row["code"], row["version"]): row["fingerprint"] for row in json.loads(file.read_text("utf-8"))}


def faults(held: dict[tuple[str, int], str]) -> Iterator[str]:
    """What does not agree with the lock, in words."""
    found = {(p.code, p.version): fingerprint(p) for p in registry.procedures()}
    for (code, version), print_ in sorted(held.items()):
        if (code, version) not in found:
            yield f"{code} v{version} was published and is gone; running matters are pinned to it"
        elif found[code, version] != print_:
            yield f"{code} v{version} was published and has been edited; write v{version + 1} with the difference"
    for code, version in sorted(found.keys() - held.keys()):
        yield f"{code} v{version} is not locked; run: fengqiao procedures lock"


def _list() -> int:
    held = locked()
    for p in registry.procedures():
        print_ = fingerprint(p)
        state = {None: "open", print_: "locked"}.get(held.get((p.code, p.version)), "EDITED")
        _say(f"{p.code:28} v{p.version}  {p.in_force}  {len(p.all_states):2} states  {len(p.moves):2} moves  {state}")
    return 0


def _lock(*, again: bool) -> int:
    held = {} if again else locked()
    for p in registry.procedures():
        held.setdefault((p.code, p.version), fingerprint(p))
    rows = [{"code": c, "version": v, "fingerprint": f} for (c, v), f in sorted(held.items())]
    LOCK.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    _say(f"{len(rows)} versions locked in {LOCK.name}")
    return _check()


def _check() -> int:
    found = list(faults(locked()))
    for line in found:
        _say(line)
    if not found:
        _say("every published version is as it was published")
    return 1 if found else 0


def _move_over(code: str, source: int, target: int) -> int:
    try:
        old, new = registry.procedure(code, source), registry.procedure(code, target)
    except KeyError as missing:
        _say(f"there is no {missing}")
        return 2
    pinned = Matter.objects.filter(procedure=code, version=source, ended=False)
    running = Counter(pinned.values_list("state", flat=True))
    for state, count in sorted(running.items()):
        _say(f"{state:20} {count:8} matters  {_verdict(old, new, state)}")
    _say(f"{sum(running.values())} running matters follow v{source}; nothing was changed")
    return 0


def _verdict(old: type[Procedure], new: type[Procedure], state: str) -> str:
    """Whether a matter in this state could go on under the new version."""
    if state not in new.all_states:
        return "stays: the new version has no such state"
    gone = {m.name for m in old.leaving(state)} - {m.name for m in new.leaving(state)}
    more = {m.name for m in new.leaving(state)} - {m.name for m in old.leaving(state)}
    lost = f", loses {' '.join(sorted(gone))}" if gone else ""
    gained = f", gains {' '.join(sorted(more))}" if more else ""
    return f"could move{lost}{gained}"
