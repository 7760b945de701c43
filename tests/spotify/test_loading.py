"""What loading the client brings along, in a process of its own."""

from __future__ import annotations

import subprocess
import sys


def test_what_nothing_here_uses_is_not_loaded_and_can_be_afterwards() -> None:
    code = (
        "import sys; from ostsync.spotify import library; library.load()\n"
        "import spotipy, requests_cache, ostsync.spotify.api\n"
        "print(*(name for name in ('redis', 'yaml') if name in sys.modules))\n"
        "import redis; print(redis.Redis.__name__, spotipy.Spotify.__name__, requests_cache.CachedSession.__name__)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["", "Redis Spotify CachedSession"]
