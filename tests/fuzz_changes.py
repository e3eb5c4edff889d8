"""What tests/fuzz.py does to a file before it is read: to its rows and columns, to how it is written, to its bytes.

Every change notes on the mutant what it did to the truth: which rows or columns are gone, what a cell may now be read as,
which rows can no longer be told apart. What is noted nowhere must be read as it was.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from extractors.cells import plain
from tests.fuzz_files import About, Sample, Sheet, Style

OUGHT_TO_BE_READ = ("{0:,}", "{0}.0", " {0} ", "{0:.4E}", "+{0}")
SAY_NOTHING = ("", "-", "--", "N/A", "NULL", "n/a", "NaN")
NO_NUMBER = ("many", "#REF!", "12 Tsd", "1.234,5", "12%", "1e999", "१२", "0x1F", "=1+1", "12 34")
OTHER_IDS = ("6.49E+17", "-", "", "1060000000000000.00", "undefined", "#NAME?")
PIECES = (b",", b'"', b"\n", b"\r", b"\x00", b"\xff", b"0", b";", b"\t", b"'", b"99", b"Total", b"\xe2\x82")


@dataclass
class Mutant:
    """A file on its way to being spoilt, and what may be said of it afterwards."""

    sample: Sample
    sheets: list[Sheet]
    style: Style
    done: list[str] = field(default_factory=list)
    allowed: dict[tuple[About, str], set[float | None]] = field(default_factory=dict)  # cells that were changed
    unnamed: set[tuple[About, str]] = field(default_factory=set)  # cells that say nothing now: no word is owed
    loose: set[About] = field(default_factory=set)  # rows whose id or day was changed
    gone: set[About] = field(default_factory=set)
    gone_fields: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)  # a plain new name: what the column counts
    torn: set[About] = field(default_factory=set)  # rows whose own bytes were changed: any number in them may be read
    owes_a_word: bool = False  # something contradicts itself: loaded or not, it has to be said

    @property
    def counted(self) -> list[tuple[Sheet, int, int]]:
        """Return every cell that holds a count: sheet, row, column."""
        return [(sheet, row, at) for sheet in self.sheets for row in range(len(sheet.rows))
                for at in sheet.fields if sheet.about[row] and at < len(sheet.rows[row])]  # fmt: skip

    def one(self, chance: Random) -> Sheet:
        """Return one of the sheets."""
        return chance.choice(self.sheets)


def begun(sample: Sample) -> Mutant:
    """Return a mutant to which nothing has been done."""
    return Mutant(sample, [sheet.copy() for sheet in sample.sheets], Style(**vars(sample.style)))


Change = Callable[[Mutant, Random], "str | None"]


def other_style(it: Mutant, chance: Random) -> str | None:
    """Write the same table in another way: nothing may change."""
    if not it.sample.is_text:
        return None
    what = chance.choice(["encoding", "bom", "line end", "separator", "quotes"])
    if what == "encoding":
        it.style.encoding = chance.choice(["cp1252", "utf-16", "utf-8"])
    elif what == "bom":
        it.style.bom = not it.style.bom
    elif what == "line end":
        it.style.line_end = chance.choice(["\n", "\r\n", "\r"])
    elif what == "separator":
        it.style.separator = chance.choice([";", "\t", ","])
    else:
        it.style.quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    return f"written with another {what}"


def rows_shuffled(it: Mutant, chance: Random) -> str:
    """Change the order of the rows."""
    sheet = it.one(chance)
    order = list(range(len(sheet.rows)))
    chance.shuffle(order)
    sheet.rows, sheet.about = [sheet.rows[at] for at in order], [sheet.about[at] for at in order]
    return "rows shuffled"


def columns_shuffled(it: Mutant, chance: Random) -> str:
    """Change the order of the columns."""
    sheet = it.one(chance)
    order = list(range(len(sheet.header)))
    chance.shuffle(order)
    sheet.header = [sheet.header[at] for at in order]
    for rows in (sheet.rows, sheet.under):
        rows[:] = [[row[at] if at < len(row) else "" for at in order] for row in rows]
    sheet.fields = {order.index(at): name for at, name in sheet.fields.items()}
    sheet.days = tuple(order.index(at) for at in sheet.days)
    return "columns shuffled"


def blanks(it: Mutant, chance: Random) -> str:
    """Put in blank rows and an empty column, as spreadsheets do."""
    sheet = it.one(chance)
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(sheet.rows))
        sheet.rows.insert(at, [""] * len(sheet.header))
        sheet.about.insert(at, None)
    if chance.random() < 0.5:
        for row in (sheet.header, *sheet.rows, *sheet.under):
            row.append("")
    return "blank rows, an empty column"


def lines_above(it: Mutant, chance: Random) -> str:
    """Put a title and other lines above the header."""
    sheet = it.one(chance)
    lines = [["Exported by the web team"], ["Social media report", "January"], [""], ["sep=,"]]
    sheet.above = [*chance.sample(lines, chance.randint(1, 2)), *sheet.above]
    return "lines above the header"


def rows_cut(it: Mutant, chance: Random) -> str:
    """Take rows out."""
    sheet = it.one(chance)
    for _ in range(chance.randint(1, 4)):
        if sheet.rows:
            at = chance.randrange(len(sheet.rows))
            about = sheet.about.pop(at)
            sheet.rows.pop(at)
            if about and about not in sheet.about:
                it.gone.add(about)
    it.owes_a_word = False  # one of two that differed may be the one that is left
    return "rows cut"


def rows_doubled(it: Mutant, chance: Random) -> str | None:
    """Say rows twice, the second time perhaps with other numbers: one of the two counts, never both."""
    sheet = it.one(chance)
    is_other = chance.random() < 0.4 and it.sample.has_counts
    for _ in range(chance.randint(1, 3)):
        if not sheet.rows:
            return None
        at = chance.randrange(len(sheet.rows))
        row, about = list(sheet.rows[at]), sheet.about[at]
        if about and is_other:
            for place, name in sheet.fields.items():
                if place < len(row):
                    row[place] = str(chance.randrange(4000, 9000))
                    it.allowed.setdefault((about, name), set()).add(float(row[place]))
        to = chance.randint(0, len(sheet.rows))
        sheet.rows.insert(to, row)
        sheet.about.insert(to, about)
        it.owes_a_word |= is_other and about is not None
    return "rows doubled" + (" with other numbers" if is_other else "")


def column_dropped(it: Mutant, chance: Random) -> str:
    """Take a column out."""
    sheet = it.one(chance)
    at = chance.randrange(len(sheet.header))
    name = sheet.header[at]
    for row in (sheet.header, *sheet.rows, *sheet.under):
        del row[at : at + 1]
    if at in sheet.fields:
        it.gone_fields.add(sheet.fields.pop(at))
    if at not in sheet.fields or not it.sample.has_counts:
        it.loose.update(about for about in sheet.about if about)
    sheet.fields = {place - (place > at): what for place, what in sheet.fields.items()}
    sheet.days = tuple(place - (place > at) for place in sheet.days if place != at)
    return f"column {name} dropped"


def column_doubled(it: Mutant, chance: Random) -> str | None:
    """Say a column of counts twice, perhaps with other numbers: one of the two counts, and it is said."""
    sheet = it.one(chance)
    if not sheet.fields or not it.sample.has_counts:
        return None
    at = chance.choice(sorted(sheet.fields))
    is_other = chance.random() < 0.5
    for row in (sheet.header, *sheet.under):
        row.extend([""] * (len(sheet.header) - len(row)))
        row.append(row[at])
    for row, about in zip(sheet.rows, sheet.about, strict=True):
        row.extend([""] * (len(sheet.header) - 1 - len(row)))
        row.append(str(chance.randrange(4000, 9000)) if is_other and about else row[at])
        if is_other and about:
            it.allowed.setdefault((about, sheet.fields[at]), set()).add(float(row[-1]))
    it.owes_a_word |= is_other
    return f"column {sheet.header[at]} doubled" + (" with other numbers" if is_other else "")


def column_renamed(it: Mutant, chance: Random) -> str:
    """Give a column another name, or each one, as in another language."""
    sheet = it.one(chance)
    every = chance.random() < 0.3
    for at in range(len(sheet.header)) if every else [chance.randrange(len(sheet.header))]:
        sheet.header[at] = f"Kolumn {at}"
        if not it.sample.has_counts:  # the column may be what names the rows
            it.loose.update(about for about in sheet.about if about)
        if at in sheet.fields:
            it.renamed[plain(sheet.header[at])] = sheet.fields[at]
    return "every column renamed" if every else "a column renamed"


def cells_replaced(it: Mutant, chance: Random) -> str | None:
    """Write other words in some counts: the same number in another way, nothing, or no number at all."""
    cells = it.counted
    if not cells or not it.sample.has_counts:
        return None
    way = chance.choice([OUGHT_TO_BE_READ, SAY_NOTHING, NO_NUMBER])
    for sheet, row, at in chance.sample(cells, min(len(cells), chance.randint(1, 6))):
        about, form = sheet.about[row], chance.choice(way)
        try:
            number = float(sheet.rows[row][at])
        except ValueError:
            continue
        assert about
        sheet.rows[row][at] = form.format(int(number)) if way is OUGHT_TO_BE_READ else form
        if way is SAY_NOTHING and not form and sheet.name.startswith("Lifetime"):
            it.allowed.setdefault((about, sheet.fields[at]), set()).add(0)  # of actions a blank is none
        if way is not OUGHT_TO_BE_READ:
            it.allowed.setdefault((about, sheet.fields[at]), set()).add(None)
        if way is SAY_NOTHING:
            it.unnamed.add((about, sheet.fields[at]))
    return f"cells replaced, as {way[0] or 'blank'}"


def ids_replaced(it: Mutant, chance: Random) -> str | None:
    """Spoil the first cell of some rows: an id, or a day."""
    sheet = it.one(chance)
    for _ in range(chance.randint(1, 3)):
        if not sheet.rows:
            return None
        row = chance.randrange(len(sheet.rows))
        if sheet.rows[row] and 0 not in sheet.fields:
            sheet.rows[row][0] = chance.choice(OTHER_IDS)
        if about := sheet.about[row]:
            it.loose.add(about)
    return "ids or days spoilt"


def days_rewritten(it: Mutant, chance: Random) -> str | None:
    """Write the days as another country or a spreadsheet does."""
    sheets = [sheet for sheet in it.sheets if sheet.days]
    if not sheets:
        return None
    form = chance.choice(["%d/%m/%Y", "%Y-%m-%d", "serial"])
    for sheet in sheets:
        at = sheet.days[0]
        found = []
        for row in sheet.rows:
            day, _, hour = (row[at] if at < len(row) else "").partition(" ")
            try:
                moment = datetime.strptime(day, "%m/%d/%Y")
            except ValueError:
                continue
            found.append(moment.day)
            whole = (moment - datetime(1899, 12, 30)).days
            part = (int(hour[:2]) * 60 + int(hour[3:])) / 1440 if hour else 0
            row[at] = f"{whole + part:.6f}" if form == "serial" else f"{moment:{form}}{' ' if hour else ''}{hour}"
        if form == "%d/%m/%Y" and max(found, default=0) <= 12:  # no day says which order it is
            it.loose.update(about for about in sheet.about if about)
    return f"days as {form}"


def separator_slipped(it: Mutant, chance: Random) -> str | None:
    """Lose or gain a separator within a row: no cell after it stands where it stood."""
    sheet = it.one(chance)
    rows = [at for at, about in enumerate(sheet.about) if about and len(sheet.rows[at]) == len(sheet.header)]
    if not rows or not (it.sample.is_text or it.sample.family == "youtube_studio"):
        return None
    row = sheet.rows[number := chance.choice(rows)]
    at = chance.randrange(len(row) - 1)
    is_lost = chance.random() < 0.5
    row[at : at + 1 + is_lost] = ["".join(row[at : at + 2])] if is_lost else [row[at], "7"]
    about = sheet.about[number]
    assert about
    it.loose.add(about)
    if is_lost and it.sample.family == "meta_content":  # Meta's own rows may end early, so it is loaded, and said
        it.torn.add(about)
    return f"a separator {'lost' if is_lost else 'gained'} after cell {at + 1}"


def sheet_lost(it: Mutant, chance: Random) -> str | None:
    """Rename or drop a sheet, a block or a member."""
    if len(it.sheets) < 2:
        return None
    at = chance.randrange(len(it.sheets))
    if chance.random() < 0.5:
        it.gone.update(about for about in it.sheets[at].about if about)
        it.gone_fields.update(it.sheets[at].fields.values())
        del it.sheets[at]
        return "a sheet dropped"
    it.sheets[at].name = chance.choice(["Sheet 1", "other/" + it.sheets[at].name, "Tabelle data.csv"])
    it.sheets[at].above = [[it.sheets[at].name] for _ in it.sheets[at].above]
    return "a sheet renamed"


CHANGES: tuple[Change, ...] = (
    other_style, other_style, rows_shuffled, columns_shuffled, blanks, lines_above, rows_cut, rows_doubled, column_dropped,
    column_doubled, column_renamed, cells_replaced, cells_replaced, ids_replaced, days_rewritten, separator_slipped,
    sheet_lost,
)  # fmt: skip


def torn(body: bytes, chance: Random) -> tuple[bytes, str]:
    """Flip, cut, double or put in some bytes."""
    changed = bytearray(body)
    what = chance.choice(["flipped", "cut", "doubled", "put in", "cut off", "line doubled"])
    for _ in range(1 if what == "cut off" else chance.randint(1, 3)):
        if not changed:
            break
        at = chance.randrange(len(changed))
        if what == "flipped":
            changed[at] ^= 1 << chance.randrange(8)
        elif what == "cut":
            del changed[at : at + chance.randint(1, 20)]
        elif what == "doubled":
            changed[at:at] = changed[at : at + chance.randint(1, 40)]
        elif what == "put in":
            changed[at:at] = chance.choice(PIECES)
        elif what == "cut off":
            del changed[at:]
        else:
            lines = bytes(changed).split(b"\n")
            place = chance.randrange(len(lines))
            changed = bytearray(b"\n".join([*lines[:place], lines[place], *lines[place:]]))
    return bytes(changed), f"bytes {what}"


def repacked(body: bytes, chance: Random) -> tuple[bytes, str]:
    """Put a zip's members elsewhere: into a folder, under another name, beside another file, or into a second zip."""
    what = chance.choice(["in a folder", "renamed", "beside another", "in a second zip"])
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w") as new:
        if what == "in a second zip":
            new.writestr("inner.zip", body)
        for name in old.namelist() if what != "in a second zip" else []:
            new.writestr({"in a folder": f"x/{name}", "renamed": f"a {name}"}.get(what, name), old.read(name))
        if what == "beside another":
            new.writestr(chance.choice(["readme.txt", "__MACOSX/._Table data.csv", "more.csv"]), b"day,count\n1,2\n")
    return packed.getvalue(), f"members {what}"
