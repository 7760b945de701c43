"""Queries as people write them, made from the soundtrack tracks of a catalogue; a seed always makes the same ones.

Independent of ostsync's own reading of titles on purpose: works and versions are taken from album names by the
few patterns below, so that what the matcher misreads is not misread here in the same way.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from ostsync.model import Medium, Recommendation
from ostsync.sandbox.catalogue import Catalogue, CatalogueTrack
from ostsync.titles.works import Works

_MARK = re.compile(
    r"soundtrack|\bO\.?S\.?T\.?\b|original (?:motion picture )?score|サウンド・?トラック|サントラ|劇伴", re.IGNORECASE
)
_COVERS = re.compile(
    r"cover|tribute|piano|lo-?fi|karaoke|lullab|8-?bit|epic|remix|guitar|sleep|jazz|relax|orgel|music box|unofficial"
    r"|hits|best of|greatest|top \d|movies|films|classics|collection of|inspired",
    re.IGNORECASE,
)
_AROUND = " \"'“”:-–,([（【"
_QUOTED = re.compile(r"[『「《]([^』」》]{2,40})[』」》]")
_TAIL = re.compile(
    r"\s*[\[(（:\-–,]*\s*(?:the\s+)?(?:official\s+)?(?:complete\s+)?"
    r"(?:music from (?:and inspired by )?(?:the )?|songs from (?:the )?)?"
    r"(?:\b(?:original|motion picture|video game|game|soundtrack|ost|score)\b|o\.s\.t"
    r"|オリジナル|サウンド|サントラ|劇伴).*$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^(?:TVアニメ(?:ーション)?|TV anime|アニメ|劇場版|映画|ドラマ|オリジナル\S*|music from)\s*", re.IGNORECASE
)
_MEDIA = (
    (Medium.ANIME, re.compile(r"anime|アニメ|劇場版", re.IGNORECASE)),
    (Medium.GAME, re.compile(r"game|ゲーム", re.IGNORECASE)),
    (Medium.DRAMA, re.compile(r"television soundtrack|ドラマ|\bOST\b", re.IGNORECASE)),
    (Medium.FILM, re.compile(r"motion picture|movie|film|映画", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One query, and which tracks answer it."""

    recommendation: Recommendation
    track: CatalogueTrack
    answers: frozenset[str]
    shape: str
    """How it was written: plain, romaji, typo, other name, no case, with artist."""


def plain(text: str) -> str:
    """Letters and digits alone, for telling tracks apart here."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[\[(（].*?[\])）]|\s-\s.*$", "", text) or text
    return "".join(c for c in text if c.isalnum())


def work_of(album: str) -> str | None:
    """The work that a soundtrack album names, or None where that is not plain."""
    if not _MARK.search(album) or _COVERS.search(album):
        return None
    quoted = _QUOTED.search(album)
    if quoted and not album.startswith("「"):
        return quoted.group(1)
    name = _HEAD.sub("", _TAIL.sub("", album)).strip(_AROUND)
    name = re.sub(r"[\s,]+(?:vol|pt|part|disc)\.?\s*\d*$", "", name, flags=re.IGNORECASE).strip()
    return name if 2 <= len(name) <= 50 and not re.search(r"[\[(\"]|\bfrom\b", name, re.IGNORECASE) else None


def soundtracks(shelf: Catalogue) -> dict[str, list[CatalogueTrack]]:
    """The tracks of plain soundtrack albums, by album id."""
    found: dict[str, list[CatalogueTrack]] = defaultdict(list)
    for track in shelf.tracks.values():
        album = shelf.albums[track.album_id].name
        if work_of(album) and not _COVERS.search(track.name) and plain(album) != plain(track.name):
            found[track.album_id].append(track)
    return found


class Twins:
    """Which tracks of a catalogue are one piece: by artist, by ISRC, or by the work whose album they stand on."""

    def __init__(self, shelf: Catalogue) -> None:
        self._shelf = shelf
        self._by: dict[tuple[str, str], set[str]] = defaultdict(set)
        for track in shelf.tracks.values():
            for key in self._keys(track):
                self._by[key].add(track.id)

    def _keys(self, track: CatalogueTrack) -> list[tuple[str, str]]:
        title = plain(track.name)
        keys = [(title, plain(name)) for artist in track.artists for name in re.split(r" & |, | and ", artist)]
        if work := work_of(self._shelf.albums[track.album_id].name):
            keys.append((title, f"of {plain(work)}"))  # nothing in the query tells two films of one name apart
        return [*keys, ("isrc", track.isrc)] if track.isrc else keys

    def of(self, track: CatalogueTrack) -> frozenset[str]:
        """The track and its twins."""
        return frozenset({track.id}.union(*(self._by[key] for key in self._keys(track))))


def write(
    track: CatalogueTrack, album: str, works: Works, twins: Twins, dice: random.Random, *, shape: str | None = None
) -> Written:
    """A track as somebody might write it down."""
    work = work_of(album) or album
    title = track.name
    medium = next((m for m, mark in _MEDIA if mark.search(album)), None) if dice.random() < 0.6 else None
    artist = None
    of_title = len(track.aliases) > 1 or all(artist.isascii() for artist in track.artists)  # else it may be a singer's
    aliases = [a for a in track.aliases[:1] if of_title and a.isascii() and a.strip()]
    shapes = ["plain", "plain", "typo", "other name", "no case", "with artist", "bare title"]
    if aliases and not title.isascii():
        shapes += ["romaji"] * 4
    shape = shape or dice.choice(shapes)
    if shape == "romaji" and aliases:
        title = " ".join(re.sub(r"\s*([()])\s*", r" \1", aliases[0]).split()).title()
    elif shape == "typo":
        title = _mistype(title, dice)
    elif shape == "other name":
        known = works.find(work, medium)
        if known is not None:
            work = dice.choice(known.names[:4])
    elif shape == "no case":
        title, work = title.lower().replace("'", ""), work.lower()
    elif shape == "with artist":
        artist = track.artists[0]
    elif shape == "bare title":
        title = (
            re.sub(r"\s*[\[(（](?:from|instrumental|feat|original).*?[\])）]", "", title, flags=re.IGNORECASE) or title
        )
    answers = twins.of(track)
    return Written(Recommendation(title, work, artist, medium=medium), track, answers, shape)


def choose(
    albums: list[tuple[str, list[CatalogueTrack]]], native: list[tuple[str, list[CatalogueTrack]]], dice: random.Random
) -> tuple[str, CatalogueTrack]:
    """An album and one of its tracks; three in ten from albums whose titles stand in another script than Latin."""
    label, tracks = dice.choice(native if native and dice.random() < 0.3 else albums)
    return label, dice.choice(tracks)


def _mistype(title: str, dice: random.Random) -> str:
    """One letter lost, doubled or swapped inside of a word of five letters or more."""
    places = list(re.finditer(r"[A-Za-z]{5,}", title))
    if not places:
        return title
    word = dice.choice(places)
    at = dice.randrange(word.start() + 1, word.end() - 2)
    change = dice.choice(("lose", "double", "swap"))
    if change == "lose":
        return title[:at] + title[at + 1 :]
    if change == "double":
        return title[:at] + title[at] + title[at:]
    return title[:at] + title[at + 1] + title[at] + title[at + 2 :]
