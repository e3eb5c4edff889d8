"""Commentary and actions from the page: an editor writes, sees it wait, is told what is wrong; nothing of two editors is lost."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import edition_files, editions, inbox, roles, wording_pack, wording_written, written
from dashboards.pack import make
from dashboards.pack.parts import Table, Text
from tests.dashboards import packs
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import KPI, opened, words_of

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
NO_BATCH: frozenset[str] = frozenset()
COMMENT = {"month": "2026-10", "kpi_id": "RS-ANSWERED", "narrative": "More wrote\nNobody knows why\nWe add a shift", "learned": "Ask, \"early\"; often",
           "written_by": "Head of Patient Experience"}  # fmt: skip
TYPED = {"happened": "More wrote", "why": "Nobody knows", "plan": "We add a shift", "learned": "Ask early"}
OF_MEASURE, OF_MONTH = "commentary harrowdale 2026-10 RS-ANSWERED", "commentary harrowdale 2026-10 whole month"
ACTIONS = "actions harrowdale RS-ANSWERED"


@pytest.fixture
def full(home: Path, full_board: Path) -> Path:
    shutil.copy(full_board, home / "board.duckdb")
    return home


def fill(app: AppTest, key: str, **fields: str) -> AppTest:
    """Type into a comment's form and press Save."""
    for name, text in ({"title": "Service lead"} | TYPED | fields).items():
        widget = app.text_input if name == "title" else app.text_area
        widget(key=f"field {key} / {name}").set_value(text)
    app.button(key=f"save {key}").click().run()
    assert not app.exception
    return app


def waiting(home: Path, register: str = "commentary") -> list[written.Row]:
    files = sorted((home / "inbox" / "harrowdale").glob(f"{register} *.csv"))
    return [row for path in files for row in _rows(path)]


def _rows(path: Path) -> list[written.Row]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(io.StringIO("".join(line for line in lines if not line.lstrip('"').startswith("#")))))


def put(home: Path, row: written.Row, at: datetime, where: str = "", by: str = "") -> Path:
    """Lay a comment in the inbox as another editor would, or where the DAG puts it."""
    path = inbox.hand_in(home, "harrowdale", written.file_name("commentary", "2026-10 RS-ANSWERED", at),
                         written.content("commentary", row, at, by))  # fmt: skip
    if where:
        place = home / "inbox" / where / "harrowdale"
        place.mkdir(parents=True, exist_ok=True)
        path = path.rename(place / path.name)
    return path


def test_a_row_is_read_back_from_its_file_as_it_was_written(tmp_path: Path) -> None:
    put(tmp_path, COMMENT, AT, by="Ada Editor")
    (read,) = written.saved(tmp_path, "harrowdale", "commentary", "2026-10 RS-ANSWERED", NO_BATCH)
    assert (read.at, read.by, read.state) == (AT, "Ada Editor", "waiting")
    assert {name: read.row[name] for name in COMMENT} == COMMENT
    for register, what in (("commentary", "2026-10 whole month"), ("commentary", "2026-09 RS-ANSWERED"), ("commentary", "2026-10 RS"),
                           ("actions", "RS-ANSWERED")):  # fmt: skip
        assert written.saved(tmp_path, "harrowdale", register, what, NO_BATCH) == [], what
    assert written.saved(tmp_path, "marrick", "commentary", "2026-10 RS-ANSWERED", NO_BATCH) == []


def test_a_register_somebody_handed_in_whole_counts_among_what_waits(tmp_path: Path) -> None:
    rows = "# register: commentary\nmonth,kpi_id,narrative,learned,written_by\n2026-10,,All of it,Much,Clerk\n2026-09,,Older,Less,Clerk\n"
    inbox.hand_in(tmp_path, "harrowdale", "october.csv", rows.encode())
    (read,) = written.saved(tmp_path, "harrowdale", "commentary", "2026-10 whole month", NO_BATCH)
    assert read.row["narrative"] == "All of it" and read.by == ""


def test_what_became_of_a_row_is_told_until_the_board_was_built_from_it(tmp_path: Path) -> None:
    refused = put(tmp_path, COMMENT, AT, "refused")
    refused.with_name(refused.name + ".txt").write_text("no row can be taken\n")
    taken = put(tmp_path, COMMENT | {"learned": "Later"}, AT.replace(hour=10), "done")

    def states(shown: frozenset[str]) -> list[str]:
        rows = written.saved(tmp_path, "harrowdale", "commentary", "2026-10 RS-ANSWERED", shown)
        assert [each.reason for each in rows if each.state == "refused"] == ["no row can be taken"]
        return [each.state for each in rows]

    batch = f"file_{hashlib.sha256(taken.read_bytes()).hexdigest()[:16]}"
    assert states(NO_BATCH) == ["taken", "refused"]
    assert states(frozenset({batch})) == ["shown", "refused"]


