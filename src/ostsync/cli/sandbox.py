"""The `ostsync sandbox` command: which switches it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ostsync.cli._shared import Output, general_options

_EPILOG = """\b
A faults file says which requests go wrong, and how:
  [[fault]]
  method = "POST"                 # left out: any
  path = "/v1/playlists/*/items"  # left out: any; * stands for anything
  nth = 2                         # from the 2nd such request on ...
  times = 1                       # ... once; 0 is for ever
  effect = "error"                # see below
  applied = true                  # after it was carried out; false: instead

\b
Instead of the right answer:
  error         any status, with message, body, headers, retry_after
  rate_limit    429; retry_after = 3, or retry_date = 30 for an HTTP date
  quota         429 QUOTA_EXCEEDED, with the same keys
  unauthorized  401
  refuse        the login is refused: what = "invalid_grant" (or another)
  garbage       200 with a page of HTML, or with body
  hang          nothing for seconds, then the connection closes
  drop          the connection closes

\b
The right answer, spoiled:
  drop          at = "headers" or "body": it breaks off there
  slow          byte by byte over seconds; at = "headers" or "body"
  cut           half of it; what = "right", "missing" or "short" length
  label         what = "html", "json", "none", "charset", "bytes", "gzip"
                or "bomb"
  mutate        one thing in its JSON changed by seed; what = "null",
                "missing", "type", "items", "entry" or "entries"

\b
Before the right answer:
  expire        every access token of a login ends
  clock         the server's clock jumps by seconds
  legacy        an older app's answer; what = "both" or "old" names
"""


@click.command("sandbox", epilog=_EPILOG)
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes any free one.")
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path),
    metavar="FILE.jsonl[.gz]",
    help="What it serves: JSON lines with id, name, artists, album_id; the sample that ships where left out.",
)
@click.option(
    "--search",
    type=click.Choice(["strict", "forgiving"]),
    default="strict",
    show_default=True,
    help="strict: every word must be there. forgiving: typos and missing words are tolerated.",
)
@click.option(
    "--latency-ms",
    type=click.IntRange(0, 60_000),
    default=0,
    show_default=True,
    help="Answer each request so long after it came.",
)
@click.option("--quota", type=click.IntRange(0), help="Requests in 24 hours, after which QUOTA_EXCEEDED is answered.")
@click.option("--rate-limit", type=click.IntRange(0), help="Requests in any 30 seconds, after which 429 is answered.")
@click.option("--token-ttl", type=click.IntRange(1), default=3600, show_default=True, help="Seconds of a token's life.")
@click.option(
    "--faults",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Which requests go wrong, and how: [[fault]] tables, see docs/faults.md or `--help`.",
)
@general_options
def command(**chosen: Any) -> None:
    """Run a local server that speaks the Spotify Web API of 2026, to rehearse without an account.

    It listens on 127.0.0.1 alone. The token `sandbox` is always good, `sandbox-NAME` speaks for another account.
    Every request is shown as a line on standard error.
    """
    from ostsync.app.sandbox import SandboxOptions, serve

    out = Output.here()
    serve(SandboxOptions(**chosen), say=out.say, log=out.say)
