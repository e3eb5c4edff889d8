"""One odd item in a list does not stop the asking: whatever it holds, fetch() goes on to the end of the account.

The sandbox's answers are remembered, and each list is sent again with one item in it that is not as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import platforms
from extractors.access import access_of
from extractors.accounts import read_accounts
from extractors.http import session
from extractors.platforms import Window
from extractors.records import Account
from tests.conftest import REGISTER, TODAY, Sandbox
from tests.extractors.test_parse_any import JUNK, QUIET, READ, SIX, at, places

LISTS = ("data", "items", "elements", "rows")


class Remembering:
    """A client that asks the sandbox each question once, and changes one item of one answer."""

    def __init__(self, client: Any) -> None:
        self._client, self._answers = client, dict[str, Any]()
        self.question, self.body = "", None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get(self, url: str, params: dict[str, Any] | None = None) -> Any:
        """Return the answer to a question, as it was or changed."""
        question = f"{url} {params}"
        if question not in self._answers:
            self._answers[question] = self._client.get(url, params) if params else self._client.get(url)
        return copy.deepcopy(self.body if question == self.question else self._answers[question])

    def lists(self) -> Iterator[tuple[str, str]]:
        """Yield every question that was answered with a list of two or more, and where the list is."""
        for question, body in self._answers.items():
            for name in LISTS:
                if isinstance(body.get(name), list) and len(body[name]) > 1:
                    yield question, name

    def change(self, question: str, body: Any) -> None:
        """Answer this question with this from now on."""
        self.question, self.body = question, body

    def answer(self, question: str) -> Any:
        """Return what was answered, to be changed."""
        return copy.deepcopy(self._answers[question])


@pytest.fixture(scope="module")
def asking(running_sandbox: Sandbox) -> dict[str, tuple[Account, Remembering, date]]:
    """A client of every platform that remembers a whole fetch."""
    running_sandbox.begin_anew()
    accounts = {account.secret: account for account in read_accounts(REGISTER)}
    found = {}
    for name, (secret, since) in READ.items():
        of, account = platforms.platform(name), accounts[secret]
        access = access_of(account, running_sandbox.environ)
        client = session(access.token, name=of.NAME, api=access.api, analytics=access.analytics, headers=of.HEADERS,
                         fault=of.fault)  # fmt: skip
        found[name] = account, Remembering(client), since
        list(of.fetch(found[name][1], account, Window(since, TODAY, SIX)))
    return found


@pytest.mark.parametrize("name", READ)
def test_an_odd_item_among_others_does_not_stop_the_asking(
    asking: dict[str, tuple[Account, Remembering, date]], name: str
) -> None:
    account, client, since = asking[name]
    of, questions = platforms.platform(name), sorted(client.lists())

    @QUIET
    @given(st.data())
    def any_item(data: Any) -> None:
        question, where = data.draw(st.sampled_from(questions))
        body = client.answer(question)
        ways = [way for way in places(body) if way[0] == where]
        *way, last = data.draw(st.sampled_from([each for each in ways if each[1] == ways[0][1]]))
        inner = at(body, way)
        if data.draw(st.booleans()):
            inner[last] = data.draw(JUNK)
        elif isinstance(inner, dict):
            del inner[last]
        client.change(question, body)
        assert len(list(of.fetch(client, account, Window(since, TODAY, SIX)))) > 1

    any_item()
