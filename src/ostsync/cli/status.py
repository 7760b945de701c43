"""`ostsync status`: the account, what is left of the day's requests, the cache, the last runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.text import plain

if TYPE_CHECKING:
    from ostsync.app.account import Status
    from ostsync.app.context import App


@click.command("status")
@format_option("table", "json")
@pass_app
def command(app: App, out: Output) -> None:
    """Show the account, the request budget and the last runs. Asks Spotify nothing."""
    from ostsync.app.account import status

    found = status(app)
    if out.format == "json":
        out.as_json(_data(found))
        return
    rows = [
        ("Account", _account(found)),
        ("Server", f"{found.server} · market {found.market} · names in {found.language}"),
        ("Requests", _requests(found)),
        ("Cache", f"{found.cache.answers} answers, {found.cache.size / 1e6:.1f} MB, kept 7 days at most"),
        ("Settings", f"{app.paths.config_file}{'' if app.paths.config_file.exists() else ' (there is none yet)'}"),
        ("Data", str(app.paths.database)),
    ]
    out.show("\n".join(f"{name:<9} {plain(text)}" for name, text in rows))
    if found.runs:
        out.write("")
        out.table(
            ("last runs", "matched#", "ambiguous#", "missed#", "postponed#", "requests#", "sources"),
            [
                (
                    f"{run.began.astimezone():%Y-%m-%d %H:%M}",
                    *(run.summary.get(name, 0) for name in ("matched", "ambiguous", "missed", "postponed")),
                    run.requests,
                    ", ".join(run.sources),
                )
                for run in found.runs
            ],
        )
    if found.pushes:
        out.write("")
        out.table(
            ("last pushes", "playlist", "what", "added#", "taken out#", "moved#", "requests#"),
            [
                (
                    f"{past.began.astimezone():%Y-%m-%d %H:%M}",
                    past.name,
                    past.kind.value if past.ended else f"{past.kind.value}, not finished",
                    past.counts.added,
                    past.counts.removed,
                    past.counts.moved,
                    past.counts.requests,
                )
                for past in found.pushes
            ],
        )
    if not found.connected:
        out.say(app.how_to_log_in)


def _account(found: Status) -> str:
    if not found.connected:
        return "nobody is logged in"
    who = (found.user.display_name or found.user.id) if found.user else "not asked yet whose it is"
    if found.token is None:
        return f"{who} · by the access token of the settings"
    since = f"{found.token.authorized.astimezone():%Y-%m-%d}"
    end = f"{found.token.ends.astimezone():%Y-%m-%d}"
    hint = " · log in again soon" if found.token.ending(found.now) else ""
    return f"{who} · logged in {since}, until about {end}{hint}"


def _requests(found: Status) -> str:
    from ostsync.spotify.failures import when_words

    kinds = ", ".join(f"{number} {kind}" for kind, number in found.spent.items())
    text = f"{found.used} of {found.budget} in the last 24 hours{f' ({kinds})' if kinds else ''}"
    if found.not_before is not None:
        why = "the quota is used up" if found.hold_reason == "quota" else "Spotify asks for a pause"
        return f"{text} · {why}: not before {when_words(found.not_before, found.now).removeprefix('at ')}"
    free = f" · the first comes free {when_words(found.frees_at, found.now)}" if found.frees_at else ""
    return f"{text} · {found.left} left{free}"


def _data(found: Status) -> dict[str, Any]:
    """The JSON that scripts read."""
    user, token = found.user, found.token
    return {
        "account": {
            "connected": found.connected,
            "by": "access_token" if found.ready_token else "login" if token else None,
            "account_id": user.account_id if user else None,
            "id": user.id if user else None,
            "display_name": user.display_name if user else None,
            "logged_in_at": _time(token.authorized) if token else None,
            "login_ends": _time(token.ends) if token else None,
        },
        "server": found.server,
        "client_id": found.client_id,
        "market": found.market,
        "language": found.language,
        "requests": {
            "budget": found.budget,
            "spent": found.used,
            "left": found.left,
            "by_kind": found.spent,
            "frees_at": _time(found.frees_at),
            "not_before": _time(found.not_before),
            "reason": found.hold_reason,
        },
        "cache": {
            "path": str(found.cache.path),
            "answers": found.cache.answers,
            "bytes": found.cache.size,
            "oldest": _time(found.cache.oldest),
        },
        "runs": [
            {
                "began": _time(run.began),
                "ended": _time(run.ended),
                "stopped": run.stopped,
                "requests": run.requests,
                "sources": list(run.sources),
                "summary": dict(run.summary),
            }
            for run in found.runs
        ],
        "pushes": [
            {
                "began": _time(past.began),
                "ended": _time(past.ended),
                "kind": past.kind.value,
                "playlist": past.playlist_id,
                "name": past.name,
                "added": past.counts.added,
                "removed": past.counts.removed,
                "moved": past.counts.moved,
                "requests": past.counts.requests,
            }
            for past in found.pushes
        ],
    }


def _time(time: datetime | None) -> str | None:
    return time.isoformat(timespec="seconds") if time else None
