"""The soundtrack albums of one work: which of those that came back are its own, and what stands on them.

A shelf is shared by all tracks of a run that name the same work: one search for its albums and a track list or
two answer many of them, and a translated title is found nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ostsync.matching.naming import Sought, Text, mention
from ostsync.matching.queries import Query, album_query, bare_query
from ostsync.matching.signs import is_soundtrack, signs_of, telling
from ostsync.matching.ties import belonging, telling_name
from ostsync.model import Album, Medium, SearchPage, Track
from ostsync.titles.worknames import words

MOST_SEARCHES = 2
"""Searches for the albums of one work."""
MOST_OPENED = 4
"""Track lists read for one work at most."""


@dataclass(slots=True)
class Shelf:
    """What a run knows of the albums of one work."""

    sought: Sought
    tracks: dict[str, Track] = field(default_factory=dict)
    """Every track that came back while the work was asked for, by id."""
    opened: dict[str, Album] = field(default_factory=dict)
    """Albums whose track list was read."""
    _reads: int = 0
    _seen: dict[str, Album] = field(default_factory=dict)
    _asked: list[str] = field(default_factory=list)
    _confirmed: set[str] = field(default_factory=set)

    def put(self, page: SearchPage) -> None:
        """Keeps what a search brought."""
        for track in page.tracks:
            self.tracks.setdefault(track.id, track)
            if track.album is not None:
                self._seen.setdefault(track.album.id, track.album)
        for album in page.albums:
            self._seen[album.id] = album

    def next_query(self, *, shared: bool = False) -> Query | None:
        """The search for albums that comes next: for anime under the native name first, else the Latin one.

        Where several tracks still need the work (`shared`), its bare name is one question more: "Nana soundtrack"
        does not find "NANA 707 soundtracks" in an engine that wants every word.
        """
        if len(self._asked) >= MOST_SEARCHES:
            last = bare_query(self.sought)
            return last if shared and len(self._asked) == MOST_SEARCHES and last.text not in self._asked else None
        home = self.sought.medium is Medium.ANIME or not self.sought.name.isascii()
        for native in (True, False) if home else (False, True):
            query = album_query(self.sought, native=native)
            if query is not None and query.text not in self._asked:
                return query
        return None

    def note(self, query: Query) -> None:
        """Remembers that a search was made."""
        self._asked.append(query.text)

    def confirm(self, track: Track) -> None:
        """Remembers the album on which a match stood, if it is the work's own: others may stand there too."""
        album = track.album
        if album is not None and album.id not in self.opened and belongs(self._seen.get(album.id, album), self.sought):
            self._seen.setdefault(album.id, album)
            self._confirmed.add(album.id)

    def confirmed(self) -> bool:
        """Whether the next album is one on which a track of the work was found."""
        album = self.next_album()
        return album is not None and album.id in self._confirmed

    def next_album(self) -> Album | None:
        """The likeliest soundtrack album of the work whose track list has not been read."""
        if self._reads >= MOST_OPENED:
            return None
        rated = [
            (value, album)
            for album in self._seen.values()
            if album.id not in self.opened and (value := belongs(album, self.sought)) > 0 and not self._complete(album)
        ]
        if not rated:
            return None
        return max(rated, key=lambda pair: (pair[1].id in self._confirmed, pair[0], pair[1].total_tracks or 0))[1]

    def _complete(self, album: Album) -> bool:
        """Whether everything on an album has come back already; then it is as good as read."""
        known = sum(1 for track in self.tracks.values() if track.album is not None and track.album.id == album.id)
        if album.total_tracks and known >= album.total_tracks:
            self.opened[album.id] = album
            return True
        return False

    def read(self, album: Album, tracks: Iterable[Track]) -> None:
        """Keeps a track list."""
        self.opened[album.id] = album
        self._reads += 1
        for track in tracks:
            known = self.tracks.get(track.id)
            if known is None or not known.isrc:
                self.tracks[track.id] = track

    def on_opened(self) -> list[Track]:
        """The tracks of the albums that were read."""
        return [t for t in self.tracks.values() if t.album is not None and t.album.id in self.opened]


def belongs(album: Album, sought: Sought) -> float:
    """How surely an album is the music of the work, 0..1; 0 for covers, singles and other works."""
    text = Text.of(album.name)
    name = text.words
    artists = [words(artist) for artist in album.artists]
    if signs_of((), artists, name):
        return 0.0
    named = mention(text, sought)
    if named is None or named.conflict or not named.value:
        return 0.0
    before, after = telling(named.before), telling(named.after)
    if before and "from" in named.before:
        return 0.0  # a single: 'Collide (From "Queen & Slim: The Soundtrack")'
    if is_soundtrack(name):
        return named.value * belonging(named, name)
    bare = not before and not after and telling_name(name, named) and album.album_type != "single"
    return 0.8 * named.value if bare else 0.0


class ShelfRoom:
    """The shelves of one run, one for each work."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}

    def of(self, sought: Sought) -> Shelf:
        """The shelf of a work, made when it is first needed."""
        return self._shelves.setdefault(label(sought), Shelf(sought))


def label(sought: Sought) -> str:
    """What tells works apart within a run."""
    return sought.work.key if sought.work else " ".join(words(sought.name))
