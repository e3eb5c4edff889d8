"""The door of the pipeline: what it makes of the environment, the inbox and a batch that was refused."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from checks.owners import STRATEGY
from checks.strategy import SEEDS, files
from dags import door
from dags.steps import building, inbox, packing, reading, verdicts
from extractors.accounts import read_accounts
from extractors.forget import say_gone
from extractors.landing import Landing
from tests.checks.happened import everything
from tests.checks.shelf import Story, spoil, write
from tests.checks.test_figures import warehouse
from tests.dags.test_dags import PLATFORMS
from tests.dashboards.conftest import ROWS, create
from tests.extractors.wire import say, wire


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    monkeypatch.delenv("LOS_TODAY", raising=False)
    return tmp_path


def test_the_folder_of_platform_files_is_the_registry() -> None:
    assert tuple(door.platforms()) == PLATFORMS


def test_a_stated_day_is_looked_at_from_six_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    assert door.now() == datetime(2026, 11, 16, 6, tzinfo=UTC)


def test_a_day_that_has_not_begun_is_not_read() -> None:
    account = reading.account_ids("x")[0]
    with pytest.raises(ValueError, match="2999-01-01 has not begun yet"):
        reading.extract("x", account, date(2026, 1, 1), day="2999-01-01", since=None, until=None)


def test_every_secret_of_an_account_is_named_to_airflow_which_strikes_it_out_of_what_it_shows(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk._shared.secrets_masker import redact

    (account,) = (each for each in read_accounts(door.register(), "x") if each.secret == "marrick_x")
    secret = '{"access_token": "canary-access", "refresh_token": "canary-refresh", "client_secret": "canary-app"}'
    monkeypatch.setenv("LOS_SECRET_MARRICK_X", secret)
    monkeypatch.setenv("LOS_PRIVACY_KEY", "canary-privacy-key")
    monkeypatch.setenv("LOS_X_LICENCE_BASIS", "test")
    with wire(lambda path, n: say({"error": "invalid_grant"}, 400)) as it:
        monkeypatch.setenv("LOS_X_URL", it.url)
        said = reading.extract("x", account.account_id, date(2026, 1, 1), day="2026-01-01", since=None, until=None)
    assert {row.outcome for row in said} == {"failed"}
    shown = redact("canary-access canary-refresh canary-app canary-privacy-key and the rest")
    assert shown == "*** *** *** *** and the rest"


def test_half_written_files_and_settled_ones_do_not_wait_in_the_inbox(home: Path) -> None:
    waiting = ["harrowdale/112/e.csv", "harrowdale/a.csv"]
    for file in (
        *waiting,
        "harrowdale/.b.csv",
        "done/harrowdale/c.csv",
        "refused/harrowdale/d.csv",
        "done/harrowdale/112/f.csv",
    ):
        (home / "inbox" / file).parent.mkdir(parents=True, exist_ok=True)
        (home / "inbox" / file).touch()
    assert sorted(inbox.waiting()) == waiting


def test_a_refused_file_lies_beside_its_reason_and_is_not_called_done_later(home: Path) -> None:
    (home / "inbox" / "harrowdale").mkdir(parents=True)
    (home / "inbox" / "harrowdale" / "a.csv").write_text("x")
    inbox.put_away("harrowdale/a.csv", "refused", "no export known to us")
    inbox.put_away("harrowdale/a.csv", "done")
    refused = home / "inbox" / "refused" / "harrowdale"
    assert (refused / "a.csv").read_text() == "x"
    assert (refused / "a.csv.txt").read_text() == "no export known to us\n"
    assert not (home / "inbox" / "done").exists()


def test_a_file_that_holds_something_gone_from_its_platform_is_not_put_away(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "a key that is long enough to be used"
    monkeypatch.setenv("LOS_PRIVACY_KEY", key)
    (home / "inbox" / "harrowdale").mkdir(parents=True)
    say_gone(door.landing(), "x", "2244990001", "harrowdale", door.now(), posts=["2120523633371496155"])
    assert reading.forget("facebook")["news"] == 0
    assert reading.forget("x")["news"] == 1
    for name, post in (("a.csv", "2120523633371496155"), ("b.csv", "2120523633371496156")):
        (home / "inbox" / "harrowdale" / name).write_text(f"post\nhttps://x.com/i/status/{post}\n")
        inbox.put_away(f"harrowdale/{name}", "done")
    assert [path.name for path in (home / "inbox").rglob("*.csv")] == ["b.csv"]


def test_the_file_is_not_made_anew_while_the_board_lacks_what_was_loaded(home: Path) -> None:
    assert "the next build does it" in building.tidy()["why"]


def test_a_file_nobody_knows_is_refused_and_nothing_is_landed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOS_PRIVACY_KEY", "a key that is long enough to be used")
    (home / "inbox" / "harrowdale").mkdir(parents=True)
    (home / "inbox" / "harrowdale" / "a.csv").write_text("one,two\n1,2\n")
    with pytest.raises(ValueError, match=r"a\.csv"):
        inbox.import_file("harrowdale/a.csv")
    assert door.landing().batches() == []


def test_a_register_in_the_inbox_is_landed_for_the_organisation_of_its_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_PRIVACY_KEY", "a key that is long enough to be used")
    (home / "inbox" / "harrowdale").mkdir(parents=True)
    (home / "inbox" / "harrowdale" / "a.csv").write_text("kpi_id,reviewed_on,finding\nA,2026-10-01,Slow\nB,soon,Good\n")
    said = inbox.import_file("harrowdale/a.csv")
    assert (said["account_id"], said["entries"], len(said["refused"])) == ("harrowdale.kpi_reviews", 1, 1)
    assert "entries" in {batch.table for batch in door.landing().batches("register")}


def test_there_is_news_until_the_board_was_built_from_every_batch_loaded(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema raw")
        warehouse.execute(
            "create table raw.batches as select 'posts' as table_name, 'x' as platform, '1' as account_id,"
            " 'b' as batch_id, 'ab12' as sha256"
        )
        warehouse.execute("create table raw.editions (edition text, edition_sha256 text, damage text)")
    (home / "dbt").mkdir()
    (home / "board.duckdb").touch()
    assert building.has_news()
    (home / "dbt" / "published.txt").write_text(building._batches_loaded())
    assert not building.has_news()
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute("update raw.batches set sha256 = 'cd34'")
    assert building.has_news()
    (home / "dbt" / "published.txt").write_text(building._batches_loaded())
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute("insert into raw.editions values ('2026-10', 'ef56', null)")
    assert building.has_news(), "an edition was frozen, and the board does not know it"


def test_a_month_is_frozen_once_and_what_cannot_be_is_said_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    with pytest.raises(AirflowSkipException, match="No board file has been published yet"):
        packing.freeze(date(2026, 11, 12), period=None, by="Board secretary")
    create(home / "board.duckdb", ROWS)
    with pytest.raises(AirflowFailException, match="December 2026 is not over"):
        packing.freeze(date(2026, 11, 12), period="2026-12", by="Board secretary")
    said = packing.freeze(date(2026, 11, 12), period=None, by="Board secretary")  # the last month that is over
    assert said.startswith("2026-10 ") and "of them provisional" in said
    with pytest.raises(AirflowSkipException, match="October 2026 is frozen as 2026-10"):
        packing.freeze(date(2026, 11, 12), period=None, by="Board secretary")
    assert reading.load()["editions"] == {"read": ["2026-10"], "damaged": {}}


def test_a_stale_input_stops_the_packs_and_not_the_edition_unless_a_person_says_why(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    create(home / "board.duckdb", ROWS)
    frozen = packing.freeze(date(2026, 11, 12), period=None, by="Board secretary")
    with pytest.raises(
        AirflowFailException, match=r"Not rendered: \d stale or incomplete\nYouTube, Harrowdale Hospitals: last"
    ):
        packing.render(frozen)
    assert reading.load()["editions"] == {"read": ["2026-10"], "damaged": {}}
    made = packing.render(frozen, override="The channel closes", by="Chief Executive")
    assert made == ["pack-public.html", "pack-public.pdf", "pack.html", "pack.pdf"]
    assert reading.load()["editions"] == {"read": ["2026-10"], "damaged": {}}, (
        "what joins an edition does not damage it"
    )
    there = packing.freeze(date(2026, 11, 12), period=None, by="Board secretary", edition="2026-10")
    sealed = (home / "editions" / "2026-10" / "manifest.json").read_bytes()
    assert there.startswith("2026-10 ") and packing.render(there) == made, "what a person decided goes on standing"
    assert (home / "editions" / "2026-10" / "manifest.json").read_bytes() == sealed
    with pytest.raises(AirflowFailException, match="Not frozen: the edition 2026-09 has no manifest"):
        packing.freeze(date(2026, 11, 12), period=None, by="Board secretary", edition="2026-09")


def test_who_may_answer_a_step_is_a_setting_and_else_anybody_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOS_SIGN_REVIEWER", raising=False)
    assert door.signers("reviewer") is None
    monkeypatch.setenv("LOS_SIGN_REVIEWER", "7, head-of-quality,")
    assert [each["id"] for each in door.signers("reviewer") or []] == ["7", "head-of-quality"]


def test_a_person_is_told_the_hash_the_counts_and_where_the_pack_is_before_they_sign(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    create(home / "board.duckdb", ROWS)
    packing.render(
        packing.freeze(date(2026, 11, 12), period=None, by="Board secretary"), override="The channel closes", by="Chair"
    )
    asked = packing.ask_to_sign("2026-10", "reviewer")
    content = asked["seen"]["content_sha256"]
    for words in (f"`{content}`", "you did not prepare the pack", " measured (", " missing, ", " withheld, ",
                  "pack.html, pack.pdf, in $LOS_HOME/editions/2026-10", "Chair, The channel closes", "by nobody"):  # fmt: skip
        assert words in asked["body"], asked["body"]
    by, at = {"id": "7", "name": "Head of Quality"}, datetime(2026, 11, 23, 9, tzinfo=UTC)
    answer = {
        "is_returned": False,
        "by": by,
        "at": at,
        "job_title": "Head of Quality",
        "reason": "",
        "seen": asked["seen"],
    }
    refused, why = packing.sign("2026-10", "reviewer", **answer)
    assert refused and why == "Not signed: it is not this step's turn: the preparer comes first"
    refused, what = packing.sign("2026-10", "preparer", **answer)
    assert not refused and what == f"Signed by Head of Quality (2026-10, preparer, {content[:12]})"
    monkeypatch.setenv("LOS_DASHBOARD_URL", "http://127.0.0.1:8501/")
    body = packing.ask_to_sign("2026-10", "reviewer")["body"]
    assert "(http://127.0.0.1:8501/editions?show=2026-10)" in body and "Preparer: Head of Quality" in body


def test_a_refused_batch_turns_the_check_red_with_the_reason() -> None:
    result = {"check": "value at least 0", "column": "value", "is_met": False, "severity": "critical",
              "observed": "2 of 9 rows", "notes": "A count below zero is a fault of the source."}  # fmt: skip
    verdict = {"table": "readings", "platform": "x", "account_id": "1", "accepted": False, "results": [result]}
    with pytest.raises(AirflowFailException, match="readings x 1: value at least 0 value: 2 of 9 rows A count below"):
        verdicts.judge([verdict])
    warned = {**verdict, "accepted": True, "results": [{**result, "severity": "warning"}]}
    assert verdicts.judge([warned]) == "1 batches judged, none refused"


def test_what_was_said_of_the_figures_is_kept_for_the_publish_and_written_into_the_page_of_all_checks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    write(Landing(home / "landing"), Story())
    reading.check_shelf("x")
    assert not (home / "data_docs").exists(), "nothing was refused, and a build will write it"
    warehouse(home, "update reports.accounts set data_to = '2026-11-01'")
    assert building.check_figures() == "1 batches judged, none refused"
    kept = json.loads((home / "dbt" / verdicts.FIGURES_JUDGED).read_text())
    assert [result["check"] for result in kept["results"] if not result["is_met"]] == [
        "every account was read when it was due"]  # fmt: skip
    assert "Every account was read when it was due" in (home / "data_docs" / "harrowdale.html").read_text()


def test_the_page_of_all_checks_is_written_when_a_batch_is_refused(home: Path) -> None:
    landing = Landing(home / "landing")
    spoil(landing, "posts", write(landing, Story()), lambda rows: rows[0].update(kind="story"))
    with pytest.raises(AirflowFailException, match="the kind of act is known"):
        reading.check_shelf("x")
    assert "kind story" in (home / "data_docs" / "harrowdale.html").read_text()


def test_dbt_names_the_node_that_failed_and_lets_go_of_the_warehouse(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    shutil.copytree(door.PROJECT / "seeds", project / "seeds", ignore=shutil.ignore_patterns("*.yml"))
    (project / "dbt_project.yml").write_text("name: p\nversion: '1.0.0'\nprofile: line_of_sight\n")
    (project / "profiles.yml").write_text((door.PROJECT / "profiles.yml").read_text())
    (project / "models" / "broken.sql").write_text("select nothing_like_it from nowhere")
    monkeypatch.setattr(door, "PROJECT", project)
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema raw")
        warehouse.execute(
            "create table raw.batches (table_name text, platform text, account_id text, batch_id text, sha256 text)"
        )
        warehouse.execute("create table raw.editions (edition text, edition_sha256 text, damage text)")
    with pytest.raises(AirflowFailException, match=r"dbt: model\.p\.broken: .*nowhere does not exist"):
        building.dbt_build()
    duckdb.connect(str(home / "warehouse.duckdb")).close()  # would fail while another process holds it


def test_a_strategy_that_contradicts_itself_stops_the_build_with_file_and_line(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    shutil.copytree(door.PROJECT / "seeds", project / "seeds")
    weights = project / "seeds" / "objectives.csv"
    weights.write_text(weights.read_text().replace(",20,", ",25,", 1))
    monkeypatch.setattr(door, "PROJECT", project)
    with pytest.raises(
        AirflowFailException, match=r"objectives\.csv line 2: the weights of harrowdale .* add up to 105"
    ) as red:
        building.dbt_build()
    assert red.value.is_told, "the end of the task is no second alert"
    (incident,) = [each for each in everything(door.desk()) if each.is_open]
    assert (incident.cause_class, incident.owner) == ("checks", STRATEGY)
    assert incident.cause == "Refused (strategy): the file objectives.csv holds together: found objectives.csv line 2."
    weights.write_text((SEEDS / "objectives.csv").read_text())
    verdicts.tell([{"table": "figures", "checked_at": door.now(), "results": files.results(project / "seeds")}])
    assert not [each for each in everything(door.desk()) if each.is_open], "mended, it is over with the next build"
