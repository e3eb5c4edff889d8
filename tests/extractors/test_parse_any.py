"""Whatever stands in a page of the right outer shape: it is read or told, nothing is raised, and no number is invented.

Pages come from the sandbox, one of every kind; Hypothesis leaves fields out, sets them to null or to another type, and
adds some. The same examples on every run.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extractors import platforms
from extractors.access import access_of
from extractors.accounts import read_accounts
from extractors.http import session
from extractors.platforms import Window
from extractors.privacy import Door
from extractors.records import SCHEMAS, Account, Page, Reading
from extractors.unread import Unread, unscreened
from tests.conftest import PRIVACY_KEY, REGISTER, TODAY, Sandbox
from tests.extractors.parsing import parse

SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
DOOR = Door(PRIVACY_KEY.encode(), [])
READ = {"x": ("marrick_x", date(2026, 10, 1)), "linkedin": ("osmere_linkedin", date(2026, 8, 1)),
        "facebook": ("osmere_facebook", date(2026, 10, 1)), "youtube": ("osmere_youtube", date(2026, 3, 1))}  # fmt: skip
OF_ITEMS = ("data", "items", "elements", "rows", "columnHeaders")  # the outer shape: an object, and in it this list
MOST_ITEMS = 3
EXAMPLES = 300
QUIET = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.generate],  # a failing page is not made smaller: that takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # the fixture is never changed
)  # fmt: skip
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=4),
    st.sampled_from(["12", "1_0", 3.7, "1e3", "2026-11-01", 10**18, 10**400, -1]), st.builds(list), st.builds(dict),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip

Recorded = dict[str, list[tuple[Account, Page]]]


@pytest.fixture(scope="module")
def recorded(running_sandbox: Sandbox) -> Recorded:
    """The fullest page of every kind, by platform."""
    running_sandbox.begin_anew()
    accounts = {account.secret: account for account in read_accounts(REGISTER)}
    found: Recorded = {}
    for name, (secret, since) in READ.items():
        of, account = platforms.platform(name), accounts[secret]
        access = access_of(account, running_sandbox.environ)
        client = session(access.token, name=of.NAME, api=access.api, analytics=access.analytics, headers=of.HEADERS,
                         fault=of.fault)  # fmt: skip
        fullest: dict[str, Page] = {}
        for page in of.fetch(client, account, Window(since, TODAY, SIX)):
            if len(str(page.body)) > len(str(fullest.get(page.kind, Page("", "")).body)):
                fullest[page.kind] = page
        assert fullest.keys() == of.SUBJECTS.keys(), f"{name}: the sandbox showed no page of some kind"
        found[name] = [(account, Page(page.kind, shortened(page.body), page.asked)) for page in fullest.values()]
    return found


def shortened(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: shortened(value) for key, value in body.items()}
    return [shortened(each) for each in body[:MOST_ITEMS]] if isinstance(body, list) else body


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in a body but its outer shape."""
    if path and not (len(path) == 1 and path[0] in OF_ITEMS):
        yield path
    for key, value in body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ():
        yield from places(value, (*path, key))


def at(body: Any, way: Sequence[Any]) -> Any:
    for key in way:
        body = body[key]
    return body


def is_number(said: Any) -> bool:
    """Say whether a value is a number, or one written in plain digits."""
    if isinstance(said, str):
        return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", said) is not None
    return isinstance(said, int | float) and not isinstance(said, bool) and abs(said) < 1e300


def changed(page: Page, draw: Any) -> Page:
    """Return the page with one to four things in it that are not as they were."""
    body = copy.deepcopy(page.body)
    for _ in range(draw(st.integers(1, 4))):
        ways = list(places(body))
        if not ways:
            break
        if draw(st.booleans()):  # as often a number as everything else together: there are few of them
            ways = [way for way in ways if is_number(at(body, way))] or ways
        *way, last = ways[draw(st.integers(0, len(ways) - 1))]
        inner = at(body, way)
        what = draw(st.sampled_from(["left out", "another", "another", "added"]))
        if what == "left out":
            del inner[last]
        elif what == "added" and isinstance(inner[last], dict):
            inner[last][draw(st.text(max_size=3))] = copy.deepcopy(draw(JUNK))
        else:
            inner[last] = copy.deepcopy(draw(JUNK))
    return Page(page.kind, json.loads(json.dumps(body)), page.asked)


