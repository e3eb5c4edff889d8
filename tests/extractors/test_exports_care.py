"""Customer-care conversations: a small file written here byte for byte, every trap of the real ones in it."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors.cells import File, open_file
from extractors.exports import care_conversations
from extractors.imports import BadImport, NotAnExport, import_file, inspect_file
from extractors.landing import Landing
from extractors.privacy import Door
from extractors.records import Account, Interaction, Post
from tests.extractors.export_files import DOOR, NOON, x_id

NINE = datetime(2026, 3, 2, 9, 1, 7, 123000, tzinfo=UTC)
ASKED, SAID, LATER, ANSWERED, THANKED, HELPED = (x_id(NINE + timedelta(minutes=n)) for n in (0, 4, 5, 11, 90, 95))


def two_companies() -> bytes:
    """Return two conversations, one with each company; everybody in them is made up."""
    return f"""[
 {{"agentURL": {{"doc_id": "1", "turn": "6", "tweet_ID": "{HELPED}", "url": "https://help.example/a",
                "url_utterance": "@made_up_one Here: https://help.example/a #Steps &amp; more"}},
  "dialogContent": [
   {{"client": "made_up_one", "datetime": "2026-03-02T09:01:07.000Z", "message": "@HarrowdaleCare Where do I sign in?", "tweet_ID": "{ASKED}"}},
   {{"client1": "made_up_two", "datetime": "2026-03-02T09:05:07.000Z", "message": "@made_up_one same for me, it is unacceptable", "tweet_ID": "{SAID}"}},
   {{"client": "made_up_one", "datetime": "2026-03-02T09:06:07.000Z", "message": "On my phone.", "tweet_ID": "{LATER}"}},
   {{"agent": "HarrowdaleCare", "datetime": "2026-03-02T09:12:07.000Z", "message": "@made_up_one Which phone?", "tweet_ID": "{ANSWERED}"}},
   {{"client": "made_up_one", "datetime": "2026-03-02T10:31:07.000Z", "message": "@HarrowdaleCare A blue one", "tweet_ID": "{THANKED}"}}],
  "dialogHeader": {{"company": "HarrowdaleCare", "conversationDateTime": "2026-03-02T09:01:07.000Z",
                    "duration": "01:35:00.0", "messageCount": "6", "sessionID": "s1"}}}},
 {{"agentURL": {{"doc_id": "2", "turn": "2", "tweet_ID": "{x_id(NINE + timedelta(days=3))}", "url": "https://help.example/b",
                "url_utterance": "@made_up_three Try https://help.example/b"}},
  "dialogContent": [
   {{"client": "made_up_three", "datetime": "2026-03-03T09:01:07.000Z", "message": "Lost my card.", "tweet_ID": "{x_id(NINE + timedelta(days=1))}"}}],
  "dialogHeader": {{"company": "MarrickCare", "conversationDateTime": "2026-03-03T09:01:07.000Z",
                    "duration": "00:00:00.0", "messageCount": "2", "sessionID": "s2"}}}}
]""".encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "anything.csv"  # the name says nothing
    found.write_bytes(two_companies())
    return found


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def brought_in(path: Path, landing: Landing, **more: Any) -> dict[str, Any]:
    asked = {"organisation_id": "some-body", "accounts": [], "door": DOOR, "received_at": NOON} | more
    return import_file(path, landing=landing, **asked)


def rows_of(landing: Landing, table: str) -> list[dict[str, Any]]:
    return [row for batch in landing.batches(table=table) for row in pq.read_table(batch.path).to_pylist()]


def replaced(path: Path, *pairs: tuple[str, str]) -> Path:
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return path


def test_what_people_wrote_is_inbound_and_what_agents_wrote_is_our_reply_to_the_message_before(
    path: Path, landing: Landing
):
    brought_in(path, landing)
    (first, second, _) = rows_of(landing, "posts")
    assert {name: second[name] for name in ("account_id", "post_id", "kind", "parent_id", "conversation_id")} == {
        "account_id": "HarrowdaleCare", "post_id": HELPED, "kind": "reply", "parent_id": THANKED,
        "conversation_id": ASKED,
    }  # fmt: skip
    assert (second["text"], second["people_named"]) == ("@… Here: https://help.example/a #Steps &amp; more", 1)
    assert (second["links"], second["hashtags"]) == (["https://help.example/a"], ["steps"])
    assert (first["post_id"], first["parent_id"], first["parent_is_ours"]) == (ANSWERED, LATER, False)
    items = {row["interaction_id"]: row for row in rows_of(landing, "interactions")}
    assert [(items[key]["kind"], items[key]["parent_id"]) for key in (ASKED, LATER, THANKED)] == [
        ("mention", None), ("reply", SAID), ("reply", ANSWERED),
    ]  # fmt: skip
    assert {items[key]["conversation_id"] for key in (ASKED, LATER, THANKED)} == {ASKED}
    assert (items[ASKED]["asks_question"], items[ASKED]["raises_concern"]) == (True, False)
    assert items[ASKED]["author_key"] == items[LATER]["author_key"] == DOOR.author_key("x", "made_up_one")


def test_a_message_that_neither_names_the_account_nor_was_answered_by_it_was_not_put_to_it(
    path: Path, landing: Landing
):
    said = brought_in(path, landing)
    assert SAID not in {row["interaction_id"] for row in rows_of(landing, "interactions")}
    assert said["dropped"] == [
        {"reason": "not put to the account: it neither names it nor was answered by it", "rows": 1}
    ]
    assert LATER in {
        row["interaction_id"] for row in rows_of(landing, "interactions")
    }  # answered, though it names nobody


def test_times_come_from_the_ids_to_the_millisecond_also_where_the_file_states_none(path: Path, landing: Landing):
    brought_in(path, landing)
    times = {row["post_id"]: row["published_at"] for row in rows_of(landing, "posts")}
    assert times[HELPED] == NINE + timedelta(minutes=95)
    assert times[x_id(NINE + timedelta(days=3))] == NINE + timedelta(days=3)  # three days; its duration says 00:00:00


def test_a_stated_time_that_is_not_the_ids_is_a_problem_and_the_id_is_believed(path: Path):
    assert inspect_file(path)["problems"] == []
    said = inspect_file(replaced(path, ("2026-03-02T10:31:07", "2026-03-02T10:31:09")))
    assert said["problems"] == ["A stated time is not the one in the message's id; the id was believed."]


def test_each_company_is_an_account_with_its_own_batch_over_the_same_days(path: Path, landing: Landing):
    said = brought_in(path, landing)
    assert (said["accounts"], said["account_id"], said["posts"], said["interactions"]) == (2, None, 3, 4)
    assert [batch["account_id"] for batch in said["batches"]] == ["HarrowdaleCare", "MarrickCare"]
    assert len({batch["batch_id"] for batch in said["batches"]}) == 2
    extracts = rows_of(landing, "extracts")
    assert {(row["account_id"], row["batch_id"]) for row in extracts} == {
        (batch["account_id"], batch["batch_id"]) for batch in said["batches"]
    }
    assert {(row["since"], row["until"]) for row in extracts} == {(date(2026, 3, 2), date(2026, 3, 6))}
    assert {row["observed_at"] for row in extracts} == {NINE + timedelta(days=3)}  # the file's last message
    outcomes = {row["subject"]: row["outcome"] for row in extracts}
    assert outcomes == {"posts": "ok", "interactions": "ok", "series": "not_offered"}
    counted = {(row["account_id"], row["subject"]): row["rows"] for row in extracts}
    assert (counted["HarrowdaleCare", "interactions"], counted["MarrickCare", "interactions"]) == (3, 1)


def test_what_is_inspected_is_what_is_loaded_and_importing_twice_changes_nothing(path: Path, landing: Landing):
    before, after = inspect_file(path), brought_in(path, landing)
    assert {name: after[name] for name in before} == before
    files = {each: each.read_bytes() for each in landing.root.rglob("*") if each.is_file()}
    brought_in(path, landing)
    assert {each: each.read_bytes() for each in landing.root.rglob("*") if each.is_file()} == files


def test_nobody_is_named_and_nobodys_words_are_kept(path: Path, landing: Landing):
    brought_in(path, landing)
    pages = [gzip.decompress(each.read_bytes()).decode() for each in landing.root.rglob("*.json.gz")]
    kept = "\n".join([*pages, *(str(rows_of(landing, table)) for table in ("posts", "interactions", "extracts"))])
    assert "made_up" not in kept and "sign in" not in kept and "my card" not in kept
    assert "Which phone?" in kept  # our own words are


def test_the_kept_pages_give_the_same_rows_again(path: Path, landing: Landing):
    for batch in brought_in(path, landing)["batches"]:
        account = Account("some-body", "x", batch["account_id"])
        (page,) = landing.pages(account, batch["batch_id"])
        file = File(page.asked["file_name"], page.asked["sha256"], 0, page.body["sheets"])
        again = list(care_conversations.parse(file, account.account_id, NOON))
        posts = {row["post_id"]: row for row in rows_of(landing, "posts")}
        items = {row["interaction_id"]: row for row in rows_of(landing, "interactions")}
        for row in again:
            if isinstance(row, Post):
                assert (posts[row.post_id]["text"], posts[row.post_id]["people_named"]) == (row.text, row.people_named)
            if isinstance(row, Interaction):
                kept = items[row.interaction_id]
                assert (kept["author_key"], kept["fingerprint"], kept["asks_question"]) == (
                    row.author_key, row.fingerprint, row.asks_question,
                )  # fmt: skip
        assert sum(isinstance(row, Post | Interaction) for row in again) > 1


def test_a_message_that_is_in_two_conversations_is_there_once(path: Path, landing: Landing):
    text = path.read_text()
    first = text[text.index("{") : text.index('"sessionID": "s1"}}') + len('"sessionID": "s1"}}')]
    path.write_text(text.replace("[\n {", f"[\n {first},\n {{", 1))
    said = brought_in(path, landing)
    assert (said["posts"], said["interactions"]) == (3, 4)
    assert {"reason": "the same message again", "rows": 5} in said["dropped"]


def test_another_companys_agent_is_not_us(path: Path, landing: Landing):
    said = brought_in(replaced(path, ('"agent": "HarrowdaleCare"', '"agent": "OtherCare"')), landing)
    assert {row["post_id"] for row in rows_of(landing, "posts")} == {HELPED, x_id(NINE + timedelta(days=3))}
    assert {"reason": "an answer by another account", "rows": 1} in said["dropped"]


def test_an_id_that_holds_no_time_and_a_conversation_of_nobody_are_left_out_and_said(path: Path, landing: Landing):
    said = brought_in(
        replaced(path, (f'"tweet_ID": "{ASKED}"', '"tweet_ID": "170000000"'), ("MarrickCare", " ")), landing
    )
    assert {"reason": "the message's id holds no time", "rows": 1} in said["dropped"]
    assert said["problems"][0] == "Conversations that name no company were left out: 1."
    assert (said["accounts"], said["account_id"]) == (1, "HarrowdaleCare")
    nobody = replaced(path, ("HarrowdaleCare", ""))
    with pytest.raises(NotAnExport, match="names no account"):
        brought_in(nobody, landing)


def test_a_company_the_register_knows_is_that_account_and_another_bodys_stops_the_whole_file(
    path: Path, landing: Landing
):
    register = [Account("some-body", "x", "4711", handle="harrowdalecare")]
    assert brought_in(path, landing, accounts=register)["batches"][0]["account_id"] == "4711"
    elsewhere = Landing(landing.root / "elsewhere")
    with pytest.raises(BadImport, match="is an account of other-body"):
        brought_in(path, elsewhere, accounts=[Account("other-body", "x", "4712", handle="MarrickCare")])
    with pytest.raises(BadImport, match="not of 4711"):
        brought_in(path, elsewhere, account_id="4711")
    assert not elsewhere.root.exists()


def test_the_hash_that_stands_for_a_person_depends_on_the_key(path: Path):
    file = care_conversations.screen(open_file(path), Door(b"another key for the tests", []))
    keys = {row[care_conversations.KEPT_MESSAGE.index("author_key")] for row in file.sheets["dialogContent"][1:]}
    assert DOOR.author_key("x", "made_up_one") not in keys and len(keys - {""}) == 3
