"""Known secrets struck out of whatever holds them: answers, error texts, and log records as a last guard at the doors."""

from __future__ import annotations

import logging
import traceback
import urllib.parse
from collections.abc import Iterable
from typing import Any

LEAST = 8  # shorter texts are not looked for: they would hit innocent words
REDACTED = "REDACTED"


class Strike:
    """A list of secrets that grows, and the means to strike them out in every spelling."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._spellings: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Know one more secret."""
        if len(secret) >= LEAST:
            forms = {
                secret,
                urllib.parse.quote(secret, safe=""),
                urllib.parse.quote_plus(secret),
                secret.replace("/", "\\/"),
            }
            self._spellings = sorted({*self._spellings, *forms}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return the text without the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, REDACTED)
        return text

    def content(self, content: bytes) -> bytes:
        """Return the bytes without the secrets."""
        for spelling in self._spellings:
            content = content.replace(spelling.encode(), REDACTED.encode())
        return content

    def body(self, body: Any) -> Any:
        """Return parsed JSON without the secrets: some writers spell a sign as \\u002b."""
        if isinstance(body, str):
            return self.text(body)
        if isinstance(body, list):
            return [self.body(each) for each in body]
        if isinstance(body, dict):
            return {self.text(name): self.body(value) for name, value in body.items()}
        return body


class Guard(logging.Filter):
    """A filter for a door's handlers: what passes holds no secret the door has handed out."""

    def __init__(self) -> None:
        super().__init__()
        self.strike = Strike()

    def filter(self, record: logging.LogRecord) -> bool:
        """Strike the record's words and its traceback; it always passes."""
        record.msg, record.args = self.strike.text(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self.strike.text("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return True


class _WithoutQuery(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(each.split("?")[0] if isinstance(each, str) else each for each in record.args)
        return True


def hush_queries() -> None:
    """Let urllib3 log the addresses it asks without what comes after the `?`: Graph wants a token there."""
    log = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(each, _WithoutQuery) for each in log.filters):
        log.addFilter(_WithoutQuery())
