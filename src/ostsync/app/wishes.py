"""Which playlists a push means, and what belongs in each: by the options, by the config, or by the sources alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import ConfigError, UsageError
from ostsync.links import playlist_id
from ostsync.playlists.items import Item
from ostsync.playlists.journal import Journal, Known
from ostsync.playlists.plan import Options as PlanOptions
from ostsync.playlists.push import CoverWish, Wish, same_name
from ostsync.playlists.theme import DESCRIPTION, NAME, About, Selection, Theme, names_source, select

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.app.results import Known as Sources
    from ostsync.settings import PlaylistSettings


@dataclass(frozen=True, slots=True)
class Options:
    """How a push is asked for; the names of the command line."""

    name: str | None = None
    playlist: str | None = None
    rename: bool = False
    mirror: bool = False
    restore: bool = False
    allow_shrink: bool = False


def wishes(app: App, journal: Journal, sources: Sources, options: Options) -> list[Wish]:
    """The playlists that are meant, each with what belongs in it."""
    about = About(sources.title, tuple(source.name for source in sources.sources))
    configured = [c for c in app.settings.playlists if not options.name or same_name(c.name, options.name)]
    if configured and not options.playlist:
        concerned = [c for c in configured if any(_concerns(c, name) for name in about.sources)]
        if not concerned:
            raise ConfigError(
                "None of your [[playlists]] takes tracks of these sources.",
                "Look at their `sources`, or push with --name.",
            )
        found = [wish for config in concerned for wish in _configured(app, config, sources, options)]
        return _with_former_parts(_distinct(found), journal.known())
    theme = Theme(name=options.name or NAME, public=app.settings.push.public, cover=_cover_setting(app, None))
    theme = replace(theme, name=theme.name.replace("{", "{{").replace("}", "}}")) if options.name else theme
    known = journal.known()
    found = []
    for selection in select(theme, sources.results, about):
        wish = _wish(app, theme, selection, options)
        if options.playlist and wish.part == 1:
            wish = replace(wish, playlist_id=playlist_id(options.playlist), adopt=True)
        elif options.name and not options.rename:
            named = next((k for k in known if same_name(k.name, wish.name)), None)
            taken = any((k.key, k.part) == (wish.key, wish.part) for k in known)
            if named is not None:
                wish = replace(wish, playlist_id=named.id, key=named.key, part=named.part)
            elif taken:  # a further playlist of the same sources
                wish = replace(wish, key=f"{wish.key} {wish.name}")
        found.append(wish)
    return _with_former_parts(found, known)


def _with_former_parts(wishes: list[Wish], known: Sequence[Known]) -> list[Wish]:
    """A list that has become shorter leaves parts behind, in which nothing belongs any more."""
    parts = {wish.key: max(w.part for w in wishes if w.key == wish.key) for wish in wishes}
    former = [k for k in known if k.part > parts.get(k.key, k.part)]
    emptied = [
        replace(wish, part=k.part, name=k.name, items=(), playlist_id=k.id, adopt=False)
        for wish in wishes
        if wish.part == 1
        for k in sorted(former, key=lambda k: k.part)
        if k.key == wish.key
    ]
    return [*wishes, *emptied]


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
    found = [_wish(app, theme, selection, options) for selection in select(theme, everything.results, about)]
    if config.playlist:
        try:
            found[0] = replace(found[0], playlist_id=playlist_id(config.playlist), adopt=True)
        except UsageError as problem:
            raise ConfigError(f"`playlist` of “{config.name}”: {problem.message}", problem.advice) from problem
    return found


def _distinct(wishes: list[Wish]) -> list[Wish]:
    """Raises ConfigError where two configured playlists would take turns in being the same one."""
    seen: set[tuple[str, int]] = set()
    for wish in wishes:
        if (wish.key, wish.part) in seen:
            raise ConfigError(f"Two [[playlists]] are called “{wish.name}”.", "Give one another name, or a `key`.")
        seen.add((wish.key, wish.part))
    return wishes


def _concerns(config: PlaylistSettings, source: str) -> bool:
    return not config.sources or any(names_source(pattern, source) for pattern in config.sources)


def _cover_setting(app: App, cover: str | None) -> str:
    return cover or ("auto" if app.settings.push.cover else "none")


def _wish(app: App, theme: Theme, selection: Selection, options: Options) -> Wish:
    return Wish(
        key=selection.key,
        part=selection.part,
        name=selection.name,
        items=tuple(map(Item.of, selection.tracks)),
        description=selection.description,
        public=theme.public,
        cover=_cover(app, theme.cover, selection.name),
        options=PlanOptions(mirror=options.mirror, restore=options.restore, incomplete=selection.incomplete),
        rename=options.rename,
    )


def _cover(app: App, cover: str, name: str) -> CoverWish | None:
    from ostsync.playlists import cover as covers

    if cover == "none":
        return None
    if cover == "auto":
        return CoverWish(covers.digest(name), lambda: covers.drawn(name))
    try:
        file = app.paths.config / Path(cover).expanduser()  # an absolute path stays what it is
    except RuntimeError as problem:
        raise ConfigError(f"The cover {cover} cannot be found.", "Give its full path.") from problem
    jpeg = covers.from_file(file)  # read before anything is pushed: a picture that is none costs no half-made playlist
    return CoverWish(covers.digest(name, file), lambda: jpeg, replace=True)
