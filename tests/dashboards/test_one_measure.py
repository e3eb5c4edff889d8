"""The page of one measure: chart, target, definition, counter-measure, narrative, actions, what stands behind it, benchmark."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboards import downloads, reads, reads_kpi, wording_kpi, wording_signals
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import KPI, cells_of, opened, words_in_order, words_of

PARTS = """
insert into lineage (organisation_id, period, measure, part_kind, part_id, amount, platform, account_id, batch_id)
select f.organisation_id, f.period, side.measure, part.kind, part.id, case part.id when 'p2' then 1 else side.amount - 1 end, 'facebook', '112', 'b-1611'
from figures as f join kpis as k using (kpi_id), lateral (values (k.numerator, f.numerator), (k.denominator, f.denominator)) as side(measure, amount),
    (values ('act', 'p2'), ('interaction', 'an-item-of-the-public')) as part(kind, id)
where f.organisation_id = 'harrowdale' and f.kpi_id = 'AL-MAPPED' and f.period = date '2026-10-01' and f.slice_kind = 'organisation';
update extracts set batch_id = 'b-1611', source = 'sandbox' where platform = 'facebook' and account_id = '112' and subject = 'posts';
"""  # one figure's parts: a post of ours, and an item of the public's


@pytest.fixture(scope="module")
def board_with_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("parts") / "board.duckdb", ROWS + PARTS)


@pytest.fixture
def full(home: Path, board_with_parts: Path) -> Path:
    shutil.copy(board_with_parts, home / "board.duckdb")
    return home / "board.duckdb"


OCTOBER = date(2026, 10, 1)
WHOLE = ("organisation", "harrowdale")


def test_the_address_names_organisation_month_and_measure(full: Path) -> None:
    app = opened(KPI, organisation="marrick", month="2026-03", kpi="MM-BCAST")
    assert app.title[0].value == "Broadcast share"
    app.selectbox(key="kpi").select("MM-COMM").run()
    carried = {name: app.query_params[name] for name in ("organisation", "month", "kpi")}
    assert {name: each if isinstance(each, str) else each[0] for name, each in carried.items()} == {
        "organisation": "marrick", "month": "2026-03", "kpi": "MM-COMM",
    }  # fmt: skip
    assert opened(KPI, kpi="no such measure").title[0].value == "Activity tied to an objective"


def test_the_page_holds_all_that_belongs_to_a_measure_in_one_order(full: Path) -> None:
    app = opened(KPI, kpi="RS-ANSWERED")
    assert [head.value for head in app.header] == [
        "What it shows, October 2026", "What people wrote beside it", "What is being done about it", "What it is",
        "What to read it with", "What others published", "What stands behind it", "October 2026 as a whole",
        "Every measure",
    ]  # fmt: skip
    words = words_of(app)
    for line in (
        wording_signals.VARIATIONS["concern_low"], wording_signals.ASSURANCES["consistent_fail"], "Higher is better.",
        "Two people now share the desk.", "Learned: Answers after 5pm come too late.", '<p class="quiet">Head of Patient Experience</p>',
        "Counted: people answered, out of people who asked.", "Half of the 28 answers came within 14.2 hours",
        "Facebook: Withheld: Too few answers to report", "Answered within our standard: ", wording_kpi.NO_BENCHMARK,
    ):  # fmt: skip
        assert line in words, line
    of_the_measure, _, of_the_month = words_in_order(app).partition("October 2026 as a whole")
    assert "A quiet month" not in of_the_measure and "A quiet month." in of_the_month


def test_a_benchmark_stands_with_its_base_and_is_called_no_norm(full: Path) -> None:
    app = opened(KPI, kpi="MM-BCAST")
    assert "Regularly (the majority)\nNot stated\nIn words only, no figure was published." in cells_of(app)
    assert wording_kpi.NEVER_A_NORM in words_of(app)


def test_actions_of_the_measure_stand_with_their_state_and_none_decided_later(full: Path) -> None:
    cells = cells_of(opened(KPI, kpi="RS-ANSWERED"))
    evening, desk = cells.index("Answer in the evening too."), cells.index("Put two people on the desk.")
    assert evening < desk and "1 September 2026\nOverdue" in cells[evening:desk]
    assert "Closed on time (20 June 2026)" in cells[desk:]
    assert "Decided after the month" not in cells and "Join two chats" not in cells


def test_the_sources_of_a_figure_add_up_to_it(full: Path) -> None:
    board = reads.connect(full)
    figure = reads.figure(board, "harrowdale", "AL-MAPPED", OCTOBER, WHOLE)
    assert figure
    sums: dict[str, float] = {}
    for row in reads_kpi.sources(board, "harrowdale", "AL-MAPPED", OCTOBER, WHOLE):
        sums[row["side"]] = sums.get(row["side"], 0) + row["amount"]
    assert sums == {"numerator": figure["numerator"], "denominator": figure["denominator"]}
    cells = cells_of(opened(KPI, kpi="AL-MAPPED"))
    assert f"Acts with an objective\nFacebook\nThe sandbox's interface\n2\n{int(figure['numerator'])}\n" in cells


def test_the_posts_behind_a_figure_are_ours_and_what_is_the_publics_is_counted_and_not_named(full: Path) -> None:
    app = opened(KPI, kpi="AL-MAPPED")
    words = words_of(app)
    assert "1 post or reply of ours is among its parts in October 2026." in words
    assert "[name] answers your questions" in words and "Jane" not in words and "01632" not in words
    assert "an-item-of-the-public" not in words
    board = reads.connect(full)
    text = downloads.csv(reads_kpi.parts(board, "harrowdale", "AL-MAPPED", OCTOBER, WHOLE)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["part_id"] for row in rows} == {"p2", ""} and "an-item-of-the-public" not in text
    assert len(rows) == 4


def test_a_figure_that_is_none_says_why_and_shows_no_parts(full: Path) -> None:
    words = words_of(opened(KPI, kpi="RS-STANDARD", month="2025-07"))
    behind = words[words.index("The whole organisation</p>") :]
    assert (
        "Missing: the account was not read to the end of the month." in behind
        and "<table" not in behind.split("</div>")[0]
    )


def test_what_a_carried_figure_was_made_of_is_said_to_be_gone(full: Path) -> None:
    assert wording_kpi.CARRIED in words_of(opened(KPI, kpi="RS-STANDARD", month="2025-03"))


def test_every_measure_is_listed_with_a_link_that_keeps_organisation_and_month(full: Path) -> None:
    words = words_of(opened(KPI, organisation="marrick", month="2026-03"))
    for row in reads_kpi.listed(reads.connect(full), "marrick", date(2026, 3, 1)):
        assert f"kpi?organisation=marrick&month=2026-03&kpi={row['kpi_id']}" in words
