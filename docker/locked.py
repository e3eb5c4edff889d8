"""Print the part of the lock files that one image needs, with the hashes as they stand there. Needs no package and no network.

    python docker/locked.py --root dependencies --root dashboard --package duckdb requirements.lock > part.lock

What belongs together is read from the locks' own notes ("via"). `--root`: everything a group of pyproject.toml asks for
("dependencies": those outside the groups). `--package`: one package, and what it asks for. Exit 2: a root or package the
locks do not know.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==")
PROJECT = re.compile(r"^line-of-sight \(pyproject\.toml(?::(\w+))?\)$")


@dataclass
class Block:
    """The lines of one pinned package, and who asks for it: packages, and roots as `<name>`."""

    name: str
    lines: list[str] = field(default_factory=list)
    via: set[str] = field(default_factory=set)


def blocks_of(lock: str) -> list[Block]:
    """Return the packages of a lock file, in its order; one package may stand there twice, with other markers."""
    found: list[Block] = []
    for line in lock.splitlines():
        if pinned := PINNED.match(line):
            found.append(Block(pinned[1]))
        if not found:
            continue
        found[-1].lines.append(line)
        if note := re.match(r"^\s+#\s+(?:via\s+)?(\S.*)$", line):
            root = PROJECT.match(note[1])
            found[-1].via.add(f"<{root[1] or 'dependencies'}>" if root else note[1].strip())
    return found


def part(blocks: list[Block], wanted: Iterable[str]) -> list[Block]:
    """Return the packages that the wanted names (`<root>` or a package) lead to. Raises KeyError with an unknown name."""
    known = {each.name for each in blocks} | {via for each in blocks for via in each.via}
    kept = set(wanted)
    if unknown := sorted(kept - known):
        raise KeyError(unknown[0])
    while more := {each.name for each in blocks if each.name not in kept and each.via & kept}:
        kept |= more
    return [each for each in blocks if each.name in kept]


def main() -> int:
    """Print the part and return the exit code."""
    parser = argparse.ArgumentParser(prog="python docker/locked.py", description=__doc__)
    parser.add_argument("--root", action="append", default=[], metavar="GROUP")
    parser.add_argument("--package", action="append", default=[], metavar="NAME")
    parser.add_argument("locks", nargs="+", type=Path)
    asked = parser.parse_args()
    blocks = [each for lock in asked.locks for each in blocks_of(lock.read_text(encoding="utf-8"))]
    try:
        kept = part(blocks, [*(f"<{root}>" for root in asked.root), *asked.package])
    except KeyError as unknown:
        print(f"The locks know no {unknown}: regenerate them, or mend the name", file=sys.stderr)
        return 2
    print("\n".join(line for each in kept for line in each.lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
