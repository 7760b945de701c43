"""What ties a candidate to the work that is asked for: the names on its album, in its title, and its people."""

from __future__ import annotations

from collections.abc import Sequence

from ostsync.matching.naming import Mention, mention
from ostsync.matching.prepare import Ask, Heard, Wanted, named_work_removed
from ostsync.matching.signs import telling
from ostsync.titles.scripts import Readings, similarity

Values = dict[str, tuple[float, str]]
"""By name of the evidence: its value in 0..1 and a note."""
Vetoes = dict[str, str]
"""By name of the veto: why."""

LEAST_TITLE = 0.82
"""Up to a similarity of 0.8 no two titles are the same, says `titles.scripts`."""
SAME_NAME = 0.88
"""From this similarity on two names of a person are the same."""
_TOO_GENERIC = 0.5
"""From this value of `generic` on, every part of a series may have a piece of the title."""
_SHORT_NAME = 5
"""Letters up to which a single word is too common to be the name of one work."""
_LONG_NAME = 10
"""Letters from which the name of a work in an album's name is hardly there by chance."""

# ---------------------------------------------------------------------------- the work


def _names_alone(artist: Sequence[str], named: Mention) -> bool:
    """Whether an artist is named after the work and not by chance: 物語シリーズ, but not Venom or Nana Ou-Yang."""
    name = artist[len(named.before) : len(artist) - len(named.after)]
    return len(name) > 1 or not name[0].isascii()


def belonging(named: Mention, album: Sequence[str]) -> float:
    """How likely a soundtrack album that names the work is that of the work itself, by the other words around.

    "Call Me by Your Name" is not Your Name., "Goblin Slayer" not Goblin; a long name is hardly in there by chance,
    and words in another script are subtitles.
    """
    before, after = telling(named.before), telling(named.after)
    beside = bool(after) and after[0] == named.after[0] and after[0].isascii()
    if not before and not beside:
        return 1.0
    name = "".join(album[len(named.before) : len(album) - len(named.after)])
    if len(name) < _LONG_NAME and name.isascii():
        return 0.3
    return 0.5 if len(before) > 1 else 0.6 if beside else 0.9


def telling_name(album: Sequence[str], named: Mention) -> bool:
    """Whether an album of just this name can be nothing but the music of the work: "Your Name.", but not "Nana"."""
    name = album[len(named.before) : len(album) - len(named.after)]
    return len(name) > 1 or len("".join(name)) > _SHORT_NAME


