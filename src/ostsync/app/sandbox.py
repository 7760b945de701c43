"""Decides how `ostsync sandbox` runs: what it starts, what it tells the person, and that it ends when they say so."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ostsync.text import plain


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """What the person chose. `port` 0 is any free one; `quota` and `rate_limit` None are no limit."""

    port: int = 8765
    catalogue: Path | None = None
    search: str = "strict"
    latency_ms: int = 0
    quota: int | None = None
    rate_limit: int | None = None
    token_ttl: int = 3600
    faults: Path | None = None


def serve(
    options: SandboxOptions,
    say: Callable[[str], None],
    log: Callable[[str], None] | None = None,
    until: threading.Event | None = None,
) -> None:
    """Runs the sandbox until `until` is set, or until Ctrl-C; every request goes to `log` as one line.

    Raises UsageError when the catalogue, the faults file or the port cannot be used.
    """
    from ostsync.sandbox import catalogue, faults, server

    rules = faults.read(options.faults) if options.faults else []
    held = catalogue.load(options.catalogue)
    for problem in held.problems[:3]:
        say(f"Left out of the catalogue: {problem}.")
    if len(held.problems) > 3:
        say(f"... and {len(held.problems) - 3} more lines.")
    sandbox = server.start(
        catalogue=held,
        search=options.search,
        port=options.port,
        latency_ms=options.latency_ms,
        quota=options.quota,
        rate_limit=options.rate_limit,
        token_ttl=options.token_ttl,
        faults=rules,
        on_request=None if log is None else lambda received: log(plain(str(received))),
    )
    gc.freeze()  # the catalogue stays to the end: walking over it again and again would only cost searches their time
    try:
        say(f"The sandbox serves {len(held.tracks):,} tracks on {sandbox.url} ({options.search} search).")
        say("")
        say(f"  export OSTSYNC_SPOTIFY__API_URL={sandbox.api_url}")
        say(f"  export OSTSYNC_SPOTIFY__ACCOUNTS_URL={sandbox.accounts_url}")
        say("  export OSTSYNC_SPOTIFY__ACCESS_TOKEN=sandbox    # or rehearse `ostsync login` with any client id")
        say("")
        say(f"{sandbox.url} in a browser shows the playlists that are made.")
        say("Nothing here is Spotify, and it forgets everything when it ends. Ctrl-C ends it.")
        (until or threading.Event()).wait()
    except KeyboardInterrupt:
        say("The sandbox has ended.")
    finally:
        sandbox.stop()
