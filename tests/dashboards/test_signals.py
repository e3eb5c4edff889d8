"""Signal or noise: icons with words and letters, points with shapes, a chart that holds what its table holds."""

from __future__ import annotations

import csv
import io
import itertools
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from dashboards import badges, downloads, icons, reads, reads_signals, spc_chart, wording, wording_signals
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_charts import rows_of
from tests.dashboards.test_pages import KPI, PAGES, ROOT, cells_of, charts_of, opened, words_of

SIGNALS, OUTCOMES = "app_pages/signals.py", "app_pages/outcomes.py"
OCTOBER = date(2026, 10, 1)


def of(board: reads.Board, subject: str, place: int = 0) -> tuple[dict[str, Any], pd.DataFrame]:
    series = reads_signals.slices(board, "harrowdale", subject)[place]
    return series, reads_signals.points(board, "harrowdale", series)


def drawn(board: reads.Board, subject: str, place: int = 0) -> dict[str, Any]:
    series, points = of(board, subject, place)
    return spc_chart.draw(points, title="What was found", unit=series["unit"], month="Oct 2026").to_dict()


def scale_of(spec: dict[str, Any], channel: str) -> dict[str, Any]:
    (points,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    scale = points["encoding"][channel]["scale"]
    return dict(zip(scale["domain"], scale["range"], strict=True))


@pytest.mark.parametrize("code", [*wording_signals.VARIATIONS, *wording_signals.ASSURANCES, icons.EMPTY])
def test_an_icon_is_named_and_has_the_letter_or_the_shape_that_says_it_without_colour(code: str) -> None:
    drawing = ElementTree.fromstring(icons.svg(code))
    label = icons.LABELS[code]
    assert drawing.attrib["aria-label"] == label == drawing.findtext("{*}title") and drawing.attrib["role"] == "img"
    assert (drawing.findtext("{*}text") or "") == icons.LETTERS.get(code, "")
    assert f'alt="{label}"' in icons.icon(code) and f'title="{label}"' in icons.icon(code)


def test_no_two_icons_look_alike_in_black_and_white() -> None:
    def grey(code: str) -> str:
        return re.sub(r"#[0-9A-F]{6}", "grey", icons.svg(code).replace(icons.LABELS[code], ""))

    assert len({grey(code) for code in icons.LABELS}) == len(icons.LABELS) == 11


def test_a_code_nobody_has_met_yet_is_the_empty_ring_and_breaks_no_page() -> None:
    assert icons.svg("new_kind") == icons.svg(None) == icons.svg(icons.EMPTY)


def test_every_kind_of_point_has_a_shape_or_a_fill_of_its_own_and_the_icons_colours(full_board: Path) -> None:
    spec = drawn(reads.connect(full_board), "AL-MAPPED")
    shapes, fills = scale_of(spec, "shape"), scale_of(spec, "fill")
    assert set(shapes) == set(wording_signals.POINTS) == set(icons.PALETTE)
    judged = [kind for kind in shapes if kind != "provisional"]
    assert len({shapes[kind] for kind in judged}) == 4 and "diamond" not in shapes.values()
    assert fills["provisional"] == "#FFFFFF" and fills == icons.PALETTE
    assert len({icons.mark(kind) for kind in shapes}) == 5


def test_the_chart_draws_what_the_file_holds_and_its_table_and_csv_say_the_same(full_board: Path) -> None:
    board = reads.connect(full_board)
    series, points = of(board, "RS-ANSWERED")
    held = board.execute(
        "select value, mean, lpl, upl from board.spc where subject_id = 'RS-ANSWERED' and organisation_id = 'harrowdale'"
        " and slice_kind = 'organisation' order by period"
    ).fetchall()
    rows = rows_of(drawn(board, "RS-ANSWERED"))
    assert [tuple(row[name] for name in ("value", "mean", "lpl", "upl")) for row in rows] == held and len(held) == 24
    table = [wording_signals.row_of(point, "percent") for point in points.to_dict("records")]
    assert [row["value"] for row in table] == [wording.short(value, "percent", 2) for value, *_ in held]
    said = csv.DictReader(
        io.StringIO(downloads.csv(reads_signals.download(board, "harrowdale", series)).decode("utf-8-sig"))
    )
    lines = list(said)
    assert [float(line["value"]) for line in lines] == [value for value, *_ in held]
    assert {line["rules"] for line in lines} == {series["rules_words"]}


def test_a_provisional_point_is_hollow_and_said_to_be_not_judged(full_board: Path) -> None:
    board = reads.connect(full_board)
    rows = rows_of(drawn(board, "RS-ANSWERED"))
    assert [row["kind"] for row in rows[-3:]] == ["concern", "provisional", "provisional"]
    assert [row["judged_value"] is None for row in rows[-3:]] == [False, True, True]
    assert [row["later_value"] is None for row in rows[-4:]] == [True, False, False, False]
    assert rows[-1]["signal"] == "not judged"


def test_the_line_breaks_at_a_gap_and_where_limits_begin_anew_and_the_reason_is_beside_it(full_board: Path) -> None:
    board = reads.connect(full_board)
    gapped = rows_of(drawn(board, "RS-STANDARD"))
    before, after = next(pair for pair in itertools.pairwise(gapped) if pair[0]["month"] == "Jun 2025")
    assert after["month"] == "Sep 2025" and before["segment"] != after["segment"]
    assert len({row["segment"] for row in gapped}) == 2 and None not in [row["value"] for row in gapped]
    spec = drawn(board, "AL-MAPPED")
    rows = rows_of(spec)
    assert [row["month"] for row in rows if row["note"]] == ["Oct 2025"]
    assert next(row["note"] for row in rows if row["note"]).startswith("New limits\nFrom October 2025 replies\ncount")
    segments = {
        is_new: {row["segment"] for row in rows if (row["rebase_group"] == 1) == is_new} for is_new in (True, False)
    }
    assert segments[True].isdisjoint(segments[False])
    lines = [layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert {line["detail"]["field"] for line in lines if "detail" in line} == {"rebase_group", "segment"}
    months = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert len(months) == 24  # a month without a value keeps its place


def test_a_point_not_judged_is_not_joined_across_a_gap_either(home: Path) -> None:
    gap = "update spc set gap_before = null where not is_judged; delete from spc where subject_id = 'MM-COMM' and period = date '2026-10-01';"
    create(home / "board.duckdb", ROWS + gap)
    segments = [row["segment"] for row in rows_of(drawn(reads.connect(home / "board.duckdb"), "MM-COMM"))]
    assert len(set(segments[:-1])) == 1 and segments[-1] not in segments[:-1]


def test_limits_are_dashed_the_mean_solid_the_target_dotted_and_each_is_named(full_board: Path) -> None:
    spec = drawn(reads.connect(full_board), "RS-ANSWERED")
    lines = {
        layer["encoding"]["y"]["field"]: layer["mark"].get("strokeDash")
        for layer in spec["layer"]
        if layer["mark"]["type"] == "line"
    }
    assert lines["upl"] == lines["lpl"] == [7, 4] and lines["mean"] is None and lines["target"] == [2, 3]
    last = rows_of(spec)[-1]
    assert [last[f"{name}_words"].split()[0] for name in ("upl", "mean", "lpl", "target")] == [
        "Upper", "Mean", "Lower", "Target",
    ]  # fmt: skip


def test_names_of_lines_that_lie_close_are_not_written_over_each_other(full_board: Path) -> None:
    board = reads.connect(full_board)
    _, points = of(board, "RS-ANSWERED")
    close = points.assign(target=points["mean"] + 0.01, upl=points["mean"] + 0.02)
    last = rows_of(spc_chart.draw(close, title="", unit="percent", month="Oct 2026", height=200).to_dict())[-1]
    low, high = spc_chart.domain(close)
    at = sorted(last[f"{name}_at"] for name in spc_chart.LINES)
    apart = min(above - below for below, above in itertools.pairwise(at))
    assert apart * 200 / (high - low) >= spc_chart.LABEL_HEIGHT - 0.001


def test_an_axis_that_does_not_start_at_zero_says_so_under_the_chart(full_board: Path) -> None:
    series, points = of(reads.connect(full_board), "RS-ANSWERED")
    starts_at, _ = spc_chart.domain(points)
    caption = wording_signals.caption(series, points.to_dict("records"), "percent", starts_at)
    assert starts_at > 0 and f"starts at {wording.short(starts_at, 'percent')}, not at zero." in caption[-1]
    near_zero = points.assign(lpl=-1.0, value=points["value"] - points["value"].min())
    assert spc_chart.domain(near_zero)[0] < 0


def test_a_series_whose_values_are_all_the_same_has_an_axis_and_no_limits() -> None:
    flat = pd.DataFrame(
        {name: [0.0, 0.0] for name in ("value", "mean")}
        | {name: [None, None] for name in ("lpl", "upl", "target", "group_reason")}
    )
    assert spc_chart.domain(flat) == (0.0, 1.0)


def test_a_restated_month_is_marked_on_the_control_chart_and_is_a_diamond_on_the_plain_line(full_board: Path) -> None:
    board = reads.connect(full_board)
    rows = rows_of(drawn(board, "RS-ANSWERED"))
    assert [row["month"] for row in rows if row["is_restated"]] == ["Sep 2026"]
    plain = reads.series(board, "harrowdale", "RS-ANSWERED", ("organisation", "harrowdale"))
    assert list(plain.loc[plain["is_restated"], "month"]) == ["Sep 2026"]


def test_the_board_shows_the_icon_of_what_leads_an_objective_and_of_its_outcome_with_their_words(full: Path) -> None:
    (row,) = re.findall(r"<tr[^>]*><th[^>]*>SO2: .*?</tr>", words_of(opened()))
    assert 'alt="Icon: of concern, low (L)"' in row and f"{wording_signals.VARIATIONS['concern_low']}." in row
    assert 'alt="Icon: of concern, high (H)"' in row and f"{wording_signals.VARIATIONS['concern_high']}." in row


def test_each_measures_page_shows_its_two_icons_with_their_words(full: Path) -> None:
    pages = {kpi: opened(KPI, kpi=kpi) for kpi in ("RS-ANSWERED", "AL-GAPS", "MM-BCAST", "EN-DEPTH", "CM-REACH")}
    app, words = pages["CM-REACH"], "\n".join(words_of(each) for each in pages.values())
    for said in (
        wording_signals.VARIATIONS["concern_low"], wording_signals.ASSURANCES["consistent_fail"],
        wording_signals.VARIATIONS["improvement_low"], wording_signals.ASSURANCES["consistent_pass"],
        wording_signals.VARIATIONS["neutral_high"], "No target to be sure of.", "Judged on 22 points to September 2026.",
        "Not judged: no month has been measured.",
    ):  # fmt: skip
        assert said in words, said
    assert 'alt="Icon: of concern, low (L)"' in words and 'alt="Icon: will miss the target (F)"' in words
    assert (
        "Nurses' chat\n42%\n42 of 100 active members (42%) had an exchange with us.\nSpecial cause, improving"
        in cells_of(app)
    )


COMPARED = re.compile(
    r"(better|worse|higher|lower|more|less|fewer|up|down|rose|fell|risen|fallen|increase\w*|decrease\w*)"
    r"[^.<]{0,40}\b(than|from|since|on|against) (the |a |last |this )?(month|previous|quarter|week|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)|month[- ]on[- ]month|[↑↓▲▼]",
    re.IGNORECASE,
)


def test_what_counts_as_a_comparison_of_two_months_is_found() -> None:
    for said in (
        "Better than last month",
        "up 3 points from October",
        "month-on-month",
        "▲ 4%",
        "fell since the month before",
    ):
        assert COMPARED.search(said), said


@pytest.mark.parametrize("page", [page for page in PAGES if "who_we_miss" not in page])
def test_no_page_sets_one_month_against_another(full: Path, page: str) -> None:
    said = re.sub(r"<[^>]+>", " ", words_of(opened(page)))
    assert COMPARED.search(said) is None, COMPARED.search(said)


def test_the_matrix_holds_each_measure_in_its_cell_with_what_the_cell_asks_and_a_link(full: Path) -> None:
    words, board = words_of(opened(SIGNALS)), reads.connect(full)
    assert "Of 12 measures that can be judged: 4 improving, 5 no significant change, 2 of concern, 1 change" in words
    rows = {row["subject_id"]: row for row in reads_signals.shown(board, "harrowdale")}
    cell = words[words.index('data-label="Will miss the target"><p') :]
    cell = cell[: cell.index("</td>")]
    assert "What getting worse with missing the target asks." in cell and ">People who got an answer</a>" in cell
    link = badges.address(rows["RS-ANSWERED"], "harrowdale", OCTOBER)
    assert link == "signals?organisation=harrowdale&month=2026-10&kpi=RS-ANSWERED&slice=organisation%3Aharrowdale#chart"
    assert f'href="{link}"' in cell


def test_measures_without_a_control_chart_are_listed_with_the_reason(full: Path) -> None:
    cells = cells_of(opened(SIGNALS))
    assert "There are 7 points, and it takes 12.\nScreening: most deprived fifth below the rest" in cells


def test_the_address_chooses_the_measure_and_its_slice(full: Path) -> None:
    app = opened(SIGNALS)
    assert app.selectbox(key="kpi").value == "RS-ANSWERED"  # of concern comes first
    app.query_params["kpi"], app.query_params["slice"] = "EN-DEPTH", "platform:linkedin"
    app.run()
    assert "Deep engagement (LinkedIn)" in [head.value.replace("\\", "") for head in app.subheader]
    (rows,) = charts_of(app)
    held = reads.connect(full).execute(
        "select value from board.spc where subject_id = 'EN-DEPTH' and slice = 'linkedin' and organisation_id = 'harrowdale' order by period"
    )
    assert [row["value"] for row in rows] == [value for (value,) in held.fetchall()]
    next(each for each in app.selectbox if each.label == "Measure").select("gap").run()
    assert "There is no chart. Not judged: there are 7 points, and it takes 12." in words_of(app)


def test_the_page_prints_the_rules_and_the_reason_for_new_limits(full: Path) -> None:
    app = opened(SIGNALS)
    app.query_params["kpi"] = "AL-MAPPED"
    words = words_of(app.run())
    assert "Rules: NHSRplotthedots: mean and moving ranges, 7 points for a shift or a trend." in words
    assert "Trial limits: there are fewer than 13 points" in words
    assert "From October 2025 replies count too; decided by the Head of Communications on 3 November 2025." in words


def test_an_outcome_that_may_have_a_control_chart_has_one_and_another_says_why_not(full: Path) -> None:
    app = opened(OUTCOMES)
    words = words_of(app)
    assert wording_signals.VARIATIONS["concern_high"] in words
    assert "Not judged: there are 7 points, and it takes 12." in words
    kinds = [{row.get("kind") for row in rows} for rows in charts_of(app)]
    assert [bool(kind - {None}) for kind in kinds].count(True) == 1


def test_before_anything_is_worked_out_every_page_says_so_and_shows_no_icon(home: Path) -> None:
    create(home / "board.duckdb", ROWS + "delete from spc; delete from spc_series; delete from spc_matrix;")
    for page in (SIGNALS, OUTCOMES, "app_pages/board.py"):
        words = words_of(opened(page))
        assert wording_signals.NOTHING_YET in words and "<img" not in words


def test_every_select_of_a_page_lives_in_a_module_of_reads() -> None:
    drawing = [
        path
        for path in (ROOT / "dashboards").glob("*.py")
        if re.match(r"(blocks|badges|charts|choices|icons|spc|word|app)", path.stem)
    ]
    assert len(drawing) >= 11
    for path in drawing:
        assert not re.search(r"\bselect\b[^\"']*\bfrom\b|execute\(", path.read_text()), path.name
