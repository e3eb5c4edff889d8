"""What every platform's door shares: whose token this is, what has been counted against it, and how a refusal is said."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zlib import crc32

from fastapi import Request
from fastapi.responses import JSONResponse

from sandbox.acts import Channel
from sandbox.world import World

TOKEN = "sandbox-"  # an access token is "sandbox-<secret>", a refresh token "sandbox-refresh-<secret>"
REFRESH = "sandbox-refresh-"
APP_TOKEN = "sandbox-app"  # X: a token that speaks for an app and no account


class Refusal(Exception):
    """An answer other than 200, as the platform words it."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, dict(headers or {})


class Desk:
    """One sandbox: the world, the tokens in use and the calls counted."""

    def __init__(self, world: World, ticks: Callable[[], float] = time.time) -> None:
        self.world = world
        self._ticks, self._ahead = ticks, 0.0
        self.refreshed: Counter[str] = Counter()  # secret -> how often its token was renewed
        self.calls: Counter[tuple[object, ...]] = Counter()

    def ticks(self) -> float:
        """The clock of windows and Date headers, in Unix seconds: the real one unless moved; no number answered depends on it."""
        return self._ticks() + self._ahead

    def forward(self, seconds: float) -> None:
        """Let time pass: what a client with a pretended sleep does in place of waiting."""
        self._ahead += seconds

    def who(self, platform: str, token: str) -> Channel | None:
        """The account a token opens on this platform; None when it opens none, or has expired by the sandbox's clock.

        A token says of itself whose it is and when it ends, so one given out before a restart is still good.
        """
        for channel in self.world.of(platform):
            if token == TOKEN + channel.secret:
                return channel  # the one of the environment, which never ends
            given = re.fullmatch(rf"{re.escape(TOKEN + channel.secret)}-\d+-(\d+)", token)
            if given:
                return channel if int(given[1]) > self.world.now.timestamp() else None
        return None

    def whose_refresh(self, platform: str, token: str, *, rotates: bool) -> Channel | None:
        """The account a refresh token renews. Where tokens rotate, only the newest one works, and a spent one never again.

        A higher turn than is known was given out before a restart.
        """
        for channel in self.world.of(platform):
            shown = re.fullmatch(rf"{re.escape(REFRESH + channel.secret)}(?:-(\d+))?", token)
            if shown:
                turn, known = int(shown[1] or 0), self.refreshed[channel.secret]
                if rotates and turn < known:
                    return None
                self.refreshed[channel.secret] = max(turn, known)
                return channel
        return None

    def renew(self, channel: Channel, lives_s: int) -> tuple[str, str]:
        """A new access token that lives so long, and the refresh token that goes with it."""
        self.refreshed[channel.secret] += 1
        turn, ends_at = self.refreshed[channel.secret], int(self.world.now.timestamp()) + lives_s
        return f"{TOKEN}{channel.secret}-{turn}-{ends_at}", f"{REFRESH}{channel.secret}-{turn}"

    def consent_left_s(self, channel: Channel, days: int) -> int:
        """Seconds until a consent that lasts so many days ends; somebody gave it anew whenever it had."""
        first = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=crc32(channel.secret.encode()) % days)
        return int((timedelta(days=days) - (self.world.now - first) % timedelta(days=days)).total_seconds())

    @contextmanager
    def off_the_record(self) -> Iterator[None]:
        """Within it no call counts against anybody: the sandbox asks itself."""
        counted = self.calls.copy()
        try:
            yield
        finally:
            self.calls = counted

    def forget_calls(self) -> None:
        """Nobody has called yet: no window, day or share has anything counted against it."""
        self.calls.clear()

    def count(self, *key: object, units: int = 1) -> int:
        """Count a call, and say how many there were of its kind."""
        self.calls[key] += units
        return self.calls[key]


def bearer(request: Request) -> str:
    """The token in the Authorization header, or ""."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def base_address(request: Request) -> str:
    """Where this sandbox was reached, without a slash at the end."""
    return str(request.base_url).rstrip("/")


async def form(request: Request) -> dict[str, str]:
    """The fields of a form-encoded body."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A JSON answer."""
    return JSONResponse(body, status, dict(headers or {}), media_type="application/json; charset=utf-8")
