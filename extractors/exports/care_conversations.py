"""Customer-care conversations on X as JSON (IBM's research data set of 2020): what people asked, what agents answered.

A record is one conversation: `dialogContent` its messages in order, each an answer to the one before it, `agentURL` the
agent's last one, `dialogHeader` whose account it was with. One file holds many accounts; each becomes one of its own.

Times are read from the messages' ids, which hold X's own to the millisecond. The stated `datetime` is that time cut to
the second (all 1,325 messages of dev.json and test.json that state one). The agent's last message states none, and
`dialogHeader.duration` cannot give it: in 828 of the 1,025 conversations it is the time from the first message's id to
the last one's, in the others it is short of whole days (147: 00:10 for three days and ten minutes), negative (39) or
longer than the conversation was (11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from extractors.cells import File, id_of, moment_of, vintage_of
from extractors.document import PLACE
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Interaction, Post
from extractors.wording import hashtags, links
from extractors.x_ids import posted_at

PLATFORM = "x"
KIND = "conversations"
TITLE = "customer-care conversations JSON"
LIMITS = (
    "Questions nobody answered: the file holds only conversations an agent ended with a link, so the share answered "
    "is of these and not of all who asked.",
    "Whether a silence was one: the conversations are a sample, and a day without any may have had many.",
    "Counts of views, likes and shares: the file holds none.",
    "Our posts other than answers, and followers: the file holds neither.",
)
NO_INTERACTIONS = None
NO_SERIES = "A file of conversations holds no daily account figures and no number of followers."

RECORDS, MESSAGES = "", "dialogContent"
COMPANY, LAST_ID, LAST_TEXT = "dialogHeader.company", "agentURL.tweet_ID", "agentURL.url_utterance"
REQUIRED = {RECORDS: {PLACE, COMPANY, LAST_ID, LAST_TEXT}, MESSAGES: {PLACE, "tweet_ID", "message"}}
STATED = ("dialogHeader.conversationDateTime", "dialogHeader.duration", "dialogHeader.messageCount",
          "dialogHeader.sessionID", "agentURL.doc_id", "agentURL.turn", "agentURL.url")  # fmt: skip
PERSON = re.compile(r"client[0-9]*")  # client1 is a second person in the same conversation
NAMED = re.compile(r"(?<![A-Za-z0-9_@])[@＠](\w+)")
SECOND = timedelta(seconds=1)

KEPT_RECORD = (PLACE, COMPANY, LAST_ID, "text", "people_named", *STATED)
KEPT_MESSAGE = (PLACE, "tweet_ID", "datetime", "agent", "text", "people_named", "author_key", "names_us",
                "asks_question", "raises_concern", "fingerprint")  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    row: dict[str, str]
    message_id: str | None
    at: datetime | None
    agent: str  # who wrote it, if an agent did; "": somebody outside
    is_ours: bool
    before: Turn | None
    first: Turn | None  # None: it is the first itself


def recognise(file: File) -> bool:
    """Tell whether this document has the conversations, their messages and their last answers."""
    return all(wanted <= set(_header(file, sheet)) for sheet, wanted in REQUIRED.items())


def facts(file: File) -> Facts:
    """Return which accounts the conversations were with and the days they cover, first to last message of the file.

    The days hold for every account: the file was gathered in one go. It cannot have been written before its last
    message, and nothing in it says when it was; so that is when it was seen.
    """
    turns = list(_turns(file))
    times = [turn.at for turn in turns if turn.at]
    headers = [f"{sheet}/{name}" for sheet in REQUIRED for name in _header(file, sheet)]
    nameless = sum(not _company(record) for record in _rows(file, RECORDS))
    problems = [f"Conversations that name no company were left out: {nameless}."] if nameless else []
    accounts = dict(reversed([(_company(record).casefold(), _company(record)) for record in _rows(file, RECORDS)]))
    accounts.pop("", None)
    return Facts(
        tuple(sorted(accounts.values(), key=str.casefold)), "the company the conversations name",
        min(times).date() if times else None, max(times).date() + timedelta(days=1) if times else None,
        max(times, default=None), vintage_of("care-conversations-2020", headers), len(turns), STATED,
        (*file.remarks, *problems),
    )  # fmt: skip


def divide(file: File) -> dict[str, File]:
    """Return the conversations of each account as a file of its own."""
    owner = {record[PLACE]: _company(record).casefold() for record in _rows(file, RECORDS)}
    return {
        account: replace(
            file,
            sheets={
                sheet: [rows[0], *(row for row in rows[1:] if owner.get(row[0].split(".")[0]) == account.casefold())]
                for sheet, rows in file.sheets.items()
                if sheet in REQUIRED
            },
        )
        for account in facts(file).accounts
    }


def screen(file: File, door: Door) -> File:
    """Return the file with people as keyed hashes, their words as what is kept of them, and our texts masked."""
    records = [_kept(record | _masked(record[LAST_TEXT], door), KEPT_RECORD) for record in _rows(file, RECORDS)]
    companies = {record[PLACE]: _company(record) for record in _rows(file, RECORDS)}
    messages = []
    for row in _rows(file, MESSAGES):
        company = companies.get(row[PLACE].split(".")[0], "")
        about = _masked(row["message"], door) if row.get("agent") else _hidden(row, company, door)
        messages.append(_kept(row | about, KEPT_MESSAGE))
    return replace(file, sheets={RECORDS: [list(KEPT_RECORD), *records], MESSAGES: [list(KEPT_MESSAGE), *messages]})


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield every message once: an agent's as a reply of ours, another's as an item put to us if it was.

    It was if it names the account, or if the account answered it: X hands an account no others either, but agents also
    answer those who name the brand.
    """
    turns = list(_turns(file))
    answered = {turn.before.message_id for turn in turns if turn.is_ours and turn.before}
    seen: set[str] = set()
    for turn in turns:
        if turn.message_id is None or turn.at is None:
            yield Dropped("the message's id holds no time")
        elif turn.message_id in seen:
            yield Dropped("the same message again")
        elif turn.agent and not turn.is_ours:
            yield Dropped("an answer by another account")
        elif not turn.is_ours and turn.row["names_us"] != "true" and turn.message_id not in answered:
            yield Dropped("not put to the account: it neither names it nor was answered by it")
        else:
            seen.add(turn.message_id)
            yield _post(turn, account_id) if turn.is_ours else _interaction(turn, account_id)
            stated = moment_of(turn.row.get("datetime"))
            if stated and abs(turn.at.replace(tzinfo=None) - stated) >= SECOND:
                yield Remark("A stated time is not the one in the message's id; the id was believed.")