class WorkTie:
    """How the candidate names the work: on its album, in its own name, by its artist."""

    def __init__(self, ask: Ask, heard: Heard) -> None:
        self.heard = heard
        self.sought = ask.sought
        self.said = ask.words
        self.album: Mention | None = None
        self.title: Mention | None = None
        self.artist: Mention | None = None
        self.album_value = 0.0
        """How surely the album is the music of the work."""
        self.titles: list[tuple[str, ...]] = []
        self.numbers: set[int] = set()
        """Numerals in the track's name that belong to the name of the work."""
        if self.sought is None:
            return
        self.title = mention(heard.title, self.sought)
        if self.title is not None:
            start, end = len(self.title.before), len(heard.title.words) - len(self.title.after)
            self.numbers = {int(w) for w in (*heard.title.words[start:end], *self.title.after[:1]) if w.isdecimal()}
        if inside := mention(heard.core, self.sought):
            core = heard.core.words
            rest = named_work_removed(core, len(inside.before), len(core) - len(inside.after))
            if rest:
                self.titles.append(rest)
        if not heard.own_album or heard.soundtrack:
            self.album = mention(heard.album, self.sought)
            if self.album is not None and heard.own_album and self.title is not None:
                self.album = None  # a single named after the track: the album says no more than the title does
        self.artist = next(
            (m for a in heard.artists if (m := mention(a, self.sought)) and m.value and _names_alone(a.words, m)), None
        )
        self.album_value = self._album_value()

    def _album_value(self) -> float:
        """How surely the album is the music of the work."""
        if self.album is None or self.album.conflict:
            return 0.0
        name = self.heard.album.words
        if self.heard.soundtrack:
            return self.album.value * belonging(self.album, name)
        bare = not telling(self.album.before) and not telling(self.album.after) and telling_name(name, self.album)
        return self.album.value * (1.0 if bare else 0.3)

    @property
    def links(self) -> bool:
        """Whether the album or the artist ties the candidate to the work."""
        return self.album_value >= 0.5 or (self.artist is not None and self.artist.value >= 0.5)

    def _as_asked(self) -> bool:
        """Whether a part that the track's own name says is the one asked for: by its album, or in the very words."""
        return (self.album is not None and self.album.same) or self.said.issuperset(self.heard.title.words)

    @property
    def conflict(self) -> bool:
        """Whether another numbered part of the series is named."""
        return any(m is not None and m.conflict for m in (self.album, self.title)) and self.album_value == 0

    def weigh(self, values: Values, vetoes: Vetoes, people: PeopleTie) -> None:
        """Puts down what the names of the work say."""
        if self.sought is None:
            return
        album = self.heard.track.album_name
        value = self.album_value
        if value:
            part = self.album.part if self.album and not self.album.same else ""
            values["work"] = (round(value, 2), album + (f" (names {part})" if part else ""))
        elif self.artist is not None and self.artist.value:
            values["work"] = (0.8 * self.artist.value, "its artist is named after the work")
        if self.title is not None and self.title.value and value < 0.5:
            values["work_in_title"] = (self.title.value, self.heard.track.name)
        generic, _ = values.get("generic", (0.0, ""))
        if value and self.album is not None and not self.album.same and generic >= _TOO_GENERIC:
            vetoes["part"] = f"{self.album.part} has one too, for all that is known"
        if self.title is not None and self.title.value and not self.title.same and not self._as_asked():
            vetoes["part"] = f"its own name says {self.title.part}"
        if self.conflict:
            vetoes["work"] = "another part of the series"
        elif self.heard.soundtrack and not value and not self.links and telling(self.heard.album.words):
            sure = people.artist or people.theme
            values["other_work"] = (0.25 if sure else 1.0, f"the soundtrack of something else: {album}")
            if not sure:
                vetoes["work"] = f"the soundtrack of something else: {album}"
        if self.heard.soundtrack and value >= 0.5:
            values["soundtrack"] = (1.0, "")


# ---------------------------------------------------------------------------- people


class PeopleTie:
    """Whether the artists of the candidate are those asked for, known for the work, or named beside it."""

    def __init__(self, ask: Ask, wanted: Wanted, heard: Heard) -> None:
        self.ask = ask
        credits = heard.artist_readings
        self.artist = _same_person(ask.artists, credits)
        said = [frozenset(c.text.split()) for c in credits]
        self.composer = next((c.text for c, w in zip(credits, said, strict=True) if w in ask.composers), "")
        self.all_known = all(frozenset(artist.words) in ask.composers for artist in heard.artists)
        self.theme = next((c.text for c, w in zip(credits, said, strict=True) if w in ask.singers), "")
        self.theme_known = bool(ask.singers)
        self.co_artist = _same_person(wanted.co_artists, credits)

    @property
    def links(self) -> bool:
        """Whether a person ties the candidate to what is asked for."""
        return bool(self.artist or self.theme or self.composer or self.co_artist)

    def weigh(self, values: Values, vetoes: Vetoes, named: WorkTie, title: float) -> None:
        """Puts down what the artists say."""
        if self.artist:
            values["artist"] = (1.0, self.artist)
        elif self.ask.artists:
            values["other_artist"] = (0.3 if named.links else 1.0, f"asked for {self.ask.reading.artist}")
            if not named.links:
                vetoes["artist"] = f"not by {self.ask.reading.artist}"
        if self.theme:
            values["theme"] = (1.0, self.theme)
        elif self.theme_known and not named.links and title >= LEAST_TITLE:
            who = self.ask.themes[0].artist
            values["other_singer"] = (1.0, f"the song of the work is by {who}")
            vetoes["artist"] = f"the song of the work is by {who}"
        if self.composer and not self.theme:
            values["composer"] = (1.0, self.composer)
        if self.co_artist and not self.artist:
            values["co_artist"] = (1.0, self.co_artist)


def _same_person(asked: Sequence[Readings], credits: Sequence[Readings]) -> str:
    return next(
        (c.text for a in asked for c in credits if a.text and c.text and similarity(a, c) >= SAME_NAME),
        "",
    )
