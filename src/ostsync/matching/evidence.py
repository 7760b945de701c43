"""What speaks for and against one candidate: named evidence, and the vetoes that forbid it.

Pure: a prepared wish and a prepared candidate go in, values come out. What each is worth stands in
weights.toml and is applied by `verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ostsync.matching.naming import Mention, mention
from ostsync.matching.prepare import Ask, Heard, Read, Wanted, named_work_removed
from ostsync.matching.signs import Found, telling, vocabulary
from ostsync.model import Medium
from ostsync.titles.fold import fold
from ostsync.titles.scripts import Readings, similarity
from ostsync.titles.versions import SAME_PERFORMANCE, UNNAMED, group

LEAST_TITLE = 0.82
"""Up to a similarity of 0.8 no two titles are the same, says `titles.scripts`."""
_NOTHING, _ALL = 0.68, 0.95
_SURE = 0.97
"""Above this two titles differ in nothing that matters."""
_SAME_NAME = 0.88
"""From this similarity on two names of a person are the same."""
_TOO_GENERIC = 0.5
"""From this value of `generic` on, every part of a series may have a piece of the title."""
_NOT_MISSED = frozenset({UNNAMED, "full", "movie", "game"})
"""Versions that are asked for and need not be named by the one that they mean."""
_SHORT_NAME = 5
"""Letters up to which a single word is too common to be the name of one work."""
_LONG_NAME = 10
"""Letters from which the name of a work in an album's name is hardly there by chance."""
_TOGETHER = 14
"""Letters that make a title say who it is."""


Values = dict[str, tuple[float, str]]
"""By name of the evidence: its value in 0..1 and a note."""
Vetoes = dict[str, str]
"""By name of the veto: why."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Everything that one reading has to say about a candidate."""

    values: Values
    vetoes: Vetoes
    linked: bool
    """Whether anything but the title ties the candidate to what is asked for."""
    similarity: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many artists among all that came back have a track of just this title."""

    artists: int = 1


def weigh(ask: Ask, wanted: Wanted, heard: Heard, crowd: Crowd) -> Sum:
    """Everything for and against a candidate under one reading."""
    values: Values = {}
    vetoes: Vetoes = {}
    named = _Work(ask, heard)
    title = _title(ask, heard, named, wanted.read)
    values["title"] = (round(_scale(title.value), 3), f"{title.heard} ~ {title.asked}" if title.value < 1 else "")
    if title.value < LEAST_TITLE:
        return _another_title(values, title, named)
    if title.whole:
        values["wording"] = (1.0, "")
    _specific(values, title.asked)
    _numbers(vetoes, title, named)
    people = _People(ask, wanted, heard)
    _versions(values, vetoes, ask, heard, named=named, composer=people.composer)
    named.weigh(values, vetoes, people)
    people.weigh(values, vetoes, named, title.value)
    _signs(values, vetoes, ask, heard, named=named, people=people)
    _recording(values, wanted, heard)
    linked = named.links or people.links or "isrc" in values
    if not linked:
        vetoes["unlinked"] = "nothing but the title ties it to the work"
        _chance(values, ask, heard, title, crowd)
    elif title.crossed:
        values["script"] = (1.0, "")
    if heard.track.is_playable is False:
        vetoes["unavailable"] = "cannot be played in your market"
    return Sum(values, vetoes, linked, title.value, title.whole)


# ---------------------------------------------------------------------------- title


def _another_title(values: Values, title: _Title, named: _Work) -> Sum:
    """What is worth knowing about a candidate of another title: whether it stands on an album of the work."""
    vetoes = {"title": f"another title ({title.value:.2f})"}
    if named.album_value:
        values["work"] = (round(named.album_value, 2), named.heard.track.album_name)
    if not named.links:
        vetoes["unlinked"] = "nothing but the title ties it to the work"
    return Sum(values, vetoes, named.links, title.value, title.whole)


@dataclass(frozen=True, slots=True)
class _Title:
    value: float
    asked: str
    heard: str
    whole: bool
    """Every word of the track's name was asked for, and nothing is missing."""
    crossed: bool
    """The two stand in different scripts."""
    asked_numbers: tuple[int, ...] = ()
    heard_numbers: tuple[int, ...] = ()


