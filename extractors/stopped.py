"""A platform's quota for the day that is used up, remembered on the shelf: nobody asks again before its day is over.

stopped/platform=<platform>/<key>.json   until when, since when, why; the key is a keyed hash of the app or token
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from storage.place import write_whole


@dataclass(frozen=True)
class Stop:
    """One quota that is used up."""

    until: datetime
    said_at: datetime
    cause: str
    next_step: str


class Stopped:
    """The stops of one platform."""

    def __init__(self, landing_root: Path, platform: str) -> None:
        self.folder = landing_root / "stopped" / f"platform={platform}"

    def held(self, key: str, moment: datetime) -> Stop | None:
        """Return the stop that stands at this moment; one that is over is taken away."""
        path = self._path(key)
        try:
            said = json.loads(path.read_bytes())
            until, said_at = (datetime.fromisoformat(said[at]) for at in ("until", "said_at"))
            stop = Stop(until, said_at, said["cause"], said["next_step"])
            is_over = stop.until <= moment
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):  # not of our writing: asking once more tells
            is_over = True
        if is_over:
            path.unlink(missing_ok=True)
            return None
        return stop

    def keep(self, key: str, stop: Stop) -> None:
        """Remember a stop."""
        write_whole(self._path(key), json.dumps(asdict(stop), default=datetime.isoformat, indent=1).encode())

    def clear(self, key: str) -> None:
        """Forget it: a person knows better."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"
