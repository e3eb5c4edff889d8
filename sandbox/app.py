"""The stand-in as one FastAPI application: four platforms on one port under their true paths, and a few paths of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from sandbox import facebook, linkedin, truth, x, youtube
from sandbox.desk import Desk, Refusal, answer
from sandbox.facebook_errors import unknown_path
from sandbox.faults.asked import Faults
from sandbox.faults.chaos import draw
from sandbox.faults.days import amend
from sandbox.faults.door import Door
from sandbox.faults.endpoints import platform_of
from sandbox.linkedin_query import BadQuery
from sandbox.world import REGISTER, BadWorld, World


def create_app(
    seed: int = 1, today: date | None = None, register: Path = REGISTER, ticks: Callable[[], float] = time.time
) -> FastAPI:
    """The application for a seed and a date (today's when none is given). Raises BadWorld for a date or register it cannot use."""
    world = World(seed, today or date.today(), register)
    desk, faults = Desk(world, ticks), Faults()
    app = FastAPI(title="Line of Sight sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world, app.state.desk, app.state.faults = world, desk, faults
    _own_paths(app, desk, faults)
    for platform in (x, youtube, linkedin, facebook):  # facebook last: its paths begin with any page's id
        app.include_router(platform.router(desk))

    async def refused(_: Request, refusal: Refusal) -> Response:
        return answer(refusal.body, refusal.status, refusal.headers)

    async def misread(_: Request, fault: BadQuery) -> Response:
        return answer({"serviceErrorCode": 0, "message": str(fault), "status": 400}, 400)

    async def lost(request: Request, fault: Exception) -> Response:
        return answer(_nothing_here(request, getattr(fault, "status_code", 404)), getattr(fault, "status_code", 404))

    app.add_exception_handler(Refusal, refused)  # type: ignore[arg-type]
    app.add_exception_handler(BadQuery, misread)  # type: ignore[arg-type]
    app.add_exception_handler(404, lost)
    app.add_exception_handler(405, lost)
    app.add_middleware(Door, desk=desk, faults=faults)
    return app


def _own_paths(app: FastAPI, desk: Desk, faults: Faults) -> None:
    world = desk.world

    @app.get("/sandbox/health")
    async def health() -> Response:
        return answer({"ok": True, "today": str(world.today), "seed": world.seed})

    @app.post("/sandbox/clock")
    async def clock(request: Request) -> Response:
        try:
            world.set_today(date.fromisoformat((await _posted(request))["today"]))
        except (BadWorld, KeyError, TypeError, ValueError) as fault:
            return answer({"error": f"today must be a date the sandbox holds, as YYYY-MM-DD: {fault}"}, 400)
        return answer({"ok": True, "today": str(world.today), "seed": world.seed})

    @app.post("/sandbox/ticks")
    async def pass_time(request: Request) -> Response:
        said = await request.json() if await request.body() else None
        seconds = said.get("forward") if isinstance(said, dict) else None
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
            return answer({"error": "forward must be a number of seconds from 0"}, 400)
        desk.forward(seconds)
        return answer({"ok": True, "ticks": desk.ticks()})

    @app.delete("/sandbox/limits")
    async def forget_calls() -> Response:
        desk.forget_calls()
        return answer({"ok": True})

    @app.get("/sandbox/faults")
    async def tell_faults() -> Response:
        return answer(faults.shown())

    @app.post("/sandbox/faults")
    async def wish(request: Request) -> Response:
        try:
            faults.set(await _posted(request))
        except ValueError as fault:
            return answer({"error": str(fault)}, 400)
        return answer({"ok": True, "waiting": [fault.shown() for fault in faults.waiting]})

    @app.delete("/sandbox/faults")
    async def clear() -> Response:
        faults.clear()
        return answer({"ok": True, "waiting": []})

    @app.post("/sandbox/delete")
    async def delete(request: Request) -> Response:
        try:
            wish = await _posted(request)
            at = datetime.fromisoformat(wish["at"]) if wish.get("at") else world.now
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
            channel = world.channel(wish["platform"], wish["account"])
            item_id = str(wish["id"])
        except (AttributeError, KeyError, TypeError, ValueError) as fault:
            return answer({"error": f"platform, account, id, and perhaps at (a date or time) are needed: {fault}"}, 400)
        try:
            if channel is None:
                raise KeyError(wish["account"])
            world.delete(channel, item_id, at)
        except KeyError:
            return answer({"error": "no such account, or nothing of that id in it up to this month"}, 404)
        return answer({"ok": True, "at": at.isoformat()})

    @app.delete("/sandbox/delete")
    async def restore() -> Response:
        world.restore()
        return answer({"ok": True})

    @app.post("/sandbox/chaos")
    async def chaos(request: Request) -> Response:
        try:
            drawn = [faults.set(one) for one in draw(world, await _posted(request))]
        except ValueError as fault:
            return answer({"error": str(fault)}, 400)
        return answer({"ok": True, "drawn": [fault.shown() for fault in drawn]})

    @app.get("/truth")
    async def tell(request: Request) -> Response:
        asked = request.query_params
        channel = world.channel(asked.get("platform", ""), asked.get("account", ""))
        try:
            since, until = date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
        except (KeyError, ValueError):
            return answer({"error": "since and until must be dates, as YYYY-MM-DD"}, 400)
        if channel is None:
            return answer({"error": "no such platform and account in the register"}, 404)
        told = truth.rows(world, channel, since, until)
        of_platform = [fault for fault in faults.standing if fault.platform == channel.platform]
        return answer(amend(of_platform, told, channel.account_id))


async def _posted(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise ValueError("the body must be JSON") from None


def _nothing_here(request: Request, status: int) -> dict[str, Any]:
    platform = platform_of(request.url.path)
    if platform == "x":
        return {"title": "Not Found", "detail": "Not Found", "type": "about:blank", "status": status}
    if platform == "linkedin":
        return {
            "status": status,
            "code": "RESOURCE_NOT_FOUND",
            "message": f"No virtual resource found: {request.url.path}",
        }
    if platform == "youtube":
        return {
            "error": {
                "code": status,
                "message": "Not Found",
                "errors": [{"message": "Not Found", "domain": "global", "reason": "notFound"}],
            }
        }
    if platform == "facebook":
        return unknown_path(request.url.path)
    return {"error": "no such path"}