def test_a_save_over_a_text_one_has_not_seen_is_stopped_and_names_it(tmp_path: Path) -> None:
    def save(learned: str, opened: tuple[str, ...], standing: tuple[str, ...] = ()) -> None:
        row = COMMENT | {"learned": learned}
        written.save(
            tmp_path, "harrowdale", "commentary", "2026-10 RS-ANSWERED", row, opened=opened, standing=standing,
            shown=NO_BATCH, file=written.content("commentary", row, AT, ""), at=AT,
        )  # fmt: skip

    save("first", ())
    with pytest.raises(written.Changed) as changed:
        save("second", ())
    assert changed.value.theirs and changed.value.theirs.row["learned"] == "first"
    save("second", changed.value.now)
    with pytest.raises(written.Changed) as built:
        save("third", ("as opened", ""), standing=("as built meanwhile", ""))
    assert [row["learned"] for row in waiting(tmp_path)].count("third") == 0 and built.value.theirs
    assert {row["learned"] for row in waiting(tmp_path)} == {"first", "second"}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (COMMENT | {"narrative": "Ring 020 7946 0958 for Ann"}, "narrative", "person's address or number; leave people out"),
        (COMMENT | {"learned": "as @ann_smith said"}, "learned", "holds a name after @"),
        (COMMENT | {"month": "2099-01"}, "month", "lies ahead"),
        ({"action_id": "A", "action": "Do", "owner": "Lead", "decided_on": "2026-10-05", "due_on": "2026-12-01", "closed_on": "2026-10-01"},
         "closed_on", "before decided_on"),
        ({"action_id": "A", "action": "", "owner": "Lead", "decided_on": "2026-10-05", "due_on": ""}, "due_on", "every entry needs it"),
    ],
)  # fmt: skip
def test_what_the_register_would_refuse_is_told_with_its_field_before_anything_is_kept(
    row: written.Row, column: str, words: str
) -> None:
    register = "commentary" if "month" in row else "actions"
    wrong = dict(written.wrong("a.csv", row, written.content(register, row, AT, ""), "harrowdale"))
    assert words in wrong[column]
    label = wording_written.FIELDS.get(column, "")
    assert any(line.startswith(label) and words in line for line in wording_written.refused([*wrong.items()]))


def test_texts_that_look_like_formulas_separators_and_remarks_come_through_as_they_are() -> None:
    row = COMMENT | {"narrative": "=1+1\n+44\n-5 fewer", "learned": '# not "a" remark, @ all; "'}
    assert (
        written.wrong("a.csv", row, written.content("commentary", row, AT, "=cmd()\n# register: hours"), "harrowdale")
        == []
    )


def test_an_editor_saves_a_comment_and_sees_it_wait_beside_what_stands(full: Path) -> None:
    app = fill(opened(KPI, kpi="RS-ANSWERED"), OF_MEASURE)
    words = words_of(app)
    assert "Two people now share the desk." in words, "what stands is what readers see"
    assert (
        "It waits to be read, which takes 15 minutes at most" in words and "What we will do: We add a shift." in words
    )
    assert waiting(full) == [
        {"month": "2026-10", "kpi_id": "RS-ANSWERED", "narrative": "More wrote\nNobody knows\nWe add a shift", "learned": "Ask early",
         "written_by": "Service lead", "withdrawn": ""}
    ]  # fmt: skip
    again = opened(KPI, kpi="RS-ANSWERED")
    assert again.text_area(key=f"field {OF_MEASURE} / plan").value == "We add a shift", "it can be changed further"


