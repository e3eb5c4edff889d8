"""Pages that lie: each as said, once, and /truth stays as it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.faults.listings import items_of, next_mark
from tests.sandbox.conftest import Sandbox

LISTS: dict[str, tuple[str, str, str, str]] = {  # platform -> a list of several pages, whose it is, its mark
    "x": ("/2/users/2244990001/tweets?max_results=100", "harrowdale_x", "2244990001", "pagination_token"),
    "linkedin": ("/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A90210123&count=20&sortBy=CREATED", "harrowdale_linkedin", "90210123", "start"),
    "facebook": ("/v26.0/112233445566778/published_posts?limit=100", "harrowdale_facebook", "112233445566778", "after"),
    "youtube": ("/youtube/v3/playlistItems?part=contentDetails&maxResults=20&playlistId=UUharrowdalehospitals000",
                "harrowdale_youtube", "UCharrowdalehospitals000", "pageToken"),
}  # fmt: skip
SINCE, UNTIL = "2024-12-01", "2026-11-16"


def page(sandbox: Sandbox, platform: str, mark: str = "") -> Any:
    path, secret, _, name = LISTS[platform]
    return sandbox.json(path + (f"&{name}={mark}" if mark else ""), secret)


def ids(platform: str, body: Any) -> list[str]:
    return [
        item["contentDetails"]["videoId"] if platform == "youtube" else item["id"] for item in items_of(platform, body)
    ]


def mark_of(platform: str, body: Any) -> str:
    start = body.get("paging", {}).get("start", 0)
    return next_mark(platform, body, f"start={start}")


def pages(sandbox: Sandbox, platform: str) -> list[list[str]]:
    """Follow the marks as a client does."""
    found, mark = [], ""
    while True:
        body = page(sandbox, platform, mark)
        found.append(ids(platform, body))
        mark = mark_of(platform, body)
        if not mark:
            return found


def walk(sandbox: Sandbox, platform: str) -> list[str]:
    return [one for some in pages(sandbox, platform) for one in some]


@pytest.mark.parametrize("platform", LISTS)
def test_a_short_page_loses_nothing(sandbox: Sandbox, platform: str) -> None:
    whole = walk(sandbox, platform)
    sandbox.fault(platform, "short_page")
    short = page(sandbox, platform)
    assert 0 < len(ids(platform, short)) < len(whole) // 2 and mark_of(platform, short)
    sandbox.fault(platform, "short_page", after=1)
    assert walk(sandbox, platform) == whole
    assert [each["kind"] for each in sandbox.met] == ["short_page"] * 2


@pytest.mark.parametrize("platform", ["x", "youtube"])
def test_an_empty_page_with_a_next_one_loses_nothing(sandbox: Sandbox, platform: str) -> None:
    first_page = ids(platform, page(sandbox, platform))
    sandbox.fault(platform, "short_page", code="empty", times=2)
    first = page(sandbox, platform)
    assert ids(platform, first) == [] and mark_of(platform, first)
    second = page(sandbox, platform, mark_of(platform, first))
    assert ids(platform, second) == [] and mark_of(platform, second) != mark_of(platform, first)
    assert ids(platform, page(sandbox, platform, mark_of(platform, second))) == first_page


@pytest.mark.parametrize("platform", LISTS)
def test_an_empty_page_comes_where_there_was_data(sandbox: Sandbox, platform: str) -> None:
    sandbox.fault(platform, "empty_page")
    bare = page(sandbox, platform)
    assert ids(platform, bare) == [] and (platform == "linkedin" or not mark_of(platform, bare))
    assert len(ids(platform, page(sandbox, platform))) > 10
    if platform == "x":
        assert bare == {"meta": {"result_count": 0}}


@pytest.mark.parametrize("platform", ["x", "facebook", "youtube"])
def test_a_repeated_mark_is_the_one_just_used(sandbox: Sandbox, platform: str) -> None:
    sandbox.fault(platform, "repeated_cursor")
    mark = mark_of(platform, page(sandbox, platform))
    again = page(sandbox, platform, mark)
    assert mark_of(platform, again) == mark
    if platform == "facebook":
        assert dict(parse_qsl(urlsplit(again["paging"]["next"]).query))["after"] == mark
    assert mark_of(platform, page(sandbox, platform, mark)) != mark


@pytest.mark.parametrize("platform", LISTS)
def test_an_item_comes_on_two_pages(sandbox: Sandbox, platform: str) -> None:
    whole = pages(sandbox, platform)
    sandbox.fault(platform, "item_twice")
    told = pages(sandbox, platform)
    assert told[0] == whole[0] and told[1][0] == whole[0][-1]
    rest = [one for some in told[1:] for one in some]
    assert rest[1:] == [one for some in whole[1:] for one in some]
    assert len(sandbox.met) == 1
    assert pages(sandbox, platform) == whole


def test_a_list_counted_off_has_grown_by_one_until_it_is_read_afresh(sandbox: Sandbox) -> None:
    first, third = page(sandbox, "linkedin"), page(sandbox, "linkedin", "40")
    sandbox.fault("linkedin", "item_twice", after=1)
    told = [page(sandbox, "linkedin", mark) for mark in ("20", "40", "60")]
    assert [each["paging"]["total"] - first["paging"]["total"] for each in told] == [0, 1, 1]
    assert ids("linkedin", told[1])[1:] == ids("linkedin", third)[:-1] and told[1]["paging"]["start"] == 40
    page(sandbox, "linkedin")
    assert page(sandbox, "linkedin", "40") == third and len(sandbox.met) == 1


@pytest.mark.parametrize("platform", LISTS)
def test_a_post_goes_between_two_pages(sandbox: Sandbox, platform: str) -> None:
    whole = walk(sandbox, platform)
    sandbox.fault(platform, "deleted_between")
    seen = walk(sandbox, platform)
    gone = set(seen) - set(whole)
    assert len(gone) == 1 and len(sandbox.met) == 1
    channel = sandbox.world.channel(platform, LISTS[platform][2])
    assert sandbox.world.feed(channel).posts[gone.pop()].deleted_at < sandbox.world.now
    lost = set(whole) - set(seen)
    assert len(lost) == (
        1 if platform in ("linkedin", "youtube") else 0
    )  # pages counted off: the next one has moved up
    assert walk(sandbox, platform) == whole


@pytest.mark.parametrize("platform", LISTS)
@pytest.mark.parametrize("kind", ["empty_page", "short_page", "item_twice", "deleted_between", "token_echo"])
def test_a_lie_leaves_the_truth_as_it_is(sandbox: Sandbox, platform: str, kind: str) -> None:
    asked = (platform, LISTS[platform][2], SINCE, UNTIL)
    before = sandbox.truth(*asked)
    sandbox.fault(platform, kind)
    walk(sandbox, platform)
    assert len(sandbox.met) == 1 and sandbox.truth(*asked) == before


@pytest.mark.parametrize("platform", LISTS)
def test_the_token_is_echoed_in_an_address_or_in_words(sandbox: Sandbox, platform: str) -> None:
    path, secret, *_ = LISTS[platform]
    right = ids(platform, page(sandbox, platform))
    sandbox.fault(platform, "token_echo", code="url")
    said = sandbox.get(path, secret)
    assert f"?access_token=sandbox-{secret}" in said.text and ids(platform, said.json()) == right
    sandbox.fault(platform, "token_echo", code="error")
    said = sandbox.get(path, secret)
    assert said.status_code == 500 and f"sandbox-{secret}" in said.text
    assert "sandbox-" not in str(sandbox.json("/sandbox/faults"))


def test_a_fault_that_finds_no_occasion_goes_on_waiting(sandbox: Sandbox) -> None:
    sandbox.fault("youtube", "repeated_cursor")
    sandbox.fault("facebook", "too_much")
    page(sandbox, "youtube")
    path, secret, *_ = LISTS["facebook"]
    assert sandbox.get(path.replace("limit=100", "limit=20"), secret).status_code == 200
    assert sandbox.met == [] and len(sandbox.json("/sandbox/faults")["waiting"]) == 2
    refused = sandbox.get(path, secret)
    assert refused.status_code == 500 and "reduce the amount of data" in refused.text