def _title(ask: Ask, heard: Heard, named: _Work, read: Read) -> _Title:
    names = heard.names
    best = _Title(0.0, "", "", whole=False, crossed=False)
    for one in ask.names:
        for other in names:
            value = similarity(one.readings, other.readings) * min(one.worth, other.worth)
            if value > best.value:
                best = _Title(
                    value,
                    one.readings.text,
                    other.readings.text,
                    whole=value > _SURE and other is names[0],
                    crossed=one.readings.native != other.readings.native,
                    asked_numbers=one.numbers,
                    heard_numbers=other.numbers,
                )
    return best if best.value > _SURE else _without_work(best, ask, heard, named, read)


def _without_work(best: _Title, ask: Ask, heard: Heard, named: _Work, read: Read) -> _Title:
    """The title once the work is taken out of the candidate's name: "FAIRY TAIL メインテーマ" is "Main Theme"."""
    numbers = tuple(n for n in heard.parts.numbers if n not in named.numbers)
    for rest in named.titles:
        left = read(" ".join(rest))
        for one in ask.names:
            value = similarity(one.readings, left) * one.worth
            if value > best.value:
                crossed = one.readings.native != left.native
                best = _Title(value, one.readings.text, left.text, value > _SURE, crossed, one.numbers, numbers)
    return best


def _scale(value: float) -> float:
    return max(0.0, min(1.0, (value - _NOTHING) / (_ALL - _NOTHING)))


def specificity(title: str) -> float:
    """How much a title says by itself, 0..1: its letters, generic words hardly counted, CJK ones doubly."""
    letters, generic = 0.0, vocabulary().generic
    for word in title.split():
        size = sum(2.5 if ord(letter) > 0x2E7F else 1.0 for letter in word)
        letters += size * (0.2 if word in generic else 1.0)
    return min(1.0, letters / _TOGETHER)


def _specific(values: Values, title: str) -> None:
    value = specificity(title)
    if value >= 0.5:
        values["specific"] = (round((value - 0.5) * 2, 2), "")
    else:
        values["generic"] = (round((0.5 - value) * 2, 2), "many pieces are called so")


# ---------------------------------------------------------------------------- numbers and versions


def _numbers(vetoes: Vetoes, title: _Title, named: _Work) -> None:
    """Two pieces that differ in their numerals are two pieces; a first part may go unnumbered."""
    asked, got = set(title.asked_numbers), set(title.heard_numbers)
    if asked != got and got - named.numbers != asked and not (asked | got <= {1}):
        vetoes["number"] = f"another part ({_said(got)}, asked {_said(asked)})"


def _said(values: Iterable[object]) -> str:
    return ", ".join(sorted(str(value) for value in values)) or "none"


def _versions(values: Values, vetoes: Vetoes, ask: Ask, heard: Heard, *, named: _Work, composer: str) -> None:
    """An asked-for version must be that version, and a plain title is no remix, demo or concert."""
    asked, got = ask.parts.versions, heard.parts.versions
    missing, added = asked - got, got - asked
    lacking = [v for v in missing if v not in _NOT_MISSED and group(v) != "same"]
    other = [v for v in added if group(v) not in SAME_PERFORMANCE and v != UNNAMED]
    on_soundtrack = named.album_value >= 0.5 and heard.soundtrack
    if lacking:
        vetoes["version"] = f"asked for {_said(lacking)}"
    elif UNNAMED in asked and not _same_labels(ask.parts.labels, heard.parts.labels):
        vetoes["version"] = f"asked for {_said(ask.parts.labels)}"
    elif asked & got:
        values["version"] = (1.0, _said(asked & got))
    if other and on_soundtrack and composer and all(group(v) == "voices" for v in other):
        values["other_version"] = (0.4, _said(other))  # the composer's own: "The Path of the Wind - Instrumental"
    elif other:
        values["other_version"] = (1.0, _said(other))
        vetoes["version"] = f"it is {_said(other)}"
    elif UNNAMED in added:
        values["other_version"] = (0.6, _said(heard.parts.labels))
    elif cut := [v for v in added if group(v) == "cut" and v not in ("full", "movie")]:
        values["other_version"] = (0.4, _said(cut))
    elif added:
        values["other_version"] = (0.1, _said(added))


