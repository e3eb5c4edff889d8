"""Alignment, outcomes, communities and who we miss: on a full file, on one that knows nothing, and with their tables empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards import (
    charts,
    reads,
    reads_outcomes,
    wording,
    wording_editions,
    wording_kpi,
    wording_signals,
    wording_watch,
)
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_charts import rows_of
from tests.dashboards.test_pages import KPI, ORGANISATIONS, PAGES, cells_of, charts_of, opened, words_of

ALIGNMENT, OUTCOMES, COMMUNITIES, MISSED, TRUST, TALK, SIGNALS, REPORTED, POSTS = (
    f"app_pages/{name}.py"
    for name in (
        "alignment", "outcomes", "communities", "who_we_miss", "trust", "how_we_talk", "signals", "editions", "posts",
    )
)  # fmt: skip
TABLES = (
    "alignment_tests", "alignment_parts", "levels", "objective_months", "communities", "community_measures", "equity",
    "outcome_series", "outcomes", "contributions", "label_agreement", "register_files", "refused_rows",
    "spc", "spc_series", "spc_matrix", "editions", "as_reported", "restatements", "removals", "deadlines", "memory",
    "post_practice", "post_medians", "commentary", "actions", "action_months", "answer_times", "benchmarks", "lineage", "posts",
    "objective_purposes", "events", "incidents",
)  # fmt: skip
NOTHING_KNOWN = """
update figures set state = 'missing', value = null, numerator = null, denominator = null, reason = 'nobody looked',
    words = 'Missing: nobody looked.';
update alignment_tests set result = 'not assessable', result_last_quarter = null, reason = 'Nobody looked';
update alignment_parts set found = null, is_met = null, reason = 'nobody looked';
update objective_months set hours_share = null, hours_reason = 'No hours', attention_share = null, attention_reason = 'No counts',
    acts = null, acts_reason = 'No posts', heard = null, heard_reason = 'No log', is_without_activity = null,
    line_approved_by = null, line_approved_on = null;
update objective_purposes set number = null, is_planned = null, reason = 'Nobody looked';
update levels set words = 'The level cannot be assessed: nobody looked.';
update communities set origin = null, origin_evidence = null, steward = null, our_role = null, seed_kind = null, is_flagged = null;
update community_measures set words = 'Missing: nobody looked.';
update equity set value = null, state = 'missing', words = 'Missing: nobody looked.', reading = 'cannot be compared',
    reading_words = 'Cannot be compared: there is no figure.', share_offline = null;
update outcomes set value = null, base = null, state = 'missing', status = null, as_at = null, value_first = null,
    is_restated = null, reason = 'nobody looked', words = 'Missing: nobody looked.';
