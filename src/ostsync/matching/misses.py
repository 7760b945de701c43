"""When a miss is worth another request: after 7 days, then each time twice as long, at most every 60 days."""

from __future__ import annotations

from datetime import datetime, timedelta

from ostsync.ports import Remembered

FIRST = timedelta(days=7)
LONGEST = timedelta(days=60)


def next_try(tries: int, now: datetime) -> datetime:
    """When to ask again after the `tries`-th miss in a row (counted from 1)."""
    return now + min(FIRST * int(2 ** min(max(tries, 1) - 1, 10)), LONGEST)


def is_due(remembered: Remembered, now: datetime) -> bool:
    """Whether a remembered miss may be asked for again.

    A time further away than the longest pause was set while the clock was ahead: nobody knows when it would be.
    """
    due = remembered.next_try
    return due is None or due <= now or due > now + LONGEST
