"""What lies between us and a store that works: a real HTTP hop on loopback, which can be told to fail.

No mock of ours: every request goes out over a socket, and what goes wrong goes wrong on the wire, as it does with a store
behind a load balancer. moto's server keeps the objects.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length", "date", "server"}
STATUS = {"InternalError": 500, "SlowDown": 503, "AccessDenied": 403, "NoSuchKey": 404, "NotImplemented": 501}


@dataclass
class Fault:
    """What goes wrong with the next so many requests of a method whose path holds some words.

    kind: a code of S3 (answered instead of asking the store) · refused (cut before the store hears of it) · lost (the store
    does it, the answer is cut) · short (the answer ends in the middle) · late (no answer until the asker gives up)
    """

    method: str
    holding: str
    kind: str
    times: int = 1
    skip: int = 0  # so many pass unharmed first
    then: Callable[[], None] = lambda: None  # what happens elsewhere just before


@dataclass
class Wire:
    """The hop: its address, what it was told to do, and what passed."""

    store: int  # the port of the store behind it
    faults: list[Fault] = field(default_factory=list)
    passed: list[tuple[str, str]] = field(default_factory=list)  # (method, path) in order
    headers: list[dict[str, str]] = field(default_factory=list)
    until: threading.Event = field(default_factory=threading.Event)  # lets go of what is late

    def __post_init__(self) -> None:
        self._one = threading.Lock()
        wire = self

        class Hop(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                """Be silent."""

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kind = wire._kind(self.command, unquote(self.path), dict(self.headers))
                if kind in STATUS:
                    said = f"<Error><Code>{kind}</Code><Message>{kind}</Message></Error>".encode()
                    return self._answer(STATUS[kind], [], said if self.command != "HEAD" else b"", len(said))
                if kind == "refused":
                    return self._cut()
                if kind == "late":
                    wire.until.wait(20)
                    return self._cut()
                store = http.client.HTTPConnection("127.0.0.1", wire.store, timeout=60)
                try:
                    store.request(self.command, self.path, body, dict(self.headers))
                    answer = store.getresponse()
                    content = answer.read()
                    headers = [each for each in answer.getheaders() if each[0].lower() not in HOP_BY_HOP]
                    length = int(answer.getheader("Content-Length") or len(content))
                finally:
                    store.close()
                if kind == "lost":
                    return self._cut()
                if kind == "short":
                    self._answer(answer.status, headers, content[: len(content) // 2], length)
                    return self._cut()
                self._answer(answer.status, headers, content, length if self.command == "HEAD" else len(content))

            def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, length: int) -> None:
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(content)

            def _cut(self) -> None:
                self.close_connection = True
                self.wfile.flush()
                self.connection.close()

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Hop)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def fail(self, method: str, holding: str, kind: str, **more: Any) -> Fault:
        """Let something go wrong."""
        self.faults.append(Fault(method, holding, kind, **more))
        return self.faults[-1]

    def heal(self) -> None:
        """Let everything go right again, and forget what passed."""
        self.until.set()
        self.until = threading.Event()
        self.faults.clear()
        self.passed.clear()
        self.headers.clear()

    def close(self) -> None:
        """Stop."""
        self.until.set()
        self._server.shutdown()
        self._server.server_close()

    def _kind(self, method: str, path: str, headers: dict[str, str]) -> str:
        fault = self._fault(method, path, headers)
        if fault is None:
            return ""
        fault.then()  # it may ask through this very wire
        return fault.kind

    def _fault(self, method: str, path: str, headers: dict[str, str]) -> Fault | None:
        with self._one:
            self.passed.append((method, path))
            self.headers.append(headers)
            for fault in self.faults:
                if method in fault.method and fault.holding in path and fault.times:
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None


def wait_until(is_so: Callable[[], bool], what: str, most_s: float = 60) -> None:
    """Wait for a condition."""
    end = time.monotonic() + most_s
    while not is_so():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.02)
