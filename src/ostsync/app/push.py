"""Pushing: which playlists are meant, what would change on each, and, once that is agreed to, doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ostsync.app.turn import turn
from ostsync.app.wishes import Options, wishes
from ostsync.errors import UsageError
from ostsync.links import playlist_id
from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.edits import Create, as_json
from ostsync.playlists.items import Item
from ostsync.playlists.journal import Journal, Past
from ostsync.playlists.push import Prepared, Pusher, same_name
from ostsync.playlists.theme import sources_key
from ostsync.report.rows import plural

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.app.results import Known as Sources

__all__ = ["Options", "document", "history", "journal", "prepare", "prepare_undo", "push", "undo"]

Agree = Callable[[Sequence[Prepared]], bool]
"""Shows the plans and asks; is not called where there is nothing to do."""
Each = Callable[[Outcome], None]
PATIENCE = timedelta(seconds=5)
"""Somebody who thought longer than this about a plan gets it checked before it is run."""


def push(
    app: App, sources: Sources, options: Options, agree: Agree, each: Each = lambda outcome: None
) -> list[Outcome]:
    """The whole push: prepare, agree, carry out. Nothing is written before `agree` says yes.

    `each` hears of every playlist that is done, so that what is raised later hides none of them. Raises UsageError
    where a playlist would shrink too much, and Unavailable where another ostsync is at work.
    """
    _check_hold(app)
    with turn(app, "push"):
        return _agreed(app, lambda: prepare(app, sources, options), options, agree, each)


def undo(
    app: App, names: Sequence[str], options: Options, agree: Agree, each: Each = lambda outcome: None
) -> list[Outcome]:
    """Takes back the last push of the playlist that is meant (the one pushed last, where none is named)."""
    _check_hold(app)
    allowed = replace(options, allow_shrink=True)
    with turn(app, "push --undo"):
        return _agreed(app, lambda: prepare_undo(app, names, options), allowed, agree, each)


def prepare(app: App, sources: Sources, options: Options) -> list[Prepared]:
    """Reads the playlists and plans. Writes nothing."""
    book = journal(app)
    pusher = Pusher(app.spotify(), book)
    prepared = [pusher.prepare(wish) for wish in wishes(app, book, sources, options)]
    return [_with_notes(app, p) for p in prepared]


def prepare_undo(app: App, names: Sequence[str], options: Options) -> list[Prepared]:
    """Plans how to take back the last push. Raises UsageError where there is none."""
    book = journal(app)
    known = list(book.known())
    if options.playlist:
        known = [k for k in known if k.id == playlist_id(options.playlist)]
    elif options.name:
        known = [k for k in known if same_name(k.name, options.name or "")]
    elif names:
        key = sources_key(names)
        known = [k for k in known if k.key == key]
    if not known:
        raise UsageError("There is no push to take back.", "`ostsync status` shows the last pushes.")
    return [Pusher(app.spotify(), book).prepare_undo(known[0], _names(app, names))]


def _names(app: App, names: Sequence[str]) -> dict[str, Item]:
    """What is known of tracks without asking, so that a plan can call by name what comes back."""
    from ostsync.app import results

    try:
        found = results.known(app, names).results
    except UsageError:  # nothing was resolved: then they are called by their addresses
        return {}
    return {r.verdict.match.uri: Item.of(r.verdict.match) for r in found if r.verdict.match}


def history(app: App, limit: int = 10) -> Sequence[Past]:
    """The last pushes, newest first, for `ostsync status`."""
    return journal(app).history(limit)


def journal(app: App) -> Journal:
    """What is written down about this account's playlists."""
    from ostsync.store.pushes import SqlJournal

    return SqlJournal(app.db, app.world, app.clock)


def document(pushes: Sequence[Prepared | Outcome]) -> dict[str, Any]:
    """Pushes, done or only planned, as the command line prints them in JSON."""
    return {"playlists": [_entry(push) for push in pushes]}


def _agreed(
    app: App, prepare: Callable[[], list[Prepared]], options: Options, agree: Agree, each: Each
) -> list[Outcome]:
    prepared = prepare()
    while True:
        _check_shrinking(app, prepared, options)
        if not any(p.operations for p in prepared):
            break
        asked = app.clock.now()
        if not agree(prepared):
            return []
        if app.clock.now() - asked < PATIENCE:
            break
        shown, prepared = prepared, prepare()
        if [p.operations for p in prepared] == [p.operations for p in shown]:
            break
        app.tell("The playlist was changed in the meantime, so this is another plan:")
    spotify = app.spotify()

    def exists(uri: str) -> bool:
        return spotify.track(uri.rsplit(":", 1)[-1]) is not None

    carrier = Carrier(spotify, journal(app), app.clock, exists)
    done = []
    for one in prepared:
        done.append(carrier.carry_out(one))
        each(done[-1])
    return done


def _check_hold(app: App) -> None:
    """Raises RateLimited while Spotify must not be asked: no plan is shown that could not be carried out."""
    from ostsync.spotify.policy import RATE, held

    until = app.ledger.not_before()
    if until is not None:
        raise held(until, app.clock.now(), app.ledger.hold_reason() or RATE)


def _check_shrinking(app: App, prepared: Sequence[Prepared], options: Options) -> None:
    for one in prepared:
        if not options.allow_shrink and one.shrinks(app.settings.push.max_remove_share):
            raise UsageError(
                f"This would take {len(one.plan.removed)} of {len(one.state.items)} items out of “{one.name}”; "
                "nothing was changed.",
                "See what with --dry-run; --allow-shrink does it.",
            )


def _with_notes(app: App, prepared: Prepared) -> Prepared:
    """Adds what a person should know about the plan."""
    notes = list(prepared.notes)
    left = max(0, app.settings.requests.daily_budget - app.ledger.spent())
    if len(prepared.operations) > left:
        notes.append(
            f"This takes at least {len(prepared.operations)} requests, and {left} are left of today's budget. "
            "Where Spotify stops it, the next push goes on."
        )
    if prepared.wish.options.incomplete and prepared.known:
        notes.append("Some tracks could not be looked up yet, so nothing is taken out this time.")
    nameless = sum(item.uri is None for item in prepared.plan.after)
    if nameless and prepared.wish.options.mirror:
        notes.append(f"{plural(nameless, 'item')} that Spotify does not name cannot be taken out.")
    full = prepared.plan.left_out
    if full:
        notes.append(f"The playlist is full: {plural(len(full), 'track')} more would not fit.")
    return replace(prepared, notes=tuple(notes))


# ---------------------------------------------------------------------------- how


def _entry(push: Prepared | Outcome) -> dict[str, Any]:
    if isinstance(push, Outcome):
        counts, kept, verified = push.counts, push.kept_by_hand, push.verified
        identity, added, removed = push.playlist_id, counts.added, counts.removed
        moved, requests = counts.moved, counts.requests
    else:
        plan, kept, verified = push.plan, push.plan.kept_by_hand, not push.operations
        identity = push.known.id if push.known else ""
        added, removed, moved, requests = len(plan.added), len(plan.removed), plan.moved, push.requests
    return {
        "name": push.name,
        "id": identity or None,
        "url": f"https://open.spotify.com/playlist/{identity}" if identity else None,
        "created": any(isinstance(op, Create) for op in push.operations),
        "operations": [as_json(op) for op in push.operations],
        "added": added,
        "removed": removed,
        "moved": moved,
        "kept_by_hand": kept,
        "unchanged": not push.operations,
        "verified": verified,
        "requests": requests,
        "notes": list(push.notes),
    }