delete from contributions; delete from spc; delete from as_reported;
update spc_series set variation_icon = null, assurance_type = null, points = 0, judged_to = null, why_none = 'Nobody looked';
"""


def test_the_board_comes_first_and_begins_with_the_four_tests(full: Path) -> None:
    app = opened()
    cells = cells_of(app)
    assert app.title[0].value.startswith("Harrowdale")
    assert "Aligned\nMet\nMet\nNothing falls short.\nEmbedded\nPartly\nNot met\nFalls short: key activities" in cells
    words = words_of(app)
    assert words.index("The four tests, October 2026") < words.index("What is missing, and why")


def test_a_link_in_a_page_carries_organisation_and_month(full: Path) -> None:
    app = opened(organisation="marrick", month="2026-03")
    (link,) = [each.proto for each in app.get("page_link") if "rests on" in each.proto.label]
    assert link.query_string == "organisation=marrick&month=2026-03"


def test_measures_a_register_is_lacking_for_are_listed_once_and_take_no_chart(full: Path) -> None:
    app = opened(KPI, organisation="marrick", kpi="OC-ACT")
    assert 'The register "Web visits and actions" is not kept here\nTracked actions completed' in cells_of(app)
    assert charts_of(app) == [] and "so there is no chart to draw." in words_of(app)
    assert "Not measured here, and why" not in [head.value for head in opened(KPI, organisation="harrowdale").header]


def test_a_measure_that_was_taken_before_keeps_its_chart_when_it_cannot_be_taken_now(home: Path) -> None:
    now = "update figures set state = 'not_measurable', value = null where kpi_id = 'AL-MAPPED' and period >= date '2026-09-01';"
    create(home / "board.duckdb", ROWS + now)
    app = opened(KPI, organisation="harrowdale", month="2026-10", kpi="AL-MAPPED")
    assert len(charts_of(app)) == 1 and "Not measurable" in words_of(app)
    assert "Not measured here, and why" not in [head.value for head in app.header]


def test_a_community_is_named_and_stands_in_a_table_on_the_measures_page(full: Path) -> None:
    app = opened(KPI, kpi="CM-REACH")
    cells = cells_of(app)
    assert "Nurses' chat\n42%\n42 of 100 active members (42%) had an exchange with us." in cells
    assert "Breathe easy group\nNot measurable\nNot measurable: it is a private group." in cells
    assert "Health champions\nWithheld\nWithheld: fewer than 10 people." in cells


def test_alignment_shows_each_part_with_what_was_found_and_asked_and_says_what_nobody_knows(full: Path) -> None:
    app = opened(ALIGNMENT)
    words, cells = words_of(app), cells_of(app)
    assert "Aligned: met. Embedded: partly. Resourced: not met. Performance managed: not assessable." in words
    assert "Posts and replies done for a stated objective\n82.8%\nAt least 80%\nYes" in cells
    assert "weights of the board\n17 points\nAt most 15 points, set here\nNo" in cells
    assert "closed by their day\nNot known: No board action fell due.\nAt least 80%\nCannot be told" in cells
    assert "Three months before: not met." in words
    assert "At least level 3 of 5, Responder." in words and "Level 4, Community partner, still asks for" in words


def test_an_objective_stands_with_weight_hours_attention_and_activity_beside_each_other(full: Path) -> None:
    app = opened(ALIGNMENT)
    approved = "Director of Public Health, 14\u00a0May\u00a02024"
    assert f"vaccination, screening, smoke-free\n20%\n24%\n16%\n60\n7\n{approved}" in cells_of(app)
    assert "SO3: Safe care shaped by patients\n18%\n22%\n14%\n58\n7\nNot approved" in cells_of(app)
    assert "No objective\n\n12%\n3%\n22\n0" in cells_of(app)
    assert "Without activity in the three months: SO5: Fair for all (the strategy says why:" in words_of(app)
    unknown = cells_of(opened(ALIGNMENT, organisation="marrick"))
    assert "MO1: Care closer to home\n60%\nNot known\nNot known\n100\nNot known" in unknown


def test_communities_are_shown_with_who_began_them_and_ours_is_flagged(full: Path) -> None:
    app = opened(COMMUNITIES)
    words, cells = words_of(app), cells_of(app)
    assert "3 communities are on the register. Made by us, and so flagged: Health champions." in words
    assert "A group that has ended" not in cells.split("350 of 388")[0]
    assert "Nurses' chat\nInterest\nIts own people, before us\nWeekly chats years before our account joined" in cells
    assert (
        "Health champions\nPractice\nWe did: flagged, for a community is joined and not made\nNothing is recorded"
        in cells
    )
    assert (
        "Nurses' chat\n42 of 100 active members (42%) had an exchange with us.\nWithheld: too few to report." in cells
    )
    assert len(charts_of(app)) == 1  # the one community that ever had a figure


def test_without_a_register_of_communities_the_page_says_so(full: Path) -> None:
    words = words_of(opened(COMMUNITIES, organisation="marrick"))
    assert "No community is on the register for this month." in words
    assert 'Presence in the community: Not measurable: The register "Communities" is not kept here.' in words


def test_each_group_has_its_figure_or_why_there_is_none_and_a_reading(full: Path) -> None:
    words = words_of(opened(MISSED))
    older = words[words.index("Facebook: People of 65") - 60 : words.index("Facebook: People of 65")]
    assert "55 where 100 is in proportion" in older
    for line in (
        "Older people: mixed, more reach and a wider gap.",
        "People in the most deprived fifth: cannot be compared with a year before.",
        "Mixed: people reached +5%; the gap is wider.",
        "Not measurable: no platform tells who lives with a long-term condition.",
        "Withheld: fewer than 10 people.",
        "5% of people in the UK have no internet at home.",
    ):
        assert line in words, line


def test_an_outcome_is_said_in_its_own_sentence_with_its_grade_and_what_the_next_asks_for(full: Path) -> None:
    words = words_of(opened(OUTCOMES))
    for line in (
        "Grade 2 of 3: supported", "Lacking: no comparison was planned beforehand.", "Grade 0 of 3: side by side",
        "We cannot say whether the one had any bearing on the other.", "Beware: Runs up from zero each season.",
        "September 2026, provisional", "October 2026: missing: It was due and is not in the register.",
        "It is counted platform by platform and never added up", "No grade: nothing beside it", "9.56%",
    ):  # fmt: skip
        assert line in words, line
    for forbidden in ("led to", "drove", "resulted in", "thanks to", "correlat", "caused"):
        assert forbidden not in words.lower()


def test_an_outcome_stands_below_the_social_measure_of_its_own_objective(full: Path) -> None:
    app = opened(OUTCOMES)
    heads = [head.value.replace("\\", "") for head in app.subheader]
    assert heads.index("Our own measure: Tracked actions completed") + 1 == heads.index(
        "Flu vaccination of frontline staff"
    )
    assert "For this objective" in words_of(app) and "In the whole organisation" in words_of(app)
    points_of_a_control_chart = 21  # it has a point where there is a value, and no row for a gap
    assert [len(rows) for rows in charts_of(app)] == [24, 9, 24, points_of_a_control_chart, 8]


def test_an_outcome_stands_below_the_whole_organisation_where_the_objective_has_hardly_a_figure(home: Path) -> None:
    few = "update figures set value = null, state = 'withheld' where slice_kind = 'objective' and period > date '2025-06-01';"
    create(home / "board.duckdb", ROWS + few)
    (measure,) = reads_outcomes.set_beside(reads.connect(home / "board.duckdb"), "harrowdale", "SO1")
    assert (measure["slice_kind"], measure["slice"]) == ("organisation", "harrowdale")


def test_two_charts_below_each_other_share_their_months_and_no_second_axis(full: Path) -> None:
    board = reads.connect(full)
    axis = wording.axis(reads.months(board, "harrowdale"))
    rows = reads_outcomes.outcomes(board, "harrowdale", "gap")
    below = charts.line(rows, title="", unit="count", month="Oct 2026", months=axis, places=3).to_dict()
    above = charts.line(
        reads.series(board, "harrowdale", "OC-ACT", ("objective", "SO1")), title="", unit="percent", month="Oct 2026"
    ).to_dict()
    for spec in (above, below):
        assert {tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in spec["layer"]} == {tuple(axis)}
        assert "resolve" not in spec
    assert len(rows_of(below)) == 8 and len(axis) == 24


def test_no_line_is_drawn_across_the_pause_between_two_seasons_and_a_quarter_is_no_pause(full: Path) -> None:
    board = reads.connect(full)
    seasons, quarters = (reads_outcomes.outcomes(board, "harrowdale", name) for name in ("flu", "gap"))
    assert list(seasons["run"]) == [0, 0, 0, 1, 1, 1, 1, 1, 2]
    assert set(quarters["run"]) == {0}
    spec = charts.line(seasons, title="", unit="percent", month="Oct 2026").to_dict()
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert lines and all(layer["encoding"]["detail"]["field"] == "run" for layer in lines)


def test_a_restated_value_is_a_diamond_and_its_first_value_is_in_the_table(full: Path) -> None:
    board = reads.connect(full)
    rows = reads_outcomes.outcomes(board, "harrowdale", "dna")
    assert list(rows.loc[rows["is_restated"], "month"]) == ["Aug 2026"]
    spec = charts.line(rows, title="", unit="percent", month="Oct 2026").to_dict()
    (points,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert points["encoding"]["shape"]["condition"] == {"test": "datum.is_restated", "value": "diamond"}
    assert "Aug\u00a02026\n9.46%\n22,475\nFinal\n25\u00a0Sep\u00a02026\n7.99%" in cells_of(opened(OUTCOMES))


def test_what_is_not_yet_due_is_no_gap_and_what_is_missing_is_one(full: Path) -> None:
    rows = reads_outcomes.outcomes(reads.connect(full), "harrowdale", "dna")
    assert list(rows.loc[rows["value"].isna(), "month"]) == ["May 2025", "Oct 2026"]


def test_how_we_talk_says_the_level_now_and_a_year_ago_and_how_well_acts_are_sorted(full: Path) -> None:
    words = words_of(opened(TALK))
    assert "Now: At least level 3 of 5, Responder." in words
    assert "A year before, October 2025: Level 2 of 5, Listening broadcaster." in words
    assert "beyond chance (Cohen's kappa) that is 0.87." in words
    early = words_of(opened(TALK, month="2025-06"))
    assert "A year before, June 2024: the months shown do not reach back that far." in early


def test_trust_says_what_is_wrong_who_looks_and_what_nobody_has_taken(full: Path) -> None:
    app = opened(TRUST)
    words = words_of(app)
    assert "2 things are wrong, 1 of them critical. Nobody has taken 1 of them." in words
    cells = cells_of(app).splitlines()
    over = cells.index("Facebook, Harrowdale Hospitals: the platform has a fault of its own")
    assert cells.index("Critical") < cells.index("Warning") < over
    for said in (
        "Since 9 November 2026. Nobody has taken it.", "A channel owner must sign in again.", "Data Engineer",
        "From 1 November 2026 to 2 November 2026. A whole look on 2 November 2026 brought posts.",
    ):  # fmt: skip
        assert said in cells
    osmere = words_of(
        opened(TRUST, organisation="osmere")
    )  # what is of the line itself is everybody's; another body's is not
    assert (
        "One thing is wrong. Somebody has taken it." in osmere and "A channel owner must sign in again." not in osmere
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "Nothing is known to be wrong."),
        ([("Warning", "over")], "Nothing is known to be wrong."),
        ([("Critical", "nobody acted")], "One thing is wrong, and it is critical. Nobody has taken it."),
        ([("Warning", "put off")], "One thing is wrong. Somebody has taken it."),
        ([("Critical", "nobody acted")] * 2, "2 things are wrong, 2 of them critical. Nobody has taken any of them."),
        ([("Warning", "taken"), ("Warning", "put off")], "2 things are wrong, none of them critical. Somebody has taken each of them, or put it off."),
    ],
)  # fmt: skip
def test_how_much_is_wrong_is_said_in_a_sentence(said: list[tuple[str, str]], words: str) -> None:
    assert wording_watch.wrong_now([{"severity": severity, "state": state} for severity, state in said]) == words


def test_trust_says_which_registers_came_in_and_which_line_was_refused_and_why(full: Path) -> None:
    app = opened(TRUST)
    assert "Hours\nhours.csv\n1\u00a0Nov\u00a02024\n31\u00a0Oct\u00a02026\n376\n2" in cells_of(app)
    assert "Hours\nhours.csv\n21\nhours: not a number; write digits" in cells_of(app)
    assert "Rows refused: 2." in words_of(app)
    assert "No register is kept here yet." in words_of(opened(TRUST, organisation="marrick"))


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_knows_nothing_shows_no_number_where_there_is_none(
    home: Path, page: str, organisation: str
) -> None:
    create(home / "board.duckdb", ROWS + NOTHING_KNOWN)
    app = opened(page, organisation=organisation, month="2026-10")
    assert charts_of(app) == []
    said = words_of(app)
    assert not [paragraph for paragraph in said.split("</p>") if 'class="value"' in paragraph]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_whose_tables_are_empty_opens_and_says_so(home: Path, page: str) -> None:
    create(home / "board.duckdb", ROWS + "".join(f"delete from {table};" for table in TABLES))
    for organisation in ORGANISATIONS:
        opened(page, organisation=organisation, month="2026-10")
    said = {
        ALIGNMENT: "The four tests have not been made yet.", OUTCOMES: "No outcome is set under this objective",
        COMMUNITIES: "No community is on the register", MISSED: "Nothing is on record for this month.",
        KPI: wording_kpi.NO_ACTION, POSTS: "No post of October 2026 shows good or poor practice",
        SIGNALS: wording_signals.NOTHING_YET, REPORTED: wording_editions.NOTHING_FROZEN,
        TRUST: "No register is kept here yet.", TALK: "No level has been worked out for this month.",
    }.get(page, "Harrowdale")  # fmt: skip
    assert said in words_of(opened(page, organisation="harrowdale", month="2026-10"))