def read(name: str, account: Account, page: Page) -> list[Any]:
    """Do with a page what run.py does with it; return its rows, and what could not be read."""
    of = platforms.platform(name)
    kept = of.screen(page, account, DOOR)
    json.dumps(kept.body), json.dumps(kept.asked)
    list(of.gaps(kept, account))
    return [*unscreened(kept.asked), *parse(of, kept, account, SIX)]


def as_kept(rows: list[Any]) -> list[Any]:
    """Return the numbers of these rows as a batch would hold them."""
    rows = [row for row in rows if not isinstance(row, Unread)]
    for table in ("posts", "interactions", "readings"):
        cells = [{**vars(row), "batch_id": "b"} for row in rows if table == row.TABLE]
        pa.Table.from_pylist(cells, schema=SCHEMAS[table])
    return rows


def values(rows: list[Any]) -> list[Any]:
    """Return the rows that say something: all but the numbers that are unknown."""
    return [row for row in rows if not isinstance(row, Unread) and getattr(row, "value", 0) is not None]


def numbers(body: Any) -> Iterator[float]:
    """Yield every number that stands in a body, as a number or in plain digits."""
    if isinstance(body, dict | list):
        for each in body.values() if isinstance(body, dict) else body:
            yield from numbers(each)
        return
    if is_number(body):
        yield float(body)


def is_a_stated_zero(name: str, page: Page, row: Reading) -> bool:
    """Say whether the platform's own rule makes an absence a zero: the two there are (see each parse)."""
    if name == "facebook" and row.field == "shares":
        return any(
            isinstance(post, dict) and post.get("id") == row.subject_id and "shares" not in post
            for post in page.body["data"]
        )
    if name == "linkedin" and page.kind == "statistics":
        named = [each.get("share") or each.get("ugcPost") for each in page.body["elements"]]
        return all(isinstance(each, str) for each in named) and row.subject_id not in named
    return False


@pytest.mark.parametrize("name", READ)
def test_a_page_of_any_content_is_screened_and_read_and_its_rows_fit_their_columns(
    recorded: Recorded, name: str
) -> None:
    @QUIET
    @given(st.data())
    def any_page(data: Any) -> None:
        account, page = data.draw(st.sampled_from(recorded[name]))
        as_kept(read(name, account, changed(page, data.draw)))

    any_page()


@pytest.mark.parametrize("name", READ)
def test_parse_never_raises_on_a_kept_page_of_any_content(recorded: Recorded, name: str) -> None:
    of = platforms.platform(name)

    @QUIET
    @given(st.data())
    def any_page(data: Any) -> None:
        account, page = data.draw(st.sampled_from(recorded[name]))
        kept = changed(of.screen(page, account, DOOR), data.draw)
        list(of.gaps(kept, account))
        as_kept(list(parse(of, kept, account, SIX)))

    any_page()


@pytest.mark.parametrize("name", READ)
def test_what_is_not_read_of_a_page_is_told_without_what_stands_in_it(recorded: Recorded, name: str) -> None:
    """A field that was there, in an item that gave rows, is made into something nobody sends: no row less goes untold."""
    odd = "nobody sends this"

    @QUIET
    @given(st.data())
    def any_page(data: Any) -> None:
        account, page = data.draw(st.sampled_from(recorded[name]))
        body = copy.deepcopy(page.body)
        *way, last = data.draw(st.sampled_from([way for way in places(body) if is_number(at(body, way))] or [()]))
        at(body, way)[last] = {odd: odd}
        before, after = (read(name, account, Page(page.kind, each, page.asked)) for each in (page.body, body))
        told = [each for each in after if isinstance(each, Unread)]
        lost = len(values(before)) - len(values(after))
        assert told or lost <= 0, f"{lost} of {page.kind} for {way} {last}"
        assert odd not in str(told)

    any_page()


@pytest.mark.parametrize("name", READ)
def test_every_number_in_a_reading_stands_in_its_page(recorded: Recorded, name: str) -> None:
    @QUIET
    @given(st.data())
    def any_page(data: Any) -> None:
        account, page = data.draw(st.sampled_from(recorded[name]))
        page = changed(page, data.draw)
        stand = set(numbers(page.body))
        for row in as_kept(read(name, account, page)):
            if isinstance(row, Reading) and row.value is not None:
                is_stated = not isinstance(row.value, bool) and float(row.value) in stand
                assert is_stated or (row.value == 0 and is_a_stated_zero(name, page, row)), row

    any_page()
