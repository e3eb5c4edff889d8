"""The pages, walked on a full file, an empty one, none, and broken ones."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import reads, wording
from tests.dashboards.conftest import ROWS, create

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboards" / "app.py"
PAGES = sorted(path.relative_to(APP.parent).as_posix() for path in (APP.parent / "app_pages").glob("[a-z]*.py"))
CELL = re.compile(r'<(?:td|th scope="row")[^>]*>(.*?)</t[dh]>')
FIRST = "app_pages/board.py"
IMPORT = (
    "app_pages/imports.py"  # shows no figure, and is there to make the first board: its tests are in test_imports.py
)
SHOWING = [page for page in PAGES if page != IMPORT]
KPI = "app_pages/kpi.py"
ORGANISATIONS = ["harrowdale", "marrick", "osmere"]


def opened(page: str = FIRST, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if page != FIRST:
        app.switch_page(page).run()
    assert not app.exception
    return app


def words_of(app: AppTest) -> str:
    """Everything a reader reads, charts and downloads aside."""
    texts = [element.proto.body for element in app.get("html")]
    texts += [
        element.value for kind in ("title", "header", "subheader", "markdown", "code") for element in app.get(kind)
    ]
    return html.unescape("\n".join(texts)).replace("\\", "")


def words_in_order(app: AppTest) -> str:
    """What a reader reads, as it stands from top to bottom; headings and paragraphs only."""
    texts = [getattr(each.proto, "body", "") for each in app.main if each.type in ("header", "html")]
    return html.unescape("\n".join(texts)).replace("\\", "")


def cells_of(app: AppTest) -> str:
    """The cells of every table, each on a line of its own."""
    return "\n".join(html.unescape(cell) for element in app.get("html") for cell in CELL.findall(element.proto.body))


def charts_of(app: AppTest) -> list[list[dict[str, Any]]]:
    """The rows each chart is sent to the browser with, the marks of events aside."""
    sent = [element.proto.datasets for element in app.get("vega_lite_chart")]
    held = [pa.ipc.open_stream(data.data.data).read_all().to_pylist() for datasets in sent for data in datasets]
    return [rows for rows in held if "mark" not in rows[0]]


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("page", SHOWING)
def test_every_page_opens_for_every_organisation(full: Path, page: str, organisation: str) -> None:
    app = opened(page, organisation=organisation, month="2026-10")
    assert app.query_params["organisation"] in (organisation, [organisation])
    assert wording.SANDBOX in words_of(app) and "Data to 15 November 2026" in words_of(app)


def test_every_figure_of_the_month_is_said_in_the_files_own_words_and_number(full: Path) -> None:
    words, board = words_of(opened(KPI)), reads.connect(full)
    held = board.execute(
        "select f.words, f.value, k.unit, f.state from board.figures as f join board.kpis as k using (kpi_id)"
        " where organisation_id = 'harrowdale' and period = date '2026-10-01'"
        " and (slice_kind = 'organisation' or kpi_id = 'EN-DEPTH')"
    ).fetchall()
    assert len(held) == 11
    for said, value, unit, state in held:
        assert said in words
        assert wording.headline({"value": value, "state": state}, unit) in words


def test_the_board_keeps_its_order(full: Path) -> None:
    app = opened()
    words = words_of(app)
    heads = [head.value.replace("\\", "") for head in app.header]
    assert app.title[0].value.startswith("Harrowdale University Hospitals")
    assert heads == [
        "Four tests", "The objectives", "How we talk", "Who we are not reaching", "Alert, advise, assure",
        "What we need from you", "How sure we are",
    ]  # fmt: skip
    assert len(app.get("vega_lite_chart")) == 0 and len(app.subheader) == 0  # the details have a page of their own
    for line in (
        "YouTube, Harrowdale Hospitals: last attempt failed. The token expired on 9 November 2026",
        "No figure for Communitarian share, People who got an answer, Deep engagement (YouTube)",
    ):
        assert line in words, line
    row = cells_of(app).split("SO2: Right care, first time")[1]
    assert row.startswith("\n20%\n24%\n") and "\nChief Operating Officer\n" in row
    assert "SO5: Fair for all\n14%\n18%\nNo measure is tied to it yet.\n" in cells_of(app)


def test_a_measures_page_says_its_target_and_what_may_still_change(full: Path) -> None:
    words = words_of(opened(KPI, kpi="RS-ANSWERED"))
    for line in ("Target: at least 85%", "Provisional: may still change", "Owner: Head of Patient Experience."):
        assert line in words, line


def test_a_measure_under_two_objectives_has_one_page_that_names_both(full: Path) -> None:
    app = opened(KPI, kpi="RS-ANSWERED")
    assert "Serves: SO2: Right care, first time; SO3: Safe care shaped by patients." in words_of(app)
    assert len(charts_of(app)) == 1
    assert len(charts_of(opened(KPI, kpi="EN-DEPTH"))) == 3  # the fourth platform has never had a figure


def test_the_charts_hold_a_gap_and_not_zero_where_the_file_does(full: Path) -> None:
    board, unknown = reads.connect(full), 0
    for kpi in ("AL-MAPPED", "AL-GAPS", "MM-BCAST", "RS-STANDARD", "EN-DEPTH"):
        drawn = charts_of(opened(KPI, kpi=kpi))
        slices = [each for each in reads.slices(board, "harrowdale", kpi) if each != ("platform", "x")]
        assert len(drawn) == len(slices)
        for rows, slice_of in zip(drawn, slices, strict=True):
            figures = reads.figures(board, "harrowdale", kpi, slice_of)
            held = {f"{row['period']:%b %Y}": row["value"] for row in figures if row["state"] == "measured"}
            assert {row["month"]: row["value"] for row in rows if row["value"] is not None} == held
            unknown += len(figures) - len(held)
    assert unknown == 4  # two months of RS-STANDARD, two of YouTube


def test_a_measure_nobody_judged_is_drawn_as_a_line_whose_unknown_months_are_null(home: Path) -> None:
    create(home / "board.duckdb", ROWS + "update spc_series set variation_icon = null, why_none = 'Too few months';")
    (rows,) = charts_of(opened(KPI, kpi="RS-STANDARD"))
    assert len(rows) == 24
    unknown = [row for row in rows if row["state"] != "measured"]
    assert len(unknown) == 2 and all(row["value"] is None for row in unknown)


def test_an_organisation_without_objectives_is_told_how_to_add_them_and_still_has_its_measures(full: Path) -> None:
    app = opened(organisation="osmere")
    assert wording.NO_OBJECTIVES in words_of(app)
    assert "Activity tied to an objective: not measurable" in words_of(app)
    app = opened(KPI, organisation="osmere")
    assert "no strategy is recorded\nActivity tied to an objective, Objectives with no activity" in cells_of(app)
    assert len(charts_of(opened(KPI, organisation="osmere", kpi="MM-COMM"))) == 1


@pytest.mark.parametrize("page", SHOWING)
def test_real_figures_are_not_called_sandbox_data_though_others_in_the_file_are(home: Path, page: str) -> None:
    real = "update organisations set is_sandbox = false, is_fictional = false where organisation_id = 'marrick';"
    create(home / "board.duckdb", ROWS + real)
    assert wording.SANDBOX not in words_of(opened(page, organisation="marrick"))
    assert wording.SANDBOX in words_of(opened(page, organisation="harrowdale"))


@pytest.mark.parametrize("page", [FIRST, KPI, "app_pages/platforms.py", "app_pages/posts.py"])
def test_nobody_is_scored_ranked_or_compared_with_last_month(full: Path, page: str) -> None:
    app = opened(page)
    words = words_of(app).lower()
    for forbidden in (
        "follower",
        "likes",
        "score",
        "↑",
        "↓",
        "▲",
        "▼",
        "last month",
        "red",
        "amber",
        "rag",
        "top post",
    ):
        assert f" {forbidden} " not in words.replace("\n", " ")
    assert not app.get("metric")


def test_the_address_chooses_and_an_address_that_means_nothing_falls_back(full: Path) -> None:
    app = opened(organisation="marrick", month="2025-07")
    assert app.title[0].value.startswith("Marrick Dale")
    assert "figures for July 2025," in words_of(app)
    app = opened(organisation="nobody", month="1999-01")
    assert app.title[0].value.startswith("Harrowdale") and "figures for October 2026," in words_of(app)


def test_a_choice_is_carried_in_the_address_and_to_the_next_page(full: Path) -> None:
    app = opened()
    app.selectbox(key="organisation").select("osmere").run()
    app.selectbox(key="month").select("2026-03").run()
    assert app.query_params["organisation"] in ("osmere", ["osmere"])
    assert app.query_params["month"] in ("2026-03", ["2026-03"])
    app.switch_page("app_pages/trust.py").run()
    assert "What was read for Osmere Borough Public Health" in words_of(app)
    assert app.selectbox(key="month").value == "2026-03"


def test_a_browser_that_draws_the_choices_anew_begins_with_what_was_chosen(full: Path) -> None:
    """A slow browser asked for the next page meanwhile sends what it began with: seen to bring another organisation."""
    app = opened(organisation="osmere", month="2026-03")
    for _ in range(2):  # as the address opened it, and at the next page
        begins = {each.label: each.options[each.proto.default] for each in app.selectbox}
        assert begins["Organisation"].startswith("Osmere") and begins["Month"].startswith("March 2026"), begins
        app.switch_page("app_pages/trust.py").run()
    app.query_params["organisation"] = "marrick"  # a link, or the back button
    assert app.run().title[0].value.startswith("Marrick Dale") or "Marrick Dale" in words_of(app)
    app.run()
    assert [each.value for each in app.selectbox if each.label == "Organisation"] == ["marrick"]


def test_the_trust_page_hands_out_the_page_of_all_checks_once_there_is_one(full: Path) -> None:
    app = opened("app_pages/trust.py")
    assert "The page of all checks is written when" in words_of(app) and not app.get("download_button")
    (full.parent / "data_docs").mkdir()
    (full.parent / "data_docs" / "harrowdale.html").write_text("<p>All checks</p>")
    app.run()
    assert "It opens in any browser, without a network." in words_of(app)
    assert [button.proto.label for button in app.get("download_button")] == ["Download all checks as a web page"]


def test_the_trust_page_says_what_was_read_refused_warned_imported_and_meant(full: Path) -> None:
    words = words_of(opened("app_pages/trust.py"))
    told = [
        "Last attempt failed", "Merged into the main page on 30 September 2025", "The answer was cut on page 4 of 5",
        "A channel owner signs in again", "1 of 5 checks were met. 1 batch was refused.", "3 of 412 below zero",
        "The platforms were asked again 3 times; the longest wait was 15 minutes, for Harrowdale Hospitals on Facebook.",
        "8% unknown", "no date: 2", "Ended by Meta; the series breaks here",
        "Data engineer", "Look at the kept page.", "Social media manager", "Renew the permission.",
    ]  # fmt: skip
    for line in told:
        assert line in words, line
    assert words.index("3 of 412 below zero") < words.index("8% unknown")
    assert not re.search(r"\b4\u00a0Oct\u00a02026", words)  # an extract that is not the latest


def test_a_name_from_the_register_is_never_markup(full: Path) -> None:
    app = opened("app_pages/trust.py", organisation="osmere")
    raw = "".join(element.proto.body for element in app.get("html"))
    assert "=Osmere *Public* Health &lt;b&gt;" in raw and "Health <b>" not in raw


def test_a_swapped_file_is_seen_on_the_next_run(full: Path, tmp_path: Path) -> None:
    app = opened()
    newer = create(tmp_path / "newer.duckdb", ROWS.replace("date '2026-11-15', true);", "date '2026-11-16', true);"))
    newer.replace(full)
    assert "Data to 16 November 2026" in words_of(app.run())


def test_an_organisation_without_figures_says_so(home: Path) -> None:
    create(home / "board.duckdb", ROWS + "delete from figures where organisation_id = 'marrick';")
    for page in PAGES:
        opened(page, organisation="marrick")
    app = opened(organisation="marrick")
    assert "no figures for this organisation yet" in words_of(app)
    assert [head.value for head in app.header] == ["What is missing, and why"]


def absent(_: Path) -> str:
    return "there is nothing at"


def empty(path: Path) -> str:
    create(path)
    return "no organisations or figures in it yet"


def corrupt(path: Path) -> str:
    path.write_bytes(b"this is not a database" * 400)
    return "is damaged and cannot be read"


def of_no_bytes(path: Path) -> str:
    path.write_bytes(b"")
    return "is damaged and cannot be read"


def half_written(path: Path) -> str:
    create(path)
    with duckdb.connect(str(path)) as file:
        file.execute("drop table figures")
    return "table figures is not in it"


def cut_short(path: Path) -> str:
    create(path, ROWS)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3] + b"\xff" * (len(whole) * 2 // 3))
    return "damaged"


@pytest.mark.parametrize("page", SHOWING)
@pytest.mark.parametrize("left", [absent, empty, corrupt, of_no_bytes, half_written, cut_short])
def test_a_file_that_cannot_be_shown_becomes_a_page_that_says_what_happened_and_what_to_type(
    home: Path, page: str, left: Any
) -> None:
    sentence = left(home / "board.duckdb")
    app = opened(page)
    assert sentence in words_of(app)
    assert [code.value for code in app.code] == ["make run"]


def test_pages_hold_no_sql_and_count_nothing() -> None:
    for page in (APP.parent / "app_pages").glob("*.py"):
        text = page.read_text().lower()
        for forbidden in ("select ", "groupby", ".sum(", ".mean(", "execute(", "import pandas", "import duckdb"):
            assert forbidden not in text, (page.name, forbidden)


def test_a_month_is_chosen_by_its_first_day(full: Path) -> None:
    assert reads.months(reads.connect(full), "harrowdale")[0] == date(2026, 11, 1)


def test_how_often_each_purpose_is_used_is_said_in_words_and_what_nobody_can_tell_says_why(full: Path) -> None:
    words = words_of(opened("app_pages/how_we_talk.py"))
    assert "B1 News and reports" in words and "regularly" in words and "as planned" in words
    connect = words[words.index("C6 Connect and support") :]
    assert connect.index("never") < connect.index("occasionally") < connect.index("two steps short")
    listening = words[words.index("L1 Mention monitoring") : words.index("C6 Connect")]
    assert "No listening log is kept" in listening and ">never<" not in listening and ">0<" not in listening