def _same_labels(asked: Sequence[str], got: Sequence[str]) -> bool:
    """Whether two versions that have no name of their own are called alike ("10 years after Ver.")."""
    left, right = ({w for label in labels for w in fold(label).split()} for labels in (asked, got))
    return bool(left & right - {"ver", "version"})


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


class _Work:
    """How the candidate names the work: on its album, in its own name, by its artist."""

    def __init__(self, ask: Ask, heard: Heard) -> None:
        self.heard = heard
        self.sought = ask.sought
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

    @property
    def conflict(self) -> bool:
        """Whether another numbered part of the series is named."""
        return any(m is not None and m.conflict for m in (self.album, self.title)) and self.album_value == 0

    def weigh(self, values: Values, vetoes: Vetoes, people: _People) -> None:
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


class _People:
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

    def weigh(self, values: Values, vetoes: Vetoes, named: _Work, title: float) -> None:
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
        (c.text for a in asked for c in credits if a.text and c.text and similarity(a, c) >= _SAME_NAME),
        "",
    )


# ---------------------------------------------------------------------------- covers, the recording, chance


def _signs(values: Values, vetoes: Vetoes, ask: Ask, heard: Heard, *, named: _Work, people: _People) -> None:
    asked = ask.words
    shown: list[Found] = [s for s in heard.signs if not set(s.words) <= asked]
    if people.artist or people.theme:
        shown = [s for s in shown if s.where != "artist" and s.name in ("karaoke", "chiptune", "arrangement")]
    if named.album_value >= 0.5 and heard.soundtrack:
        shown = [s for s in shown if s.where != "title" or s.name in ("karaoke", "tribute", "lofi")]
    if shown:
        sign = shown[0]
        vetoes["cover"] = f"{sign.name}: {' '.join(sign.words)} ({sign.where})"
        return
    in_title = named.title is not None and named.title.value > 0
    known = people.artist or people.theme or (people.composer and people.all_known)
    if in_title and named.album_value < 0.5 and not known:
        vetoes["cover"] = "names the work in its own title, as covers do"


def _recording(values: Values, wanted: Wanted, heard: Heard) -> None:
    asked, track = wanted.recommendation, heard.track
    if asked.isrc and track.isrc and asked.isrc.upper() == track.isrc.upper():
        values["isrc"] = (1.0, track.isrc)
    if asked.duration_ms and track.duration_ms:
        apart = abs(asked.duration_ms - track.duration_ms)
        if apart <= 3_000:
            values["duration"] = (1.0, "")
        elif apart > max(15_000, asked.duration_ms * 0.1):
            values["other_duration"] = (min(1.0, apart / 60_000), f"{apart // 1000} s apart")


def _chance(values: Values, ask: Ask, heard: Heard, title: _Title, crowd: Crowd) -> None:
    """How likely a title alone is no chance: where it comes from, and how many share it."""
    medium = ask.sought.medium if ask.sought else None
    if title.crossed:
        values["script"] = (round(_scale(title.value), 2), "the reading fits")
    elif medium is not Medium.ANIME:
        values["common_words"] = (1.0, "")
    country = (heard.track.isrc or "")[:2].upper()
    japanese = country == "JP" or any(r.native for r in (heard.names[0].readings, *heard.artist_readings))
    if medium in (Medium.ANIME, Medium.GAME):
        if japanese:
            values["origin"] = (1.0, country)
        elif country:
            values["foreign"] = (1.0, country)
    if crowd.artists == 1 and medium is Medium.ANIME and title.value >= _SAME_NAME:
        values["alone"] = (1.0, "no other artist came back with this title")
    elif crowd.artists > 1:
        values["crowd"] = (min(1.0, (crowd.artists - 1) / 3), f"{crowd.artists} artists have it")
