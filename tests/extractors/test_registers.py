"""Registers on their way in: the good rows are taken, the bad ones named, and nobody in them is kept."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.imports import BadImport, NotAnExport, import_file, inspect_file
from extractors.landing import Landing
from extractors.records import Account
from extractors.registers import Register, Rhythm, registers, template, write_templates
from tests.conftest import REPO
from tests.extractors.export_files import DOOR, workbook
from tests.extractors.register_rows import GOOD, first_line, good, register_file

NOW = datetime(2026, 11, 16, 6, tzinfo=UTC)
EVERY = pytest.mark.parametrize("register", registers().values(), ids=lambda each: each.name)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def brought_in(path: Path, landing: Landing, **more: Any) -> dict[str, Any]:
    asked = {"organisation_id": "harrowdale", "accounts": [], "door": DOOR, "received_at": NOW} | more
    return import_file(path, landing=landing, **asked)


def entries(landing: Landing) -> list[dict[str, Any]]:
    rows = [row for batch in landing.batches(table="entries") for row in pq.read_table(batch.path).to_pylist()]
    return [row | {"cells": row["cells"] if row["cells"] is None else dict(row["cells"])} for row in rows]


def refusal_of(landing: Landing, tmp_path: Path, register: str, **cells: str) -> str:
    """Bring in a good row and one with these cells; return why the second was refused, "" if it was not."""
    names = registers()[register].key
    other = {name: cells.get(name, good(register).get(name, "")) for name in names}
    changed = good(register, **cells)
    if other == {name: good(register).get(name, "") for name in names}:  # another key, or it would be said twice
        free = next(name for name in names if registers()[register].column(name).kind in ("id", "text", "month"))
        changed[free] = "2026-09" if registers()[register].column(free).kind == "month" else "another"
    brought_in(register_file(tmp_path / "r.csv", register, good(register), changed), landing)
    first, second = entries(landing)
    assert first["refusal"] is None
    assert (second["cells"] is None) == (second["entry_id"] is None) == (second["refusal"] is not None)
    return second["refusal"] or ""


# The specification and the templates.


@EVERY
def test_the_specification_holds_together(register: Register):
    assert set(register.key) | {register.dated} <= set(register.names)
    assert register.column(register.dated).needed
    assert register.column(register.dated).kind in ("day", "month")
    for column in register.columns:
        assert column.how, column.name
        assert bool(column.values) == (column.kind == "choice"), column.name
        assert {column.not_above or column.name, column.not_below or column.name} <= set(register.names)
        if column.kind in ("person", "people"):
            assert register.column("platform").needed, "a person is hashed with the platform"


@EVERY
def test_a_filled_template_is_taken_and_an_empty_one_is_not(register: Register, tmp_path: Path, landing: Landing):
    blank = tmp_path / "blank.csv"
    blank.write_text(template(register))
    with pytest.raises(BadImport, match=r"blank\.csv: no row is filled in; nothing was loaded"):
        brought_in(blank, landing)
    said = brought_in(register_file(tmp_path / "r.csv", register.name, good(register.name)), landing)
    assert (said["register"], said["rows"], said["entries"], said["refused"]) == (register.name, 1, 1, [])
    assert said["account_id"] == f"harrowdale.{register.name}"
    (entry,) = entries(landing)
    assert set(entry["cells"]) >= set(GOOD[register.name])
    assert entry["line"] == first_line(register.name)


def test_the_templates_in_docs_are_what_the_command_makes(tmp_path: Path):
    made = {path.name: path.read_bytes() for path in write_templates(tmp_path)}
    kept = {path.name: path.read_bytes() for path in (REPO / "docs" / "registers").glob("*.csv")}
    assert sorted(made) == sorted(f"{name}.csv" for name in registers())
    assert [name for name in made | kept if made.get(name) != kept.get(name)] == []


@EVERY
def test_a_template_is_remarks_and_a_header_and_nothing_else(register: Register):
    *remarks, header = template(register).splitlines()
    assert remarks[0] == f"# register: {register.name}"
    assert "# covered_to:" in remarks and f"due: {register.due.words}" in "".join(remarks)
    assert all(line.lstrip('"').startswith("# ") or line == "# covered_to:" for line in remarks)
    assert header == ",".join(register.names) and register.names[-1] == "withdrawn"
    for column in register.columns:
        (line,) = [each for each in remarks if each.lstrip('"#').startswith(f" {column.name} (")]
        assert column.words.replace('"', '""') in line and column.how in line


@pytest.mark.parametrize(
    ("every", "ends"),
    [
        ("week", ["2026-03-29", "2026-03-29", "2026-04-05"]),
        ("month", ["2026-02-28", "2026-03-31", "2026-03-31"]),
        ("quarter", ["2025-12-31", "2026-03-31", "2026-03-31"]),
        ("year", ["2025-03-31", "2026-03-31", "2026-03-31"]),
    ],
)
def test_a_period_is_over_on_the_day_after_its_last(every: str, ends: list[str]):
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 6)]
    assert [str(Rhythm(every).ended_before(day)) for day in days] == ends


def test_a_rhythm_nobody_knows_is_refused():
    for wrong in ({"every": "fortnight"}, {"worked_days": -1}):
        with pytest.raises(ValueError, match="write one of"):
            Rhythm(**wrong)


def test_what_is_not_said_is_due_every_month_and_some_registers_say_otherwise():
    said = {name: (each.due.every, each.due.worked_days) for name, each in registers().items()}
    assert said["hours"] == ("month", 10) and said["labels"] == ("quarter", 20)
    assert said["listening_log"][0] == "week" and said["outcome_values"][0] == "never"


# What is kept of a good row.


def test_cells_are_kept_in_one_way_of_writing(tmp_path: Path, landing: Landing):
    brought_in(register_file(tmp_path / "a.csv", "listening_log", good("listening_log")), landing)
    brought_in(register_file(tmp_path / "b.csv", "spend", good("spend")), landing)
    listening, spend = entries(landing)
    assert listening["entry_id"] == "L-1"
    assert listening["cells"] == {
        "item_id": "L-1", "opened_on": "2026-10-03", "purpose_id": "L1", "platform": "x", "theme": "Parking", "items": "3",
        "decision": "answer", "decided_on": "2026-10-04", "has_response": "true",
    }  # fmt: skip
    assert spend["entry_id"] == "2026-10-01|tools|", "an empty part of a key is still a part"
    assert spend["cells"] == {"month": "2026-10-01", "kind": "tools", "pounds": "1200.50"}


def test_hashtags_are_kept_in_lower_case_with_a_keyed_hash_of_each(tmp_path: Path, landing: Landing):
    brought_in(register_file(tmp_path / "r.csv", "communities", good("communities")), landing)
    cells = entries(landing)[0]["cells"]
    assert cells["hashtags"] == "lungnurses;wecare"
    assert cells["hashtags_keys"] == f"{DOOR.tag_key('LungNurses')};{DOOR.tag_key('wecare')}"
    assert cells["platforms"] == "x;linkedin"


def test_a_person_is_kept_as_the_hash_an_interaction_has(tmp_path: Path, landing: Landing):
    brought_in(register_file(tmp_path / "r.csv", "community_acts", good("community_acts")), landing)
    cells = entries(landing)[0]["cells"]
    assert cells["author"] == DOOR.author_key("x", "555000111")
    assert cells["answers_author"] == DOOR.author_key("x", "555000222")


def test_an_entry_is_taken_back_by_its_key_alone(tmp_path: Path, landing: Landing):
    brought_in(register_file(tmp_path / "r.csv", "listening_log", {"item_id": "L-1", "withdrawn": "yes"}), landing)
    assert entries(landing)[0]["cells"] == {"item_id": "L-1", "withdrawn": "true"}


# What is refused, row by row.

BAD_CELLS = [
    ("listening_log", {"opened_on": "03/10/2026"}, "opened_on: not a day; write it as 2026-10-31"),
    ("listening_log", {"opened_on": "2026-02-30"}, "opened_on: not a day"),
    ("listening_log", {"opened_on": "2026-11-17"}, "opened_on: lies ahead of the day the file came in"),
    ("listening_log", {"opened_on": "0206-10-03"}, "opened_on: a year that cannot be meant"),
    ("listening_log", {"opened_on": ""}, "opened_on: empty; every entry needs it"),
    ("listening_log", {"purpose_id": "B1"}, "purpose_id: not among what may stand here; write one of: L1, L2"),
    ("listening_log", {"items": "-1"}, "items: below zero"),
    ("listening_log", {"items": "2.5"}, "items: not a whole number"),
    ("listening_log", {"items": "several"}, "items: not a number"),
    ("listening_log", {"has_response": "perhaps"}, "has_response: neither yes nor no"),
    ("listening_log", {"closed_post_id": "1.846E+18"}, "closed_post_id: a spreadsheet shortened the number"),
    ("hours", {"month": "Oct 2026"}, "month: not a month; write it as 2026-10"),
    ("hours", {"month": "2026-10-15"}, "month: not a month"),
    ("web", {"month": "2026-12"}, "month: lies ahead"),
    ("hours", {"hours": "-1"}, "hours: below zero"),
    ("spend", {"pounds": "£12"}, "pounds: not a number"),
    ("spend", {"pounds": "9" * 17}, "pounds: a number too large"),
    ("outcome_values", {"value": "up"}, "value: not a number"),
    ("communities", {"hashtags": "two words"}, "hashtags: not a hashtag"),
    ("communities", {"keyword_precision": "82"}, "keyword_precision: above 1"),
    ("communities", {"keyword_precision": "-0.1"}, "keyword_precision: below 0"),
    ("community_acts", {"author": "5.55E+08"}, "author: a spreadsheet shortened the number"),
    ("community_acts", {"author": "555;666"}, "author: more than one id"),
    ("community_acts", {"community_id": "a|b"}, "community_id: holds a |"),
    ("heard", {"named_social": "121"}, "named_social: more than answered"),
    ("campaigns", {"ends_on": "2026-08-31"}, "ends_on: before starts_on"),
]  # fmt: skip


@pytest.mark.parametrize(("register", "cells", "why"), BAD_CELLS)
def test_a_cell_that_cannot_be_taken_is_named_with_how_to_mend_it(
    register: str, cells: dict[str, str], why: str, tmp_path: Path, landing: Landing
):
    said = refusal_of(landing, tmp_path, register, **cells)
    assert said.startswith(why)
    assert "; " in said


@pytest.mark.parametrize(
    ("register", "cells"),
    [
        ("listening_log", {"opened_on": "2026-11-16", "items": "0", "has_response": "N"}),
        ("listening_log", {"items": "n/a", "theme": "-"}),
        ("listening_log", {"theme": "1,200 posts from 2026-10-01 to 2026-10-31, ward 12"}),
        ("communities", {"windows": "Thu 20:30-21:30; Sun 09:00-10:00"}),
        ("hours", {"month": "2026-10-01", "task": "Answering"}),
        ("hours", {"month": "2027-01", "basis": "plan"}),
        ("actions", {"due_on": "2030-01-01"}),
        ("access_audit", {"post_id": "112233445566778_9912345678"}),
        ("comparisons", {"difference": "1e-3"}),
    ],
)
def test_what_is_right_is_not_refused(register: str, cells: dict[str, str], tmp_path: Path, landing: Landing):
    assert refusal_of(landing, tmp_path, register, **cells) == ""


def test_everything_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path, landing: Landing):
    why = refusal_of(landing, tmp_path, "listening_log", opened_on="soon", items="many")
    assert why.startswith("opened_on: not a day;") and "; also items: not a number;" in why


def test_a_key_said_twice_is_refused_the_second_time_and_names_the_first(tmp_path: Path, landing: Landing):
    rows = (good("hours"), good("hours", task="Other"), good("hours", hours="1"))
    brought_in(register_file(tmp_path / "r.csv", "hours", *rows), landing)
    taken = [entry["refusal"] for entry in entries(landing)]
    line = first_line("hours")
    assert taken[:2] == [None, None]
    assert taken[2] == f"month, role, objective_id, task: said before; line {line} says it, keep one of the two"


@pytest.mark.parametrize("ragged", ["a,b", "S-1,2026-10-03,L1,x,Parking, in the rain" + "," * 12])
def test_a_row_with_cells_too_few_or_too_many_is_refused(ragged: str, tmp_path: Path, landing: Landing):
    path = register_file(tmp_path / "r.csv", "listening_log", good("listening_log"))
    path.write_text(path.read_text() + ragged + "\n")
    said = brought_in(path, landing)
    assert said["entries"] == 1
    assert "cells where the header has 17; put a text with a separator in it in quotes" in said["refused"][0]


# Nobody is kept.

PEOPLE = [
    "write to made.up@example.org", "ring 07700 900123", "ring +44 7700 900123", "ring (0161) 496-0000", "tel01614960000",
    "ring 0161.496.0000", "NHS 943 476 5919", "NHS 943-476-5919", "NHS9434765919", "９４３ ４７６ ５９１９",
]  # fmt: skip


@pytest.mark.parametrize("words", PEOPLE)
def test_a_text_with_a_persons_address_or_number_is_refused_and_not_repeated(
    words: str, tmp_path: Path, landing: Landing
):
    why = refusal_of(landing, tmp_path, "listening_log", theme=words)
    assert why.startswith("theme: looks as if it held a person's address or number; leave people out")
    assert words not in on_disk(landing)


@pytest.mark.parametrize("words", ["made.up@example.org", "@made_up", "943 476 5919", "9434765919", "+44 7700 900123"])
def test_an_id_that_is_a_person_is_refused(words: str, tmp_path: Path, landing: Landing):
    why = refusal_of(landing, tmp_path, "listening_log", item_id=words)
    assert why.startswith("item_id: looks as if it held a person's name, address or number")
    assert words not in on_disk(landing)


def test_handles_of_others_are_masked_and_our_own_stay(tmp_path: Path, landing: Landing):
    assert refusal_of(landing, tmp_path, "listening_log", theme="@made_up asked @HarrowdaleNHS") == ""
    assert entries(landing)[1]["cells"]["theme"] == "@… asked @HarrowdaleNHS"
    assert "made_up" not in on_disk(landing)


def on_disk(landing: Landing) -> str:
    """Return every text under the landing folder: pages unpacked, every cell of every batch, and the paths."""
    files = [path for path in landing.root.rglob("*") if path.is_file()]
    pages = [gzip.decompress(path.read_bytes()).decode() for path in files if path.suffix == ".gz"]
    tables = [str(pq.read_table(path, partitioning=None).to_pylist()) for path in files if path.suffix == ".parquet"]
    others = [path.read_text() for path in files if path.suffix not in (".gz", ".parquet")]
    assert pages and tables
    return "\n".join([*map(str, files), *pages, *tables, *others])


def test_no_authors_id_is_anywhere_on_the_shelf(tmp_path: Path, landing: Landing):
    rows = [good("community_acts", item_id=str(i), author=f"99900{i}", answers_author=f"88800{i}") for i in range(9)]
    bad = good("community_acts", item_id="x1", author="777001", said_on="soon")
    named = good("community_acts", item_id="x2", author="777002", answers_author="777003;777004")
    brought_in(register_file(tmp_path / "r.csv", "community_acts", *rows, bad, named, rows[0]), landing)
    kept = on_disk(landing)
    ids = [row[name] for row in (*rows, bad) for name in ("author", "answers_author")] + ["777002", "777003", "777004"]
    assert [each for each in ids if each in kept] == []
    assert DOOR.author_key("x", "999000") in kept


# The file as a whole.


def test_a_file_that_is_half_good_gives_its_good_half_and_names_the_rest(tmp_path: Path, landing: Landing):
    rows = [good("hours", task=str(n), hours="7" if n % 2 else "seven") for n in range(6)]
    said = brought_in(register_file(tmp_path / "r.csv", "hours", *rows), landing)
    line = first_line("hours")
    assert (said["rows"], said["entries"]) == (6, 3)
    assert said["dropped"] == [{"reason": "hours: not a number", "rows": 3}]
    assert said["refused"] == [
        f"r.csv line {line + n}: hours: not a number; write digits only, as 1200 or 7.5" for n in (0, 2, 4)
    ]
    ((extract,),) = [pq.read_table(batch.path).to_pylist() for batch in landing.batches(table="extracts")]
    assert (extract["source"], extract["subject"], extract["outcome"]) == ("register", "hours", "ok")
    assert (extract["rows"], extract["dropped"], extract["dropped_why"]) == (3, 3, "hours: not a number: 3")


def test_a_file_without_one_good_row_is_refused_whole(tmp_path: Path, landing: Landing):
    with pytest.raises(BadImport, match=r"r\.csv: not one row can be taken \(r\.csv line \d+: hours: not a number"):
        brought_in(register_file(tmp_path / "r.csv", "hours", good("hours", hours="many")), landing)
    assert landing.batches() == []


def test_the_same_bytes_again_replace_their_batch(tmp_path: Path, landing: Landing):
    path = register_file(tmp_path / "r.csv", "hours", good("hours"))
    first = brought_in(path, landing)
    again = brought_in(path, landing, received_at=NOW.replace(day=17))
    assert first["batch_id"] == again["batch_id"]
    assert len(entries(landing)) == 1
    brought_in(register_file(tmp_path / "r.csv", "hours", good("hours", hours="8")), landing)
    assert len(entries(landing)) == 2, "a mended file is a batch of its own"


def test_what_is_inspected_is_what_is_loaded_and_writes_nothing(tmp_path: Path, landing: Landing):
    path = register_file(
        tmp_path / "r.csv", "community_acts", good("community_acts"), good("community_acts", said_on="x")
    )
    said = inspect_file(path, NOW)
    assert landing.batches() == []
    loaded = brought_in(path, landing)
    assert {name: said[name] for name in said if name != "account"} == {
        name: loaded[name] for name in said if name != "account"
    }


def test_lines_are_those_a_person_sees(tmp_path: Path, landing: Landing):
    path = tmp_path / "r.csv"
    path.write_text(
        '# register: kpi_reviews\n\nkpi_id,reviewed_on,finding\nA,2026-10-01,"Two\nlines"\n\nB,soon,None yet seen\n'
    )
    brought_in(path, landing)
    assert [(entry["line"], entry["refusal"] is None) for entry in entries(landing)] == [(4, True), (7, False)]
    assert entries(landing)[0]["cells"]["finding"] == "Two\nlines"


def test_a_spreadsheet_is_read_too_and_its_rows_have_their_numbers(tmp_path: Path, landing: Landing):
    sheet: list[list[str | float]] = [
        ["# register: hours"], ["# covered_to:", "2026-10-31"], [], ["month", "role", "hours", "Objective id"],
        ["2026-10-01T00:00:00", "Officer", 7.5, "SO1"], [], ["2026-10", "Manager", 8.0, ""], ["2026-10", "Head", "few", ""],
    ]  # fmt: skip
    said = brought_in(workbook(tmp_path / "r.xlsx", Hours=sheet, Notes=[["to do"]]), landing)
    assert [(entry["line"], entry["entry_id"]) for entry in entries(landing)] == [
        (5, "2026-10-01|Officer|SO1|"), (7, "2026-10-01|Manager||"), (8, None),
    ]  # fmt: skip
    assert entries(landing)[1]["cells"]["hours"] == "8"
    assert said["period"] == {"since": "2026-10-01", "until": "2026-11-01"}
    assert said["problems"] == ["Sheet 'Notes' was not read."]


def test_an_id_that_a_spreadsheet_kept_as_a_number_is_refused_for_its_last_digits_are_lost(
    tmp_path: Path, landing: Landing
):
    header: list[str | float] = ["platform", "post_id", "labeller", "purpose_id", "labelled_on"]
    rows: list[list[str | float]] = [
        ["x", "1846000000000000001", "first", "B1", "2026-10-31"], ["x", 1846000000000000002.0, "first", "B1", "2026-10-31"],
    ]  # fmt: skip
    brought_in(workbook(tmp_path / "r.xlsx", Labels=[header, *rows]), landing)
    assert [str(entry["refusal"]).partition(";")[0] for entry in entries(landing)] == [
        "None", "post_id: a spreadsheet shortened the number",
    ]  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("is_padded", [True, False])
def test_a_template_saved_by_a_spreadsheet_is_still_read(
    separator: str, is_padded: bool, tmp_path: Path, landing: Landing
):
    names = registers()["hours"].names
    row = good("hours")
    lines = [
        ["# register: hours"],
        ["# a, remark, of, ours"],
        ["# covered_to:", "2026-10-31"],
        list(names),
        [row.get(name, "") for name in names],
    ]
    widest = len(names) if is_padded else 0
    padded = [separator.join([*line, *[""] * (widest - len(line))]) for line in lines]
    path = tmp_path / "r.csv"
    path.write_bytes("\r\n".join(padded).encode("utf-8-sig"))
    assert brought_in(path, landing)["period"]["until"] == "2026-11-01"


@pytest.mark.parametrize(
    ("register", "rows", "covered_to", "period"),
    [
        ("listening_log", ["2026-10-03", "2026-09-05"], "", ("2026-09-05", "2026-10-04")),
        ("listening_log", ["2026-10-03"], "2026-11-15", ("2026-10-03", "2026-11-16")),
        ("hours", ["2026-09", "2026-10"], "", ("2026-09-01", "2026-11-01")),
        ("hours", ["2026-10", "2026-11"], "", ("2026-10-01", "2026-11-17")),  # November has not ended
        ("actions", ["2026-11-01"], "", ("2026-11-01", "2026-11-02")),
        ("campaigns", ["2026-10-01", "2027-03-01"], "", ("2026-10-01", "2026-11-17")),
        ("campaigns", ["2026-12-01"], "2026-10-31", ("2026-10-31", "2026-11-01")),
    ],
)
def test_what_a_file_covers(
    register: str, rows: list[str], covered_to: str, period: tuple[str, str], tmp_path: Path, landing: Landing
):
    dated = registers()[register].dated
    filled = [
        good(register, **{registers()[register].key[0]: f"n{n}", dated: day, "ends_on": ""})
        for n, day in enumerate(rows)
    ]
    names = registers()[register].names
    filled = [{name: cell for name, cell in row.items() if name in names} for row in filled]
    said = brought_in(register_file(tmp_path / "r.csv", register, *filled, covered_to=covered_to), landing)
    assert said["refused"] == []
    assert (said["period"]["since"], said["period"]["until"]) == period


def header(*names: str) -> str:
    return ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n"


NEEDED = ("item_id", "opened_on", "purpose_id")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# register: listning_log\n" + header(*NEEDED), "no register is called 'listning_log'; write # register: listening_log"),
        ("# register: listening_log\n" + header("item_id", "opened_on"), "line 2: the register listening_log needs purpose_id"),
        ("# register: listening_log\n" + header(*NEEDED, "riks"), "has no column 'riks'; did you mean risk?"),
        ("# register: listening_log\n" + header(*NEEDED, "name of caller"), "has no column 'name_of_caller'; the columns are"),
        ("# register: listening_log\n" + header(*NEEDED, "item_id"), "column item_id is there 2 times"),
        ("# register: listening_log\n" + header("item_id", "", *NEEDED[1:]), "column 2 has no name"),
        ("# register: listening_log\n", "no header under the remarks"),
        (header("item_id", "opened_on", "risk"), "looks like the register listening_log but has no column purpose_id"),
        (header(*NEEDED, "wrong_one"), "the register listening_log has no column 'wrong_one'"),
        ("# register: listening_log\n# covered_to: October\n" + header(*NEEDED), "covered_to is not a day; write # covered_to: 2026-10-31"),
        ("# register: listening_log\n# covered_to: 2026-11-17\n" + header(*NEEDED), "covered_to 2026-11-17 lies ahead of 2026-11-16"),
        ("# covered_to: 2026-09-30\nitem_id,opened_on,purpose_id\n1,2026-10-03,L1\n", "covered_to 2026-09-30 lies before the first opened_on"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_what_where_and_how(
    text: str, why: str, tmp_path: Path, landing: Landing
):
    path = tmp_path / "r.csv"
    path.write_text(text)
    with pytest.raises(NotAnExport) as refused:
        brought_in(path, landing)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value) and landing.batches() == []


def test_a_file_without_the_remark_is_known_by_its_header(tmp_path: Path, landing: Landing):
    path = tmp_path / "r.csv"
    path.write_text("Item ID;Opened on;Purpose id\n1;2026-10-03;L1\n")
    assert brought_in(path, landing)["register"] == "listening_log"


def test_a_register_takes_no_account(tmp_path: Path, landing: Landing):
    path = register_file(tmp_path / "r.csv", "hours", good("hours"))
    with pytest.raises(BadImport, match="leave the account out"):
        brought_in(path, landing, account_id="2244990001")


def test_the_kept_page_holds_what_the_entries_hold(tmp_path: Path, landing: Landing):
    rows = (good("community_acts"), good("community_acts", item_id="2", said_on="soon"))
    said = brought_in(register_file(tmp_path / "r.csv", "community_acts", *rows), landing)
    account = Account("harrowdale", "register", said["account_id"])
    (page,) = landing.pages(account, said["batch_id"])
    assert page.body["entries"] == [
        {name: entry[name] for name in ("line", "cells", "refusal")} for entry in entries(landing)
    ]
    assert page.asked["file_name"] == "r.csv"


def test_days_are_those_of_london(tmp_path: Path, landing: Landing):
    path = register_file(tmp_path / "r.csv", "listening_log", good("listening_log", opened_on="2026-10-04"))
    brought_in(path, landing, received_at=datetime(2026, 10, 3, 23, 30, tzinfo=UTC))  # half past midnight there
    assert [entry["refusal"] for entry in entries(landing)] == [None]


def test_dates_can_be_read_back_by_the_warehouse(tmp_path: Path, landing: Landing):
    brought_in(register_file(tmp_path / "r.csv", "hours", good("hours")), landing)
    (batch,) = landing.batches(table="entries")
    asked = "select cast(cells['month'] as date), cast(cells['hours'] as double) from read_parquet(?)"
    assert duckdb.connect().execute(asked, [str(batch.path)]).fetchall() == [(date(2026, 10, 1), 37.5)]


def test_of_two_files_taken_in_at_once_the_one_that_was_written_later_is_the_newer_word(
    tmp_path: Path, landing: Landing
):
    for learned, written in (("later", "2026-11-16T05:59:59+00:00"), ("earlier", "2026-11-16T05:59:58.9+00:00")):
        path = register_file(tmp_path / f"{learned}.csv", "commentary", good("commentary", learned=learned))
        path.write_text(f"# register: commentary\n# written_at: {written}\n" + path.read_text())
        brought_in(path, landing)
    (seen,) = duckdb.sql(
        f"select arg_max(cells['learned'], observed_at) from '{tmp_path}/landing/batches/entries/*/*/*.parquet'"
        f" join '{tmp_path}/landing/batches/extracts/*/*/*.parquet' using (batch_id)"
    ).fetchall()
    assert seen == ("later",)


@pytest.mark.parametrize(
    ("register", "written", "observed"),
    [("commentary", "2026-11-01T09:00:00+00:00", datetime(2026, 11, 1, 9, tzinfo=UTC)), ("commentary", "2099-01-01T00:00:00+00:00", NOW),
     ("comparisons", "2026-11-01T09:00:00+00:00", NOW)],
)  # fmt: skip
def test_no_file_was_written_after_it_came_in_and_what_must_be_beforehand_cannot_say_when_it_was(
    register: str, written: str, observed: datetime, tmp_path: Path, landing: Landing
):
    path = register_file(tmp_path / "r.csv", register, good(register))
    path.write_text(f"# register: {register}\n# written_at: {written}\n" + path.read_text())
    assert brought_in(path, landing)["observed_at"] == observed.isoformat()


def test_a_moment_that_is_none_is_refused_before_anything_is_written(tmp_path: Path, landing: Landing):
    path = register_file(tmp_path / "r.csv", "actions", good("actions"))
    path.write_text("# register: actions\n# written_at: yesterday\n" + path.read_text())
    for read in (lambda: brought_in(path, landing), lambda: inspect_file(path, NOW)):
        with pytest.raises(NotAnExport, match=r"written_at is no moment with its zone; write # written_at: 2026-11-02"):
            read()
    assert landing.batches() == []
