"""Answers as bytes: catching the good one, sending one, and spoiling it on its way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = (b"x-line-of-sight-sandbox", b"yes")
JUNK = b"\x1f\x8b\x08\x00" + bytes(range(64, 128))  # begins as gzip does
BROKEN_JSON = b'{"data":[{"id":"1'
HTML = b"<html><body><h1>503 Service Unavailable</h1></body></html>"
AS_JSON, AS_HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"


@dataclass
class Sent:
    """One answer, whole."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Its JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def as_json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Sent:
    """An answer of JSON."""
    return Sent(status, json.dumps(body).encode(), {"content-type": AS_JSON, **(headers or {})})


async def caught(app: ASGIApp, scope: Scope, receive: Receive) -> Sent:
    """What the application answers, whole and unsent."""
    sent = Sent(500, b"")

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent.status = message["status"]
            sent.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        else:
            sent.body += message.get("body", b"")

    await app(scope, receive, keep)
    return sent


async def send_whole(sent: Sent, send: Send, length: int | None = None, *, is_more: bool = False) -> None:
    """Send an answer; with another length than it has, that is what its header says."""
    headers = sent.headers | {"content-length": str(len(sent.body) if length is None else length)}
    said = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": sent.status, "headers": said})
    await send({"type": "http.response.body", "body": sent.body, "more_body": is_more})


async def spoil(kind: str, good: Sent, receive: Receive, send: Send) -> None:
    """Send a good answer as the fault leaves it."""
    if kind == "malformed":
        await send_whole(Sent(200, BROKEN_JSON, {"content-type": "application/json"}), send)
    elif kind == "gzip_garbage":
        await send_whole(Sent(good.status, JUNK, good.headers | {"content-encoding": "gzip"}), send)
    elif kind == "cut":
        half = Sent(good.status, good.body[: len(good.body) // 2], good.headers)
        await send_whole(half, send, len(good.body), is_more=True)
        await _hang_up(receive)
    else:
        await _hang_up(receive)


async def _hang_up(receive: Receive) -> None:
    """End the connection in the middle: ASGI has no word for it, so the server's own transport is closed."""
    cycle: Any = getattr(receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ConnectionError("this server does not let a connection be dropped")
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


def date_of(ticks: float, ahead: float = 0.0) -> str:
    """A Date header: the sandbox's own clock, right or not."""
    return formatdate(ticks + ahead, usegmt=True)
