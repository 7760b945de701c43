"""Pushing: which playlists are meant, what would change on each, and, once that is agreed to, doing it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostsync.errors import StorageError, Unavailable, UsageError
from ostsync.links import playlist_id
from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.edits import Create, as_json
from ostsync.playlists.items import Item
from ostsync.playlists.journal import Journal, Past
from ostsync.playlists.plan import Options as PlanOptions
from ostsync.playlists.push import CoverWish, Prepared, Pusher, Wish, same_name
from ostsync.playlists.theme import DESCRIPTION, NAME, About, Selection, Theme, names_source, select, sources_key

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.app.results import Known as Sources
    from ostsync.settings import PlaylistSettings

Agree = Callable[[Sequence[Prepared]], bool]
"""Shows the plans and asks; is not called where there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a push is asked for; the names of the command line."""

    name: str | None = None
    playlist: str | None = None
    rename: bool = False
    mirror: bool = False
    restore: bool = False
    allow_shrink: bool = False


def push(app: App, sources: Sources, options: Options, agree: Agree) -> list[Outcome]:
    """The whole push: prepare, agree, carry out. Nothing is written before `agree` says yes.

    Raises UsageError where a playlist would shrink too much, and Unavailable where another push is running.
    """
    with lock(app):
        return _agreed(app, lambda: prepare(app, sources, options), options, agree)


def undo(app: App, names: Sequence[str], options: Options, agree: Agree) -> list[Outcome]:
    """Takes back the last push of the playlist that is meant (the one pushed last, where none is named)."""
    with lock(app):
        return _agreed(app, lambda: prepare_undo(app, names, options), replace(options, allow_shrink=True), agree)


def prepare(app: App, sources: Sources, options: Options) -> list[Prepared]:
    """Reads the playlists and plans. Writes nothing."""
    pusher = Pusher(app.spotify(), journal(app))
    prepared = [pusher.prepare(wish) for wish in wishes(app, sources, options)]
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


def _agreed(app: App, prepare: Callable[[], list[Prepared]], options: Options, agree: Agree) -> list[Outcome]:
    prepared = prepare()
    share = app.settings.push.max_remove_share
    for each in prepared:
        if not options.allow_shrink and each.shrinks(share):
            raise UsageError(
                f"This would take {len(each.plan.removed)} of {len(each.state.items)} items out of “{each.name}”; "
                "nothing was changed.",
                "See what with --dry-run; --allow-shrink does it.",
            )
    if any(p.operations for p in prepared) and not agree(prepared):
        return []
    spotify = app.spotify()

    def exists(uri: str) -> bool:
        return spotify.track(uri.rsplit(":", 1)[-1]) is not None

    carrier = Carrier(spotify, journal(app), app.clock, exists)
    return [carrier.carry_out(each) for each in prepared]


# ---------------------------------------------------------------------------- what is wished for


def wishes(app: App, sources: Sources, options: Options) -> list[Wish]:
    """The playlists that are meant, each with what belongs in it."""
    about = About(sources.title, tuple(source.name for source in sources.sources))
    configured = [c for c in app.settings.playlists if not options.name or same_name(c.name, options.name)]
    if configured and not options.playlist:
        return [
            wish
            for config in configured
            if any(_concerns(config, name) for name in about.sources)
            for wish in _configured(app, config, sources, options)
        ]
    theme = Theme(name=options.name or NAME, public=app.settings.push.public, cover=_cover_setting(app, None))
    theme = replace(theme, name=theme.name.replace("{", "{{").replace("}", "}}")) if options.name else theme
    known = journal(app).known()
    found = []
    for selection in select(theme, sources.results, about):
        wish = _wish(theme, selection, options)
        if options.playlist:
            wish = replace(wish, playlist_id=playlist_id(options.playlist), adopt=True)
        elif options.name and not options.rename:
            named = next((k for k in known if same_name(k.name, wish.name)), None)
            taken = any((k.key, k.part) == (wish.key, wish.part) for k in known)
            if named is not None:
                wish = replace(wish, playlist_id=named.id)
            elif taken:  # a further playlist of the same sources
                wish = replace(wish, key=f"{wish.key} {wish.name}")
        found.append(wish)
    return found


def _configured(app: App, config: PlaylistSettings, sources: Sources, options: Options) -> list[Wish]:
    """The wishes of one configured playlist, with the tracks of all its sources, also those not named this time."""
    from ostsync.app import results
    from ostsync.store import sources as kept

    named = {source.name for source in sources.sources}
    wanted = [name for name in kept.names(app.db) if _concerns(config, name)]
    everything = sources if set(wanted) == named else results.known(app, wanted)
    theme = Theme(
        name=config.name,
        description=DESCRIPTION if config.description is None else config.description,
        key=config.key or config.name,
        public=app.settings.push.public if config.public is None else config.public,
        cover=_cover_setting(app, config.cover),
        sources=config.sources, sections=config.sections, media=config.media, works=config.works,
        order=config.order, seed=config.seed, limit=config.limit, split=config.split,
    )  # fmt: skip
    about = About(everything.title, tuple(source.name for source in everything.sources))
    found = [_wish(theme, selection, options) for selection in select(theme, everything.results, about)]
    if config.playlist:
        found[0] = replace(found[0], playlist_id=playlist_id(config.playlist), adopt=True)
    return found


def _concerns(config: PlaylistSettings, source: str) -> bool:
    return not config.sources or any(names_source(pattern, source) for pattern in config.sources)


def _cover_setting(app: App, cover: str | None) -> str:
    return cover or ("auto" if app.settings.push.cover else "none")


def _wish(theme: Theme, selection: Selection, options: Options) -> Wish:
    return Wish(
        key=selection.key,
        part=selection.part,
        name=selection.name,
        items=tuple(map(Item.of, selection.tracks)),
        description=selection.description,
        public=theme.public,
        cover=_cover(theme.cover, selection.name),
        options=PlanOptions(mirror=options.mirror, restore=options.restore, incomplete=selection.incomplete),
        rename=options.rename,
    )


def _cover(cover: str, name: str) -> CoverWish | None:
    from ostsync.playlists import cover as covers

    if cover == "none":
        return None
    if cover == "auto":
        return CoverWish(covers.digest(name), lambda: covers.drawn(name))
    file = Path(cover)
    return CoverWish(covers.digest(name, file), lambda: covers.from_file(file), replace=True)


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
    full = prepared.plan.left_out
    if full:
        notes.append(f"The playlist is full: {len(full)} tracks do not fit.")
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


@contextmanager
def lock(app: App) -> Iterator[None]:
    """One push at a time. The system lets go of the lock when its holder ends, however it ends.

    Raises Unavailable, naming who holds it.
    """
    from filelock import FileLock, Timeout

    place = app.paths.data / "push.lock"
    holder = place.with_suffix(".holder")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        guard = FileLock(place, timeout=0)
        guard.acquire()
    except Timeout:
        raise Unavailable(
            f"Another push is running{_holder(holder)}.", "Wait until it has ended, then push again."
        ) from None
    except OSError as problem:
        raise StorageError(f"{place} cannot be written: {problem.strerror}.") from problem
    try:
        about = {"process": os.getpid(), "host": socket.gethostname(), "since": app.clock.now().isoformat()}
        holder.write_text(json.dumps(about), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        guard.release()


def _holder(file: Path) -> str:
    try:
        about = json.loads(file.read_text(encoding="utf-8"))
        since = str(about["since"])[:16].replace("T", " ")
        return f" (process {about['process']} on {about['host']}, since {since} UTC)"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
