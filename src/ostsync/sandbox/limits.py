"""Decides when the sandbox asks to wait: the rolling 30-second window, and the quota of a rolling day.

Spotify publishes neither number. A request that was refused for a limit does not count against it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ostsync.sandbox.refusal import Refusal

_WINDOW_S = 30.0
_DAY_S = 86_400.0


@dataclass(slots=True)
class Limits:
    """How many requests the app may make; None is no limit."""

    clock: Callable[[], float]
    per_window: int | None = None
    per_day: int | None = None
    _times: deque[float] = field(default_factory=deque)

    def count(self) -> None:
        """Counts one request, or raises 429 with the seconds to wait.

        The quota's refusal carries `reason` QUOTA_EXCEEDED and many hours (Spotify, July 2026); the window's does not.
        """
        now = self.clock()
        while self._times and self._times[0] <= now - _DAY_S:
            self._times.popleft()
        if self.per_day is not None and len(self._times) >= self.per_day:
            wait = math.ceil(self._times[0] + _DAY_S - now) if self._times else int(_DAY_S)
            raise Refusal(429, "Too many requests", reason="QUOTA_EXCEEDED", headers={"Retry-After": str(wait)})
        if self.per_window is not None:
            recent = [time for time in self._times if time > now - _WINDOW_S]
            if len(recent) >= self.per_window:
                wait = math.ceil(recent[0] + _WINDOW_S - now) if recent else int(_WINDOW_S)
                raise Refusal(429, "API rate limit exceeded", headers={"Retry-After": str(max(1, wait))})
        self._times.append(now)
