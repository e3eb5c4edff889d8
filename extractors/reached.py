"""Going on where a killed run stopped: what it had kept answers the same questions, so no page is asked for twice.

    pages/.../<batch>.unfinished/asked.jsonl        of a run under way: the moment it looks at, then page by page its question
    pages/.../<batch>.reached.unfinished/           of a killed one: <question>.json.gz, and looked_at.json

A question is the hash of the whole address asked. Only kept pages are here, so nothing that the door took out; which of
them hold all that `fetch` reads is said by each platform's `stands_in`. The batch goes on being of the first run's moment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from extractors.as_json import read_json
from extractors.records import Page

ASKED, LOOKED_AT = "asked.jsonl", "looked_at.json"
LONGEST = timedelta(hours=2)  # after that, lists have moved on and counts with them: the run begins anew


def question_of(url: str, params: Mapping[str, Any] | None) -> str:
    """Return what stands for one question: a hash of the address and its query. Tokens travel in headers only."""
    return hashlib.sha256(f"{url}?{urlencode(params or {}, doseq=True)}".encode()).hexdigest()


class Reached:
    """The pages a killed run of one batch had kept, each given as an answer once."""

    def __init__(self, unfinished: Path, observed_at: datetime) -> None:
        """Take over what stands in `unfinished`, if it is of a run that looked at most two hours before `observed_at`."""
        self.folder = unfinished.with_name(unfinished.name.removesuffix(".unfinished") + ".reached.unfinished")
        self.observed_at = observed_at
        self._given: dict[int, tuple[Any, Page]] = {}
        self._taken: set[str] = set()
        _take_over(unfinished, self.folder)
        looked_at = _looked_at(self.folder)
        if looked_at is None or not timedelta() <= observed_at - looked_at <= LONGEST:
            self.forget()
        else:
            self.observed_at = looked_at

    def answer(self, question: str) -> Any:
        """Return the body kept for a question; None if there is none, or it was given before (who asks again, doubts it)."""
        path = self.folder / f"{question}.json.gz"
        if question in self._taken or not path.exists():
            return None
        self._taken.add(question)
        kept = read_json(gzip.decompress(path.read_bytes()))
        self._given[id(kept["body"])] = kept["body"], Page(kept["kind"], kept["body"], kept["asked"])
        return kept["body"]

    def page_of(self, page: Page) -> Page | None:
        """Return the kept page whose body `fetch` has just handed on; None if it was answered by the platform."""
        body, kept = self._given.pop(id(page.body), (None, None))
        return kept if body is page.body else None

    def forget(self) -> None:
        """Take it off the shelf: the batch is whole, or begins anew."""
        shutil.rmtree(self.folder, ignore_errors=True)


def begin(unfinished: Path, observed_at: datetime) -> None:
    """Note the moment of looking in a folder of pages under way."""
    (unfinished / ASKED).write_text(json.dumps({"observed_at": observed_at.isoformat()}) + "\n")


def note(unfinished: Path, file_name: str, question: str) -> None:
    """Note which question a page that is kept has answered."""
    with (unfinished / ASKED).open("a") as lines:
        lines.write(json.dumps({"page": file_name, "question": question}) + "\n")


def _take_over(unfinished: Path, folder: Path) -> None:
    """Move a killed run's pages to their questions' names. Killed here, it goes on at the next page."""
    try:
        lines = [json.loads(line) for line in (unfinished / ASKED).read_text().splitlines() if line.endswith("}")]
    except OSError:
        return
    folder.mkdir(exist_ok=True)
    if lines and not (folder / LOOKED_AT).exists():  # of several killed runs, the first said the moment
        beside = folder / "beside"
        beside.write_text(json.dumps(lines[0]))
        os.replace(beside, folder / LOOKED_AT)
    for line in lines[1:]:
        if (unfinished / line["page"]).exists():
            os.replace(unfinished / line["page"], folder / f"{line['question']}.json.gz")


def _looked_at(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads((folder / LOOKED_AT).read_text())["observed_at"])
    except FileNotFoundError:
        return None
