"""The door: other people's words and names do not pass it; what we may know of them does."""

from __future__ import annotations

import pytest

from extractors.privacy import Door
from extractors.wording import hashtags, links

DOOR = Door(b"a key of thirty-two bytes at least", ["HarrowdaleNHS", "@harrowdalehospitals", "90210123"])


@pytest.mark.parametrize(
    ("text", "masked", "named"),
    [
        ("@someone_else Thanks for asking", "@… Thanks for asking", 1),
        ("Ask @HarrowdaleNHS or @harrowdalenhs.", "Ask @HarrowdaleNHS or @harrowdalenhs.", 0),
        ("@one @two @ONE hello", "@… @… @… hello", 2),
        ("Write to ward.b@nhs.example", "Write to ward.b@nhs.example", 0),
        ("With @[A Person](urn:li:person:Abc) there", "With @… there", 1),
        ("From @[Harrowdale](urn:li:organization:90210123)", "From @[Harrowdale](urn:li:organization:90210123)", 0),
        ("See https://x.com/someone/status/12", "See https://x.com/i/status/12", 0),
        ("Dots @first.last, then", "Dots @…, then", 1),
        (".@someone spoke first", ".@… spoke first", 1),
        ("今日は@someoneさん", "今日は@…", 1),
        ("Watch https://youtube.com/@someone", "Watch https://youtube.com/@…", 1),
        ("Watch https://youtube.com/@harrowdalehospitals", "Watch https://youtube.com/@harrowdalehospitals", 0),
        ("", "", 0),
        (None, None, 0),
    ],
)
def test_whoever_is_not_ours_is_masked_in_our_own_text(text: str | None, masked: str | None, named: int) -> None:
    assert DOOR.own_text(text) == (masked, named)
    assert DOOR.own_text(masked)[0] == masked


@pytest.mark.parametrize(
    ("words", "is_question"),
    [
        ("Is it free?", True),
        ("@HarrowdaleNHS when does the clinic open", True),
        ("Thanks. How do I book", True),
        ("@HarrowdaleNHS who do I ask", True),
        ("However you do it, thanks", False),
        ("Whatever works", False),
        ("See https://example.org/?page=2", False),
        ("", False),
    ],
)
def test_a_question_is_a_question_mark_or_a_sentence_that_opens_with_a_question_word(
    words: str, is_question: bool
) -> None:
    assert DOOR.about(words)["asks_question"] is is_question


@pytest.mark.parametrize(
    ("words", "is_concern"),
    [
        ("The ward was dirty", True),
        ("We feel let down.", True),
        ("Waiting six hours in A&E: waiting 6 hours!", True),
        ("I am CONCERNED", True),
        ("A painting of the new wing", False),
        ("Lovely staff", False),
    ],
)
def test_a_concern_is_a_word_of_the_list(words: str, is_concern: bool) -> None:
    assert DOOR.about(words)["raises_concern"] is is_concern


def test_where_no_words_came_nothing_is_claimed_of_them() -> None:
    assert DOOR.about(None) == {"asks_question": None, "raises_concern": None, "fingerprint": None, "tag_keys": []}


def test_of_hashtags_only_keyed_hashes_pass_once_each_in_an_order_that_tells_nothing() -> None:
    said = DOOR.about(
        "Proud to join #WeNurses, #wenurses and {hashtag|\\#|WeAHPs}! https://t.example/#CarersTogether #2026"
    )
    assert said["tag_keys"] == sorted([DOOR.tag_key("wenurses"), DOOR.tag_key("weahps")])
    assert "nurses" not in str(said["tag_keys"]).lower()


def test_a_hashtag_has_one_key_however_it_is_written_and_another_under_another_secret() -> None:
    key = DOOR.tag_key("#WeNurses")
    assert key == DOOR.tag_key("wenurses") != DOOR.tag_key("nurses")
    assert len(key) == 64 and set(key) <= set("0123456789abcdef")
    assert key != Door(b"another key of thirty-two bytes or so", []).tag_key("wenurses")


def test_a_template_has_one_fingerprint_whoever_is_named_in_it() -> None:
    one, two = (
        DOOR.about(f"@{name}  Save our WARD! https://t.example/{name}")["fingerprint"] for name in ("ann", "bob")
    )
    assert one == two != DOOR.about("Save our wards")["fingerprint"]
    assert DOOR.about("@ann https://t.example/1")["fingerprint"] is None


def test_an_author_has_one_key_a_platform_and_none_without_the_secret() -> None:
    key = DOOR.author_key("x", "550001234")
    assert key == DOOR.author_key("x", "550001234")
    assert key is not None and "550001234" not in key
    assert key != DOOR.author_key("facebook", "550001234")
    assert key != Door(b"another key of thirty-two bytes...", []).author_key("x", "550001234")
    assert DOOR.author_key("x", None) is None


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="LOS_PRIVACY_KEY"):
        Door(b"short", [])


def test_an_own_item_loses_denied_keys_and_names_at_any_depth() -> None:
    item = {
        "text": "@stranger hi",
        "entities": {"mentions": [{"username": "stranger"}], "urls": [{"u": "x.com/stranger/status/1"}]},
        "n": 3,
    }
    kept = DOOR.own_item(item, frozenset({"mentions"}))
    assert kept == {"text": "@… hi", "entities": {"urls": [{"u": "x.com/i/status/1"}]}, "n": 3}


def test_hashtags_are_read_in_both_spellings() -> None:
    assert hashtags("#Winter clinics {hashtag|\\#|OpenDay} #winter &#39; a#b #2026 #Año") == (
        "winter",
        "openday",
        "año",
    )
    assert hashtags(None) == ()


def test_links_come_without_the_punctuation_that_follows_them() -> None:
    text = "See https://a.example/b_(c), (www.d.example) and https://a.example/b_(c)."
    assert links(text) == ("https://a.example/b_(c)", "www.d.example")
    assert links(None) == ()


def test_a_hashtag_is_keyed_whatever_its_capitals() -> None:
    assert DOOR.tag_key("LungNurses") == DOOR.tag_key("lungnurses") != DOOR.tag_key("lungnurse")
    assert DOOR.tag_key("lungnurses") != DOOR.author_key("x", "lungnurses")
    assert DOOR.tag_key("lungnurses") != Door(b"another key of thirty-two bytes", ()).tag_key("lungnurses")
    assert len(DOOR.tag_key("lungnurses")) == 64 and "lung" not in DOOR.tag_key("lungnurses")
