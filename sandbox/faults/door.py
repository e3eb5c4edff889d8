"""Where every request comes in: it meets its fault here, or passes through to the platform."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.desk import Desk
from sandbox.faults import days
from sandbox.faults.asked import Call, Fault, Faults
from sandbox.faults.endpoints import endpoint_of, platform_of
from sandbox.faults.kinds import KINDS
from sandbox.faults.lies import Liar, has_moved, token_echo, token_in_error
from sandbox.faults.listings import Body
from sandbox.faults.refusing import gives_occasion, refusal
from sandbox.faults.wire import MARK, Sent, as_json, caught, date_of, send_whole, spoil

AHEAD_SECONDS = 3600


class Door:
    """ASGI middleware: marks every answer, keeps its Date by the sandbox's clock, and lets faults answer or change answers."""

    def __init__(self, app: ASGIApp, desk: Desk, faults: Faults) -> None:
        self.app, self.desk, self.faults = app, desk, faults
        self.liar = Liar(desk.world, faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ahead = 0.0

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [each for each in message.get("headers", []) if each[0] != b"date"]
                message["headers"] = [*headers, MARK, (b"date", date_of(self.desk.ticks(), ahead).encode())]
            await send(message)

        platform = platform_of(scope["path"])
        if not platform:
            await self.app(scope, receive, marked)
            return
        scope, replayed, token, call = await self._call(platform, scope, receive)
        for fault in self._matching(call, "beside"):
            if self.faults.due(fault, call, self.desk.world.today):
                self.faults.tell(fault, call, self.desk.world.today)
                if fault.kind == "slow":
                    await asyncio.sleep(1.0 if fault.seconds is None else fault.seconds)
                else:
                    ahead = AHEAD_SECONDS if fault.seconds is None else fault.seconds
        spoiled = await self._answer(scope, replayed, marked, call, token)
        if spoiled:
            await spoil(*spoiled, receive, marked)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, call: Call, token: str
    ) -> tuple[str, Sent] | None:
        """Send the answer; or hand back the kind of fault and the good answer that is to be spoiled on the wire."""
        refusing = [fault for fault in self._matching(call, "refuses") if gives_occasion(fault, call)]
        due = [
            fault for fault in refusing if self.faults.due(fault, call, self.desk.world.today)
        ]  # each counts the call
        if due:
            said = refusal(due[0], call)
            self.faults.note(call, has_failed=True)
            self.faults.tell(due[0], call, self.desk.world.today)
            await send_whole(said, send)
            return None
        dying = self._dying(call)
        if dying is not None:
            self._tell_standing(dying, call)
            await send_whole(refusal(dying, call), send)
            return None
        if not (
            self._matching(call, "spoils")
            or self._matching(call, "lies")
            or self.faults.standing
            or has_moved(self.faults, call)
        ):
            self.faults.note(call, has_failed=False)
            await self.app(scope, receive, send)
            return None
        good = await caught(self.app, scope, receive)
        for fault in self._matching(call, "spoils") if good.status == 200 else ():
            if self.faults.due(fault, call, self.desk.world.today):
                self.faults.note(call, has_failed=True)
                self.faults.tell(fault, call, self.desk.world.today)
                return fault.kind, good
        self.faults.note(call, has_failed=False)
        await send_whole(await self._lied(scope, receive, call, token, good), send)
        return None

    async def _lied(self, scope: Scope, receive: Receive, call: Call, token: str, good: Sent) -> Sent:
        """The answer with at most one lie about its page, and with all that was restated or has died."""
        body, today = good.json(), self.desk.world.today
        if good.status != 200 or not isinstance(body, dict):
            return good

        async def ask(query: str) -> Body:
            with self.desk.off_the_record():
                again = await caught(self.app, {**scope, "query_string": query.encode("latin-1")}, receive)
            found = again.json()
            return found if again.status == 200 and isinstance(found, dict) else {}

        for fault in [*self.faults.standing, *self._matching(call, "lies")]:
            if fault.kind in ("restated_day", "dead_metric") and fault.matches(call):
                body = self._changed_for_good(fault, call, body)
        if has_moved(self.faults, call):
            return as_json(await self.liar.moved_down(call, body, ask) or body, 200, good.headers)
        for fault in self._matching(call, "lies"):
            if fault.kind in ("restated_day", "dead_metric"):
                continue
            changed = await self._page_lie(fault, call, body, token, ask)
            if changed is not None and self.faults.due(fault, call, today):
                self.faults.tell(fault, call, today)
                if fault.kind == "item_twice":
                    has_moved(self.faults, call, now=True)
                is_error = fault.kind == "token_echo" and fault.code == "error"
                return as_json(changed, 500) if is_error else as_json(changed, 200, good.headers)
        return as_json(body, 200, good.headers)

    async def _page_lie(self, fault: Fault, call: Call, body: Body, token: str, ask: Any) -> Body | None:
        if fault.kind == "token_echo":
            return token_in_error(token) if fault.code == "error" else token_echo(fault, call, body, token)
        if fault.kind == "unsettled_days":
            return days.unsettled(_copy(body), call)
        told: Body | None = await getattr(self.liar, fault.kind)(fault, call, body, ask)
        return told

    def _changed_for_good(self, fault: Fault, call: Call, body: Body) -> Body:
        changed: Body = _copy(body)
        if fault.kind == "dead_metric":
            if not self._has_died(fault) or days.without_metric(fault, changed, call) is None:
                return body
            self._tell_standing(fault, call)
            return changed
        if fault not in self.faults.standing:
            has_day = days.restate(fault, _copy(body), call)
            if not has_day or not self.faults.due(fault, call, self.desk.world.today):
                return body
            self._tell_standing(fault, call)
        days.restate(fault, changed, call)
        return changed

    def _tell_standing(self, fault: Fault, call: Call) -> None:
        """Log a change for good when it is first told (a dead metric: at every call that met it), and let /truth know."""
        if fault not in self.faults.standing:
            self.faults.waiting = [one for one in self.faults.waiting if one is not fault]
            self.faults.standing.append(fault)
        self.faults.tell(fault, call, self.desk.world.today)

    def _dying(self, call: Call) -> Fault | None:
        """The dead metric this call names, where naming one is refused."""
        known = [*self.faults.waiting, *self.faults.standing] if call.platform == "facebook" else []
        for fault in known:
            if (
                fault.kind == "dead_metric"
                and fault.matches(call)
                and self._has_died(fault)
                and days.names_metric(fault, call)
            ):
                return fault
        return None

    def _has_died(self, fault: Fault) -> bool:
        return str(self.desk.world.today) >= fault.starts

    def _matching(self, call: Call, does: str) -> list[Fault]:
        return [fault for fault in self.faults.waiting if KINDS[fault.kind].does == does and fault.matches(call)]

    async def _call(self, platform: str, scope: Scope, receive: Receive) -> tuple[Scope, Receive, str, Call]:
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        asked = dict(parse_qsl(query))
        token = (
            headers.get("authorization", "").partition(" ")[2] or asked.get("access_token", "") or asked.get("key", "")
        )
        endpoint = endpoint_of(platform, path, unquote(query))
        channel = self.desk.who(platform, asked.get("fb_exchange_token") or token)
        if endpoint == "token" and scope["method"] == "POST":
            receive, form = await _read(receive)
            refresh = parse_qs(form.decode("utf-8", "replace")).get("refresh_token", [""])[0]
            channel = self.desk.whose_refresh(platform, refresh, rotates=platform == "x")
        account = channel.account_id if channel else None
        self.faults.calls[platform, account, endpoint] += 1
        number = self.faults.calls[platform, account, endpoint]
        return scope, receive, token, Call(platform, account, endpoint, path, query, number, self.desk.ticks())


async def _read(receive: Receive) -> tuple[Receive, bytes]:
    """The request's body, and a way to read it once more."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    is_told = False

    async def again() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again, body


def _copy(body: Any) -> Any:
    """The body, changeable without a trace."""
    if isinstance(body, dict):
        return {key: _copy(value) for key, value in body.items()}
    return [_copy(one) for one in body] if isinstance(body, list) else body
