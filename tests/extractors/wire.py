"""A real HTTP server on loopback that gives the answers it was told to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


class Wire:
    """The server's address and what it was asked so far: (path with query, headers), and the bodies sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: list[bytes] = []

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def say(body: Any, status: int = 200, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, content


@contextmanager
def wire(answer: Callable[[str, int], Answer]) -> Iterator[Wire]:
    """Serve `answer(path, how many were asked before)` until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    it = Wire(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            it.sent.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            it.asked.append((self.path, dict(self.headers)))
            status, headers, content = answer(self.path, len(it.asked) - 1)
            self.send_response_only(status)  # no Date of its own: an answer says which it wants
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server.RequestHandlerClass = Handler
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
