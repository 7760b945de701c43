"""Loads spotipy without redis, which only its token cache for servers needs, and which costs every start 65 ms."""

from __future__ import annotations

import sys
from types import ModuleType


def load_spotipy() -> ModuleType:
    """spotipy. For as long as it loads, the one name that it takes from redis is ours; nothing of it stays behind."""
    if "redis" in sys.modules or "spotipy" in sys.modules:
        import spotipy

        return spotipy  # type: ignore[no-any-return]
    redis = ModuleType("redis")
    redis.RedisError = type("RedisError", (Exception,), {})  # type: ignore[attr-defined]
    sys.modules["redis"] = redis
    try:
        import spotipy
    finally:
        del sys.modules["redis"]
    return spotipy  # type: ignore[no-any-return]