def _post(turn: Turn, account_id: str) -> Post:
    text, before, first = turn.row["text"], turn.before, turn.first or turn
    assert turn.message_id and turn.at
    return Post(
        PLATFORM, account_id, turn.message_id, "reply" if before else "original", turn.at, text or None,
        parent_id=before.message_id if before else None, conversation_id=first.message_id,
        parent_is_ours=before.is_ours if before else None, hashtags=hashtags(text), links=links(text),
        people_named=int(turn.row["people_named"]) if turn.row["people_named"] else None,
    )  # fmt: skip


def _interaction(turn: Turn, account_id: str) -> Interaction:
    row, before, first = turn.row, turn.before, turn.first or turn
    assert turn.message_id and turn.at
    return Interaction(
        PLATFORM, account_id, turn.message_id, "reply" if before else "mention", turn.at,
        before.message_id if before else None, first.message_id, row["author_key"] or None,
        _truth(row["asks_question"]), _truth(row["raises_concern"]), row["fingerprint"] or None,
    )  # fmt: skip


def _turns(file: File) -> Iterator[Turn]:
    """Yield the messages of every conversation in order, from the file as it came or as it is kept."""
    said: dict[str, list[dict[str, str]]] = {}
    for row in _rows(file, MESSAGES):
        said.setdefault(row[PLACE].split(".")[0], []).append(row)
    for record in _rows(file, RECORDS):
        company = _company(record)
        if not company:
            continue
        last = record | {"tweet_ID": record[LAST_ID], "agent": company}
        first = before = None
        for row in (*said.get(record[PLACE], ()), last):
            known = dict.fromkeys(KEPT_MESSAGE, "") | {"names_us": _names_us(row, company)} | row
            message_id, agent = id_of(row["tweet_ID"]), known["agent"].strip()
            is_ours = agent.casefold() == company.casefold()
            before = Turn(known, message_id, posted_at(message_id), agent, is_ours, before, first)
            first = first or before
            yield before


def _masked(text: str, door: Door) -> dict[str, str]:
    masked, named = door.own_text(text)
    return {"text": masked or "", "people_named": str(named)}


def _hidden(row: dict[str, str], company: str, door: Door) -> dict[str, str]:
    author = next((value for name, value in row.items() if PERSON.fullmatch(name) and value), None)
    about = {name: _word(value) for name, value in door.about(row["message"]).items()}
    return {"author_key": door.author_key(PLATFORM, author) or "", "names_us": _names_us(row, company), **about}


def _names_us(row: dict[str, str], company: str) -> str:
    named = {match.casefold() for match in NAMED.findall(row.get("message", ""))}
    return _word(company.casefold() in named)


def _kept(row: dict[str, str], names: tuple[str, ...]) -> list[str]:
    return [row.get(name, "") for name in names]


def _company(record: dict[str, str]) -> str:
    return record[COMPANY].strip().lstrip("@")


def _header(file: File, sheet: str) -> list[str]:
    return next(iter(file.sheets.get(sheet, [])), [])


def _rows(file: File, sheet: str) -> list[dict[str, str]]:
    names = _header(file, sheet)
    return [dict(zip(names, row, strict=True)) for row in file.sheets.get(sheet, [])[1:]]


def _word(value: str | bool | None) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _truth(word: str) -> bool | None:
    return {"true": True, "false": False}.get(word)
