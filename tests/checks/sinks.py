"""Where alerts arrive, for real: a mail server and a web hook on loopback, each remembering what a person would have got."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

SECRET = "canary-hook-7Q2w9zXc"


@dataclass
class Hook:
    """A web hook: `said` are the bodies it took, in order."""

    address: str = ""
    said: list[dict[str, Any]] = field(default_factory=list)
    is_broken: bool = False

    @property
    def subjects(self) -> list[str]:
        return [each["title"] for each in self.said]


@dataclass
class Mail:
    """A mail server: `said` are the mails it took, in order."""

    address: str = ""
    said: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.said.append(message)
        return "250 taken"


class _AnyPort(Controller):
    """A mail server on a port that the system picks; aiosmtpd greets it at the number it was given."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def hook() -> Iterator[Hook]:
    sink = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not sink.is_broken:
                sink.said.append(body)
            self.send_response(500 if sink.is_broken else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sink.address = f"json://127.0.0.1:{server.server_port}/{SECRET}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def mail() -> Iterator[Mail]:
    sink = Mail()
    controller = _AnyPort(sink, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        sink.address = f"mailto://127.0.0.1:{controller.port}?from=los@example.org&to=data@example.org&mode=insecure"
        yield sink
    finally:
        controller.stop()


def wait_for(what: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait until something is true; fail when it does not become so."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)
