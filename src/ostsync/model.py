"""The nouns of the house: what every room hands to the next, as frozen values.

This module does no input or output and imports nothing else of ostsync. Times are aware UTC datetimes,
lengths are milliseconds, confidences and evidence values lie in 0..1 unless a docstring says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Medium(StrEnum):
    """What kind of work a track belongs to."""

    ANIME = "anime"
    GAME = "game"
    FILM = "film"
    DRAMA = "drama"


class Kind(StrEnum):
    """What a recommendation names: a track, only its role ("Opening 2"), or a whole album."""

    TRACK = "track"
    ROLE = "role"
    ALBUM = "album"


# ---------------------------------------------------------------------------- what a person wrote


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the words of a recommendation: which of them is the title, the work, the artist."""

    title: str
    work: str | None = None
    artist: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One piece of music that a person recommended, in the words that they used.

    `title`, `work` and `artist` are the preferred reading, kept as written. `alternatives` are other
    readings of the same words: a second name of the track ("A / B"), or title and work the other way
    round where a list leaves its direction open. Matching decides between them.
    """

    title: str
    work: str | None = None
    artist: str | None = None
    album: str | None = None
    medium: Medium | None = None
    section: str | None = None
    kind: Kind = Kind.TRACK
    alternatives: tuple[Reading, ...] = ()
    duration_ms: int | None = None
    isrc: str | None = None
    uri: str | None = None
    """A track address given in the source itself; it is a decision by the person, not a guess."""
    co_artists: tuple[str, ...] = ()
    """Artists named in the same paragraph or section without being tied to this track."""
    confidence: float = 1.0
    """How sure the reading is (not the match)."""
    text: str = ""
    """The words it was read from: a line, an item, a sentence."""
    line: int | None = None
    """Where `text` begins in the source, counted from 1."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading, the preferred one first."""
        return (Reading(self.title, self.work, self.artist), *self.alternatives)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that could not be read; it costs only itself."""

    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A source after reading: who it is, and what it recommends, in order of first mention."""

    name: str
    """Canonical path, URL, or the name given with --as."""
    kind: str
    """text, markdown, html, rst, csv, json, jspf, xspf or m3u."""
    title: str | None = None
    """The theme of the source in its own words ("SAD OST"), for naming a playlist."""
    recommendations: tuple[Recommendation, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"


# ---------------------------------------------------------------------------- what the catalogue holds


@dataclass(frozen=True, slots=True)
class Album:
    """A release as the catalogue lists it."""

    id: str
    name: str
    artists: tuple[str, ...] = ()
    album_type: str = "album"
    """album, single or compilation."""
    release_date: str | None = None
    total_tracks: int | None = None
    image_url: str | None = None

    @property
    def uri(self) -> str:
        """The album's Spotify URI."""
        return f"spotify:album:{self.id}"


@dataclass(frozen=True, slots=True)
class Track:
    """A recording on a release, as the catalogue lists it.

    Fields that the Web API of 2026 no longer gives (popularity, available markets) have no place here.
    """

    id: str
    name: str
    artists: tuple[str, ...] = ()
    album: Album | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    track_number: int | None = None
    disc_number: int | None = None
    is_playable: bool | None = None
    """None where the answer does not say."""

    @property
    def uri(self) -> str:
        """The track's Spotify URI, what playlists are made of."""
        return f"spotify:track:{self.id}"

    @property
    def url(self) -> str:
        """Where a person can listen to it."""
        return f"https://open.spotify.com/track/{self.id}"

    @property
    def album_name(self) -> str:
        """The album's name, or an empty string where it is not known."""
        return self.album.name if self.album else ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One answer of a search: up to 10 tracks and up to 10 albums, in the catalogue's order."""

    tracks: tuple[Track, ...] = ()
    albums: tuple[Album, ...] = ()
    cached: bool = False
    """Answered from the local cache: no request left."""


# ---------------------------------------------------------------------------- what was decided about it


class Status(StrEnum):
    """What became of a recommendation."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    MISSED = "missed"
    POSTPONED = "postponed"
    """The catalogue could not be asked. Never stored as a miss."""


class Reason(StrEnum):
    """Why a recommendation is not matched."""

    NO_RESULTS = "no_results"
    LOW_CONFIDENCE = "low_confidence"
    AMBIGUOUS = "ambiguous"
    COVER_ONLY = "cover_only"
    VERSION_MISMATCH = "version_mismatch"
    WORK_MISMATCH = "work_mismatch"
    UNAVAILABLE = "unavailable"
    ROLE_ONLY = "role_only"
    IS_ALBUM = "is_album"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    OFFLINE = "offline"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"


class DecidedBy(StrEnum):
    """Who chose: the matcher, or the person."""

    AUTO = "auto"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One named reason for or against a candidate."""

    name: str
    value: float
    weight: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that came back, with everything that speaks for and against it."""

    track: Track
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    """What speaks against choosing it, in one word ("cover", "version"), or None."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question put to the catalogue for a recommendation."""

    form: str
    """Which kind of query it was: plain, native, folded, fields, album, album_tracks, ..."""
    query: str
    hits: int
    requests: int
    """HTTP requests that left for it: 0 when it was answered from the cache."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one recommendation, and why."""

    status: Status
    reason: Reason | None = None
    match: Track | None = None
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """Best first. Those of a matched verdict begin with the match itself."""
    decided_by: DecidedBy = DecidedBy.AUTO
    asked: tuple[Asked, ...] = ()
    matcher: str = ""
    """The version of the matcher that judged."""
    requests: int = 0
    """HTTP requests that left for this recommendation."""
    from_store: bool = False
    """Taken from an earlier run without asking anything."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A recommendation with its verdict and its place in the run."""

    order: int
    source: str
    recommendation: Recommendation
    verdict: Verdict
    duplicate_of: int | None = None
    """Order number of the earlier recommendation that this one repeats."""


# ---------------------------------------------------------------------------- playlists


@dataclass(frozen=True, slots=True)
class User:
    """The account that a token speaks for. `account_id` is the immutable one (Spotify, May 2026)."""

    account_id: str
    id: str
    display_name: str | None = None


class ItemKind(StrEnum):
    """What a playlist position holds. Only tracks are ours to touch; the others are kept where they are."""

    TRACK = "track"
    EPISODE = "episode"
    LOCAL = "local"
    MISSING = "missing"
    """Spotify answers null for it: it exists, but cannot be named."""


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """One position of a playlist."""

    uri: str | None
    kind: ItemKind = ItemKind.TRACK
    name: str | None = None
    isrc: str | None = None
    added_at: str | None = None
    added_by: str | None = None
    artists: tuple[str, ...] = ()
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist as the account holds it. `items` is None where only its head was read."""

    id: str
    name: str
    owner_id: str
    description: str = ""
    """Already unescaped: Spotify answers it HTML-escaped."""
    public: bool | None = None
    collaborative: bool = False
    snapshot_id: str = ""
    total: int = 0
    items: tuple[PlaylistItem, ...] | None = None
    images: tuple[str, ...] = field(default=())

    @property
    def uri(self) -> str:
        """The playlist's Spotify URI."""
        return f"spotify:playlist:{self.id}"

    @property
    def url(self) -> str:
        """Where a person can open it."""
        return f"https://open.spotify.com/playlist/{self.id}"