def test_who_may_not_write_sees_neither_a_form_nor_what_waits(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(full, COMMENT, AT)
    for role in ("viewer", "analyst", "reviewer", "secretary"):
        monkeypatch.setattr(roles, "ANYBODY_HERE", roles.Person("", frozenset({role})))
        app = opened(KPI, kpi="RS-ANSWERED")
        assert not app.text_area and not [each for each in app.button if "commentary" in str(each.key)], role
        assert "We add a shift" not in words_of(app) and "Two people now share the desk." in words_of(app)


def test_a_comment_that_lacks_a_part_is_kept_in_the_form_and_told(full: Path) -> None:
    app = fill(opened(KPI, kpi="RS-ANSWERED"), OF_MEASURE, why=" ", title="")
    words = words_of(app)
    assert (
        wording_written.NOT_TAKEN in words and "Why we think so: empty." in words and "Your job title: empty." in words
    )
    assert app.text_area(key=f"field {OF_MEASURE} / plan").value == "We add a shift"
    fill(app, OF_MEASURE, learned="Write to nurse@example.test")
    assert "What we learned: looks as if it held a person's address or number; leave people out" in words_of(app)
    assert waiting(full) == []


def test_the_comment_on_the_month_has_the_room_of_the_packs_narrative_and_no_more(full: Path) -> None:
    others = 11  # words of the other parts, with the pack's own "What we learned:"
    app = fill(opened(KPI, kpi="RS-ANSWERED"), OF_MONTH, happened="word " * (201 - others))
    assert "shorten it by 1" in words_of(app) and "201 of at most 200 words: 1 word too many" in words_of(app)
    assert waiting(full) == []
    fill(app, OF_MONTH, happened="word " * (200 - others))
    assert [row["kpi_id"] for row in waiting(full)] == [""] and "200 of at most 200 words." in words_of(app)


def test_two_editors_are_told_of_each_other_and_neither_loses_a_word(full: Path) -> None:
    mine = opened(KPI, kpi="RS-ANSWERED")
    put(full, COMMENT | {"learned": "What the other learned"}, datetime.now(UTC), by="Ben Editor")
    fill(mine, OF_MEASURE)
    words = words_of(mine)
    assert (
        "another text was saved by Head of Patient Experience (Ben Editor)" in words
        and "What the other learned." in words
    )
    assert mine.text_area(key=f"field {OF_MEASURE} / plan").value == "We add a shift" and len(waiting(full)) == 1
    mine.button(key=f"mine {OF_MEASURE}").click().run()
    assert mine.text_area(key=f"field {OF_MEASURE} / learned").value == "Ask early"
    mine.button(key=f"save {OF_MEASURE}").click().run()
    assert {row["learned"] for row in waiting(full)} == {"What the other learned", "Ask early"}
    other = opened(KPI, kpi="RS-ANSWERED")
    assert other.text_area(key=f"field {OF_MEASURE} / learned").value == "Ask early", "the later word goes on"


def test_an_editor_may_go_on_from_the_other_text(full: Path) -> None:
    mine = opened(KPI, kpi="RS-ANSWERED")
    put(full, COMMENT | {"learned": "What the other learned"}, datetime.now(UTC))
    fill(mine, OF_MEASURE)
    mine.button(key=f"theirs {OF_MEASURE}").click().run()
    assert mine.text_area(key=f"field {OF_MEASURE} / learned").value == "What the other learned"


def test_what_was_begun_is_still_there_after_another_page(full: Path) -> None:
    app = opened(KPI, kpi="RS-ANSWERED")
    app.text_area(key=f"field {OF_MEASURE} / why").set_value("Half a thought").run()
    app.switch_page("app_pages/trust.py").run()
    app.switch_page(KPI).run()
    assert app.text_area(key=f"field {OF_MEASURE} / why").value == "Half a thought"


def test_a_refused_file_stands_with_its_reason_and_can_be_taken_up_again(full: Path) -> None:
    path = put(full, COMMENT, AT, "refused")
    path.with_name(path.name + ".txt").write_text("not one row can be taken\n")
    app = opened(KPI, kpi="RS-ANSWERED")
    assert "and refused when it was read: not one row can be taken." in words_of(app)
    app.button(key=f"again {OF_MEASURE}").click().run()
    assert app.text_area(key=f"field {OF_MEASURE} / plan").value == "We add a shift"
    fill(app, OF_MEASURE)
    assert "refused when it was read" not in words_of(app), "the newer word"


def test_a_frozen_month_may_be_written_about_and_says_that_its_edition_stays(home: Path) -> None:
    late = "update commentary set written_at = timestamp '2026-11-19 08:00' where kpi_id = 'RS-ANSWERED';"
    edition = "update editions set edition = '2026-10', period = date '2026-10-01', frozen_at = timestamp '2026-11-16 09:00' where edition = (select max(edition) from editions);"
    create(home / "board.duckdb", ROWS + late + edition)
    app = opened(KPI, kpi="RS-ANSWERED")
    words = words_of(app)
    assert "October 2026 is frozen as edition 2026-10, and that edition never changes" in words
    assert "Written on 19 November 2026, after the month was frozen: it is not in edition 2026-10." in words
    fill(app, OF_MEASURE)
    assert len(waiting(home)) == 1


def test_a_comment_is_taken_back_by_a_row_that_says_so(full: Path) -> None:
    app = opened(KPI, kpi="RS-ANSWERED")
    app.button(key=f"withdraw {OF_MEASURE}").click().run()
    assert [(row["withdrawn"], row["narrative"]) for row in waiting(full)] == [("yes", "")]
    assert "Taking it back waits to be read" in words_of(app)
    assert app.text_area(key=f"field {OF_MEASURE} / happened").value == ""


def test_an_action_is_written_with_its_days_and_an_open_one_is_closed(full: Path) -> None:
    app = opened(KPI, kpi="RS-ANSWERED")
    new = f"{ACTIONS} "
    app.text_area(key=f"field {new} / action").set_value("Answer at weekends")
    app.button(key=f"save {new}").click().run()
    assert "Due on: empty; every entry needs it." in words_of(app), "the register's own words"
    app.date_input(key=f"field {new} / due_on").set_value(date(2027, 1, 31))
    app.checkbox(key=f"field {new} / whole").check()
    app.button(key=f"save {new}").click().run()
    (row,) = waiting(full, "actions")
    assert (row["kpi_id"], row["action"], row["owner"], row["due_on"], row["closed_on"]) == (
        "RS-ANSWERED", "Answer at weekends", "Head of Patient Experience", "2027-01-31", "")  # fmt: skip
    assert "Answer at weekends. Head of Patient Experience, decided on" in words_of(app)
    assert app.text_area(key=f"field {new} / action").value == "", "the form is emptied once it is saved"
    (path,) = (full / "inbox" / "harrowdale").glob("actions *.csv")
    assert f"# covered_to: {datetime.now(UTC).date()}" in path.read_text()
    app.selectbox(key=f"which {ACTIONS}").select("A-2").run()
    app.date_input(key=f"field {ACTIONS} A-2 / closed_on").set_value(date(2026, 11, 2))
    app.button(key=f"save {ACTIONS} A-2").click().run()
    closed = next(row for row in waiting(full, "actions") if row["action_id"] == "A-2")
    assert (closed["action"], closed["decided_on"], closed["due_on"], closed["closed_on"]) == (
        "Answer in the evening too", "2026-06-10", "2026-09-01", "2026-11-02")  # fmt: skip


def test_what_was_written_stands_in_the_files_of_an_edition_and_is_no_formula_there(tmp_path: Path) -> None:
    formulas = """update commentary set narrative = '=HYPERLINK("x")', learned = '+44' where kpi_id is null;
        update actions set action = '@SUM(A1)', owner = '-1' where action_id = 'A-1';"""
    edition = packs.freeze(tmp_path, formulas)
    comments, actions = (csv_of(edition / name) for name in ("commentary.csv", "actions.csv"))
    whole = next(row for row in comments if not row["kpi_id"])
    assert (whole["narrative"], whole["learned"], whole["period"]) == ('\'=HYPERLINK("x")', "'+44", "2026-10-01")
    desk = next(row for row in actions if row["action_id"] == "A-1")
    assert (desk["action"], desk["owner"], desk["moved"], desk["told_to"]) == (
        "'@SUM(A1)",
        "'-1",
        "no more than chance",
        "2026-10-01",
    )
    assert editions.verify(edition) == []


def test_layout_two_has_four_files_more_than_the_first_and_an_edition_holds_them_all(tmp_path: Path) -> None:
    more = {"objective_purposes.csv", "events.csv", "commentary.csv", "actions.csv"}
    assert set(edition_files.LAYOUTS[2]) == set(edition_files.LAYOUTS[1]) | more and edition_files.NEWEST == 2
    edition = packs.freeze(tmp_path)
    assert {path.name for path in edition.glob("*.csv")} == set(edition_files.LAYOUTS[2])


def test_an_edition_of_the_layout_before_is_still_as_it_was_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(edition_files, "NEWEST", 1)
        edition = packs.freeze(tmp_path)
    assert not (edition / "commentary.csv").exists() and editions.verify(edition) == []


def test_the_pack_says_of_an_open_action_how_its_measure_moved_since(tmp_path: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH)
    pack = make.content(edition, organisation="harrowdale", is_public=True, cover={}, override=None)
    (table,) = (part for part in pack.pages[1].parts if isinstance(part, Table) and "Open actions" in part.caption)
    assert [row["since"] for row in table.rows] == ["No more than chance", "Cannot be said"]
    assert wording_pack.BESIDE in [part.text for part in pack.pages[1].parts if isinstance(part, Text)]


def test_the_board_says_it_of_the_action_that_waits_longest(full: Path) -> None:
    assert "is not done. Its measure has moved no more than chance since. Give it a new day, or stop it." in words_of(
        opened()
    )


def csv_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
