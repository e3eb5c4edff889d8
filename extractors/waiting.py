"""How long to wait before asking again: as the platform says, capped, jittered, and bounded for one account and run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from extractors.faults import Fault

MOST_WAIT_S = 20 * 60  # in all, for one account and run: X's window is 15 minutes
JUST_OVER_S = 10  # a reset so little in the past may have come while the answer was under way


class Patience:
    """What one run may still wait, and the clock it waits by."""

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.time,
        most_wait_s: float = MOST_WAIT_S,
    ) -> None:
        self.waited_s = 0.0
        self._sleep, self._jitter, self._clock, self._most, self._ahead = sleep, jitter, clock, most_wait_s, 0.0

    def now(self) -> float:
        """Return the time (Unix seconds); a pretended sleep moves it as a real one would."""
        return self._clock() + self._ahead

    def has(self, seconds: float) -> bool:
        """Say whether a wait still fits into this run."""
        return self.waited_s + seconds <= self._most

    def wait(self, seconds: float) -> None:
        """Wait, and count it."""
        due = self.now() + seconds
        self.waited_s += seconds
        self._sleep(seconds)
        self._ahead += max(0.0, due - self.now())

    def before_try(self, fault: Fault, tries: int, server_time: float | None) -> float:
        """Return the seconds to wait after so many tries: to the stated moment, by the platform's steps, or doubling."""
        if fault.wait_s is not None:
            return self.margin(fault.wait_s)
        if fault.wait_until is not None:
            return self.margin(self._left(fault, fault.wait_until, tries, server_time))
        if fault.waits:
            return fault.waits[min(tries, len(fault.waits)) - 1] * (1 + 0.1 * self._jitter())
        return float(2.0 ** (tries - 1) * (0.5 + self._jitter()))

    def margin(self, seconds: float) -> float:
        """Return a little more than what was stated: clocks show whole seconds, and not all should come at once."""
        return seconds + 1 + 4 * self._jitter()

    def _left(self, fault: Fault, until: float, tries: int, server_time: float | None) -> float:
        # By the platform's own clock: ours may be wrong. If that makes no sense either, one of its clocks is wrong:
        # then its longest window is over after one whole window, whenever it began.
        left = until - (self.now() if server_time is None else server_time)
        if -JUST_OVER_S <= left <= 0 and tries == 1 and server_time is not None:
            return 0.0
        longest = fault.window_s or self._most
        return left if 0 < left <= longest else longest

    def too_long(self, seconds: float) -> str:
        """Say in words why a wait does not fit into this run."""
        asked = f"It asks for a wait of {seconds / 60:.0f} minutes"
        if seconds > self._most:
            return f"{asked}, longer than one run may wait."
        return f"{asked}; this run has waited {self.waited_s / 60:.0f} of the {self._most / 60:.0f} minutes it may."
