"""Loads spotipy and requests-cache without what they would load beside themselves and nothing here uses.

spotipy takes one name from redis, for a token cache of servers, and requests-cache tries redis and yaml, for places and
forms of caching that are not ours. All of that together costs every start as long as the two themselves (70 ms).
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

UNUSED = ("redis", "yaml")


def load() -> None:
    """Loads both, once. While they load, what they do not need is as if it were not installed; then it is again."""
    if "spotipy" in sys.modules or "requests_cache" in sys.modules:
        return
    absent: dict[str, ModuleType | None] = {name: None for name in UNUSED if name not in sys.modules}
    if "redis" in absent:
        absent["redis"] = stub = ModuleType("redis")
        stub.RedisError = type("RedisError", (Exception,), {})  # type: ignore[attr-defined]
    sys.modules.update(absent)  # type: ignore[arg-type]
    try:
        import_module("requests_cache")
        import_module("spotipy")
    finally:
        for name in absent:
            del sys.modules[name]
