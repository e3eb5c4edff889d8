"""make fuzz N= SEED=: spoilt files of every format; each is read with equal numbers, or says what was left out, or is refused.

The truth of a file is the numbers it was made of (tests/fuzz_files.py), by what each is about and by field. A change
(tests/fuzz_changes.py) notes what it did to that truth. Then, of each spoilt file:

1. It ends in a reading or in NotAnExport or BadImport: one line of at most 700 letters that names the file and goes on
   after a ";" or ":". No traceback, and no word of a person in it or in the report (fuzz_files.WORDS).
2. Every number that is read stands in the truth under the same thing and field, or is what the change itself wrote there.
   Hence every total is one that some rows of the file give. A thing nobody wrote may only be a row whose id or day was
   changed, with its own numbers; a column of another name holds numbers of that row. Of rows whose bytes were changed
   (their line no longer stands in the file) any number may be read that stands in the file, and nothing more is asked.
   A Meta row that lost a separator is such a row too: Meta's own rows end early, and the report names them.
3. No number is counted twice.
4. Every number that is in the file and was not read is owed a word: a dropped row for every row, or a problem or a
   column not loaded that the whole file did not have. So it is with what contradicts itself.
5. What would be kept has no person in it, unless bytes were changed (an @ may be gone).
6. Every eighth file is imported as well: the shelf's numbers add up to the report's, and to those read before.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from extractors.cells import BadImport, NotAnExport, open_file, plain
from extractors.exports import divided, family_of
from extractors.imports import import_file, inspect_file
from extractors.landing import Landing
from extractors.records import Interaction, Post, Reading
from extractors.register_files import parse, recognise
from tests.extractors.export_files import DOOR, NOON
from tests.fuzz_changes import CHANGES, Mutant, begun, repacked, separator_slipped, torn
from tests.fuzz_files import WORDS, About, Sample, samples

WHOLE, ROWS_NAMED, NAMED, REFUSED = (
    "loaded whole", "loaded, dropped rows named", "loaded, what is not loaded named", "refused in one line",
)  # fmt: skip
ACCOUNT = "112233445566778"
LONGEST = 700  # letters of a refusal
IMPORTED = 8  # one in so many
KEPT_OUT = {"care_conversations": ("zz_stranger", "Quillfeather"), "linkedin_content": ("zz_stranger", "Zelda Quandry"),
            "register community_acts": ("998877665544",)}  # fmt: skip


@dataclass
class Read:
    """What was made of a file."""

    numbers: dict[tuple[About, str], float | None]
    twice: list[tuple[About, str]]
    report: dict[str, Any]
    kept: str  # everything that would reach the shelf

    @property
    def words(self) -> set[str]:
        """Return everything the report says of what is odd or left out."""
        return {*self.report["problems"], *self.report.get("columns_not_loaded", ())}

    @property
    def dropped(self) -> int:
        """Return how many rows the report says were dropped."""
        return sum(each["rows"] for each in self.report["dropped"])


@dataclass
class Outcome:
    """What a whole run came to."""

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)  # family, fate
    changes: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def of(self, fate: str) -> int:
        """Return how many files met a fate."""
        return sum(times for (_, each), times in self.fates.items() if each == fate)


def run(many: int, seed: int, only: int | None = None) -> Outcome:
    """Spoil and read so many files; or the one of that number alone, and show it."""
    began, done = time.monotonic(), Outcome()
    whole = samples(seed)
    weights = [sample.weight for sample in whole]
    with tempfile.TemporaryDirectory() as folder:
        plainly = {id(sample): _of_sample(sample, Path(folder)) for sample in whole}
        for number in range(many) if only is None else [only]:
            chance = Random(f"{seed}|{number}")
            (sample,) = chance.choices(whole, weights)
            mutant, body = spoilt(sample, chance)
            path = Path(folder) / sample.name
            path.write_bytes(body)
            done.changes.update(re.sub(r"(?<=column ).*(?= d)|[0-9]+", "…", each) for each in mutant.done)
            fate, wrong = judged(mutant, body, path, plainly[id(sample)], number % IMPORTED == 0)
            done.fates[sample.family, fate] += 1
            if wrong:
                again = f"python -m tests.fuzz --seed {seed} --one {number}"
                done.violations.append(f"{sample.family}: {wrong} [{'; '.join(mutant.done)}]: {again}")
            if only is not None:
                print(f"{sample.family}, {path.name}: {mutant.done}\n{body[:4000].decode('utf-8', 'replace')}\n{fate}")
    done.seconds = round(time.monotonic() - began, 1)
    return done


def _of_sample(sample: Sample, folder: Path) -> Read:
    """Read the whole file; it must hold exactly what it was made of."""
    path = folder / sample.name
    path.write_bytes(sample.write(sample.sheets, sample.style))
    read = taken(path, sample)
    if read.numbers != sample.truth() or read.twice:
        raise AssertionError(f"{sample.family} is not read as it was made: {read.numbers} and not {sample.truth()}")
    return read


def spoilt(sample: Sample, chance: Random) -> tuple[Mutant, bytes]:
    """Return a file with one to three changes, or with bytes changed, or both."""
    mutant = begun(sample)
    of_bytes = chance.random() < 0.3
    drawn = [chance.choice(CHANGES) for _ in range(chance.randint(0 if of_bytes else 1, 3))]
    for change in sorted(drawn, key=lambda each: each is separator_slipped):  # last: what pads a row would hide it
        if what := change(mutant, chance):
            mutant.done.append(what)
    body = before = sample.write(mutant.sheets, mutant.style)
    if sample.name.endswith(".zip") and chance.random() < 0.3:
        body, what = repacked(body, chance)
        mutant.done.append(what)
    elif of_bytes:
        body, what = torn(body, chance)
        mutant.done.append(what)
        _note_torn(mutant, before, body)
    return mutant, body


def _note_torn(mutant: Mutant, before: bytes, after: bytes) -> None:
    """Note the rows whose line no longer stands in the file; of what is packed the bytes are checked when it is opened."""
    if mutant.sample.name.endswith(".zip"):
        return
    encoding = "utf-16" if before.startswith(b"\xff\xfe") else "utf-8"
    there = set(re.split(r"[\r\n]+", after.decode(encoding, "replace")))
    lines = re.split(r"[\r\n]+", before.decode(encoding, "replace"))
    lost = [line for line in lines if line not in there]
    is_table = mutant.sample.is_text
    top = [row[0] for sheet in mutant.sheets for row in (*sheet.above, sheet.header) if row]
    if any(cell in line for cell in top for line in lost):
        mutant.torn |= mutant.loose  # a header that slipped as the row did
    for sheet in mutant.sheets:
        for about, row in zip(sheet.about, sheet.rows, strict=True):
            if about and (
                not is_table or not row or any(all(cell in line for cell in (row[0], row[-1])) for line in lost)
            ):
                mutant.torn.add(about)


def taken(path: Path, sample: Sample) -> Read:
    """Read a file as an import does, without the shelf."""
    report = inspect_file(path, NOON)
    numbers: dict[tuple[About, str], float | None] = {}
    twice: list[tuple[About, str]] = []

    def note(about: About, name: str, value: float | None) -> None:
        if (about, name) in numbers:
            twice.append((about, name))
        numbers[about, name] = value

    file = open_file(path)
    if (register := recognise(file)) is not None:
        entries = parse(register, "harrowdale", DOOR, NOON.date()).entries
        for entry in entries:
            for name in sorted(
                {name for sheet in sample.sheets for name in sheet.fields.values()} & set(entry.cells or ())
            ):
                note((entry.entry_id or "", "", ""), name, _float((entry.cells or {})[name]))
        return Read(numbers, twice, report, str(entries))
    family = family_of(file)
    accounts = family.facts(file).accounts
    screened = family.screen(file, DOOR)
    kept = screened.sheets
    for part in (divided(family, screened, accounts) or {"": screened}).values():
        for row in family.parse(part, ACCOUNT, NOON):
            match row:
                case Reading():
                    subject = row.subject_id if row.subject_kind == "post" else "account"
                    day = row.period_start.isoformat() if row.period == "day" and row.period_start else ""
                    group = f"{row.dimension}={row.dimension_value}" if row.dimension else ""
                    note((subject, day, group), row.field, row.value)
                case Post() if sample.family == "care_conversations":
                    note((row.conversation_id or row.post_id, "", ""), "answered", float(row.post_id))
                case Interaction():
                    note((row.conversation_id or row.interaction_id, "", ""), "asked", float(row.interaction_id))
    return Read(numbers, twice, report, json.dumps(kept, ensure_ascii=False))


def judged(mutant: Mutant, body: bytes, path: Path, whole: Read, is_imported: bool) -> tuple[str, str]:
    """Return the fate of a file, and what is wrong with it, "" if nothing."""
    try:
        read = taken(path, mutant.sample)
        wrong = _wrong(mutant, read, body, whole) or (_shelved(mutant, read, path) if is_imported else "")
    except (NotAnExport, BadImport) as refused:
        return REFUSED, _of_refusal(str(refused), path)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return "a traceback", f"{type(error).__name__}: {error} in {Path(where.filename).name}, line {where.lineno}"
    if read.dropped > whole.dropped:
        return ROWS_NAMED, wrong
    return (NAMED if _missing(mutant, read) or read.words - whole.words else WHOLE), wrong


def _of_refusal(said: str, path: Path) -> str:
    if "\n" in said or "Traceback" in said or len(said) > LONGEST or path.name.split(".")[0] not in said:
        return f"the refusal is not one plain line about the file: {said!r}"
    if ";" not in said and "choose" not in said:
        return f"the refusal does not say how to mend it: {said!r}"
    return _named(said, "the refusal")


def _named(said: str, where: str) -> str:
    found = [word for word in WORDS if word in said]
    return f"{where} holds {found}: {said[:300]!r}" if found else ""


def _missing(mutant: Mutant, read: Read) -> list[tuple[About, str]]:
    """Return the numbers that stand in the file and were not read."""
    there = {about for sheet in mutant.sheets for about in sheet.about}
    truth = mutant.sample.truth()
    known = {about for about, _ in truth}
    moved = {(_meant(mutant, name), value) for (about, name), value in read.numbers.items() if about not in known}
    return [(about, name) for about, name in truth
            if about in there - mutant.gone - mutant.torn and name not in mutant.gone_fields
            and (about, name) not in mutant.unnamed and read.numbers.get((about, name)) is None
            and not (about in mutant.loose and (name, truth[about, name]) in moved)
            and not any((_meant(mutant, other) == name or name.startswith(f"{other} (")) and of == about and value is not None
                        for (of, other), value in read.numbers.items())]  # fmt: skip


def _meant(mutant: Mutant, name: str) -> str:
    """Return the field that a column was, before it was renamed."""
    plainly = plain(name)
    return mutant.renamed.get(plainly) or mutant.renamed.get(plainly.rpartition(": ")[2]) or name


def _wrong(mutant: Mutant, read: Read, body: bytes, whole: Read) -> str:
    truth = mutant.sample.truth()
    if read.twice:
        return f"counted twice: {read.twice[:3]}"
    for (about, name), value in read.numbers.items():
        if value is not None and (wrong := _no_number_of(mutant, truth, about, name, value, body)):
            return wrong
    new_words = read.words - whole.words
    missing = _missing(mutant, read)
    rows = {about for about, _ in missing if not any(of == about for of, _ in read.numbers)}
    if len(rows - mutant.loose) > read.dropped and not new_words and not mutant.torn:
        return f"{len(rows)} rows are lost, {read.dropped} were named: {sorted(rows)[:2]}"
    if (missing or mutant.owes_a_word) and not new_words and read.dropped <= whole.dropped:
        return f"lost or in doubt without a word: {missing[:3]}"
    return _named(json.dumps(read.report, ensure_ascii=False, default=str), "the report") or _kept(mutant, read)


def _kept(mutant: Mutant, read: Read) -> str:
    if any(each.startswith("bytes") for each in mutant.done):
        return ""
    found = [word for word in KEPT_OUT.get(mutant.sample.family, ("zz_stranger",)) if word in read.kept]
    return f"would be kept: {found}" if found else ""


def _no_number_of(mutant: Mutant, truth: dict[tuple[About, str], float], about: About, name: str, value: float,
                  body: bytes) -> str:  # fmt: skip
    """Return what is wrong with a number that was read, "" if the file says it."""
    known = {of for of, _ in truth}
    fields = {each for _, each in truth}
    meant = _meant(mutant, name)

    def may_be(of: About, each: str) -> bool:
        return value == truth.get((of, each)) or value in mutant.allowed.get((of, each), ())

    if mutant.torn and (about in mutant.torn or about not in known):
        return (
            "" if _stands_in(value, body, mutant) else f"{name} of {about} is {value}, which stands nowhere in the file"
        )
    if about not in known:
        moved = [of for of in mutant.loose if may_be(of, meant)]
        return "" if moved else f"{about}, which nobody wrote, has {name} {value}"
    if meant in fields:
        posing = any(may_be(of, meant) for of in mutant.torn | mutant.loose)  # it has the id of another row now
        return (
            ""
            if may_be(about, meant) or posing
            else f"{name} of {about} is {value} and not {truth.get((about, meant))}"
        )
    if any(may_be(about, each) for each in fields):
        return ""
    row = [cells for sheet in mutant.sheets for of, cells in zip(sheet.about, sheet.rows, strict=True) if of == about]
    in_row = {cell for cells in row for cell in cells}
    return (
        "" if {f"{value:g}", str(value), f"{value:.0f}"} & in_row else f"{name} of {about} is {value}, not of its row"
    )


def _stands_in(value: float, body: bytes, mutant: Mutant) -> bool:
    if not mutant.sample.is_text:
        return True  # XML, or packed
    text = body.decode("utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace").replace('"', "")
    found = re.findall(r"[+-]?[0-9][0-9,]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?", text)
    numbers = {*found}
    for parts in (each.split(",") for each in found):
        numbers |= {*parts, *map("".join, itertools.pairwise(parts))}  # 1,234 is one number, and may be two
    return any(_float(each) in (value, -value) for each in numbers)


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shelved(mutant: Mutant, read: Read, path: Path) -> str:
    """Import the file; return what is wrong with the shelf. What the import refuses is refused in one line as well."""
    with tempfile.TemporaryDirectory() as folder:
        landing = Landing(Path(folder))
        must_say = mutant.sample.family in ("meta_daily", "x_days") and "HarrowdaleNHS" not in path.name
        try:
            said = import_file(path, organisation_id="harrowdale", landing=landing, accounts=[], door=DOOR,
                               received_at=NOON, account_id=ACCOUNT if must_say else None)  # fmt: skip
        except (NotAnExport, BadImport) as refused:
            return _of_refusal(str(refused), path) or (
                "a refused import left files" if any(Path(folder).rglob("*.parquet")) else ""
            )
        shelf: dict[str, float] = {}
        for batch in landing.batches(table="readings"):
            for row in pq.read_table(batch.path, partitioning=None).to_pylist():
                if row["value"] is not None:
                    shelf[row["field"]] = shelf.get(row["field"], 0) + row["value"]
    sums = {name: value for name, value in said.get("sums", {}).items() if value is not None}
    if sums != shelf:
        return f"the shelf adds up to {shelf}, the report says {sums}"
    return ""


def told(done: Outcome) -> str:
    """Return the run in lines."""
    fates = [WHOLE, ROWS_NAMED, NAMED, REFUSED]
    lines = [f"{'':<26}" + "".join(f"{fate[:24]:>26}" for fate in fates)]
    for family in sorted({family for family, _ in done.fates}):
        lines.append(f"{family:<26}" + "".join(f"{done.fates[family, fate]:>26}" for fate in fates))
    lines.append(f"{'all':<26}" + "".join(f"{done.of(fate):>26}" for fate in fates))
    lines += [f"  {what}: {times}" for what, times in sorted(done.changes.items())]
    lines += [f"VIOLATION {each}" for each in done.violations]
    return "\n".join(
        [*lines, f"{len(done.violations)} violations in {sum(done.fates.values())} files, {done.seconds} s"]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", type=int, help="the number of one file, to see it")
    asked = parser.parse_args()
    outcome = run(asked.files, asked.seed, asked.one)
    print(told(outcome))
    sys.exit(bool(outcome.violations))
