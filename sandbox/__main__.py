"""python -m sandbox --port 8471 --date 2026-11-16 --seed 1: the four platforms on 127.0.0.1."""

from __future__ import annotations

import argparse
import socket
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn

from sandbox.app import create_app
from sandbox.world import REGISTER, BadWorld

HOST = "127.0.0.1"


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. 0 when stopped, 2 with one line on stderr when it cannot start."""
    asked = _parser().parse_args(arguments)
    try:
        if not 1 <= asked.port <= 65535:
            raise BadWorld(f"the port must lie between 1 and 65535, not {asked.port}")
        today = date.fromisoformat(asked.date) if asked.date else datetime.now(UTC).date()
        app = create_app(asked.seed, today, Path(asked.register))
        _check_free(asked.port)
    except BadWorld as fault:
        return _stop(str(fault))
    except ValueError:
        return _stop(f"the date must be written YYYY-MM-DD, not {asked.date!r}")
    except OSError as fault:
        return _stop(f"port {asked.port} cannot be used: {fault.strerror}")
    uvicorn.run(
        app, host=HOST, port=asked.port, log_level="warning", date_header=False
    )  # the sandbox has its own clock
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A stand-in for X, LinkedIn, Facebook and YouTube."
    )
    parser.add_argument("--port", type=int, default=8471)
    parser.add_argument("--date", help="the sandbox's date, YYYY-MM-DD; today when left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register", default=str(REGISTER), help="the accounts to play, as CSV")
    return parser


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))


def _stop(why: str) -> int:
    print(f"sandbox: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
