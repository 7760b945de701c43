"""What every report says about one result: its words, its reason in plain language, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from ostsync.model import Candidate, Reason, Resolved, Status, Track

SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """The totals of a run. `total` is always matched + ambiguous + missed + postponed."""

    total: int = 0
    matched: int = 0
    ambiguous: int = 0
    missed: int = 0
    postponed: int = 0
    duplicates: int = 0
    """How many of them repeat an earlier recommendation."""
    requests: int = 0
    """HTTP requests that left for the API."""
    cached: int = 0
    """Results that an earlier run had already decided."""

    @classmethod
    def of(cls, results: Iterable[Resolved]) -> Summary:
        """Counts results."""
        results = list(results)
        statuses = Counter(r.verdict.status for r in results)
        own = [r for r in results if r.duplicate_of is None]
        return cls(
            total=len(results),
            matched=statuses[Status.MATCHED],
            ambiguous=statuses[Status.AMBIGUOUS],
            missed=statuses[Status.MISSED],
            postponed=statuses[Status.POSTPONED],
            duplicates=len(results) - len(own),
            requests=sum(r.verdict.requests for r in own),
            cached=sum(r.verdict.from_store for r in results),
        )

    def as_dict(self) -> dict[str, int]:
        """The totals under the names that scripts rely on."""
        return asdict(self)

    def sentence(self) -> str:
        """The totals as a person would say them."""
        parts = [f"{self.matched} of {self.total} matched"]
        parts += [f"{self.ambiguous} to choose"] if self.ambiguous else []
        parts += [f"{self.missed} missed"] if self.missed else []
        parts += [f"{self.postponed} postponed"] if self.postponed else []
        return ", ".join(parts) + f" · {plural(self.requests, 'request')}"


REASONS: dict[Reason, str] = {
    Reason.NO_RESULTS: "Spotify found nothing under any of the names tried",
    Reason.LOW_CONFIDENCE: "what came back is too unlike what was asked for",
    Reason.AMBIGUOUS: "several tracks fit about equally well",
    Reason.COVER_ONLY: "only covers, karaoke or tributes came back",
    Reason.VERSION_MISMATCH: "it is there, but not in the version asked for",
    Reason.WORK_MISMATCH: "tracks of this title came back, but none from this work",
    Reason.UNAVAILABLE: "it exists, but cannot be played in your market",
    Reason.ROLE_ONLY: "only its role is named, not its title",
    Reason.IS_ALBUM: "a whole album is named, not a track",
    Reason.REJECTED: "you ruled out what was found",
    Reason.SKIPPED: "you chose to leave it out",
    Reason.OFFLINE: "Spotify could not be reached",
    Reason.RATE_LIMITED: "Spotify asks to wait",
    Reason.QUOTA: "today's quota is used up",
}
"""Every reason as a sentence a person can act on."""


AGAINST = {
    "title": "",  # shown only where a translated title is looked for: then it says nothing
    "number": "another number",
    "version": "another version",
    "cover": "a cover",
    "work": "from another work",
    "part": "from another part of the series",
    "artist": "by another artist",
    "unlinked": "nothing ties it to the work",
    "unavailable": "cannot be played in your market",
}
"""What speaks against a candidate, in words; the keys are the vetoes of the matcher."""


def why(result: Resolved) -> str:
    """Why a result is not matched, as a clause; empty for a match."""
    reason = result.verdict.reason
    if reason is Reason.LOW_CONFIDENCE and result.verdict.status is Status.AMBIGUOUS:
        return "nothing has this title; it may be one of these under another name"
    return REASONS[reason] if reason else ""


def against(candidate: Candidate) -> str:
    """What speaks against choosing a candidate, in words; empty where nothing forbids it."""
    return AGAINST.get(candidate.reason, candidate.reason.replace("_", " ")) if candidate.reason else ""


def needs_a_look(results: Iterable[Resolved]) -> list[Resolved]:
    """What a person may want to settle: missed and ambiguous, not what they have settled so, each only once."""
    settled = (Reason.SKIPPED, Reason.REJECTED)
    return [
        r
        for r in unmatched(results)
        if r.verdict.status is not Status.POSTPONED and r.verdict.reason not in settled and r.duplicate_of is None
    ]


def unmatched(results: Iterable[Resolved]) -> list[Resolved]:
    """Everything that has no match, whatever the reason."""
    return [r for r in results if r.verdict.status is not Status.MATCHED]


def offered(result: Resolved) -> Sequence[Candidate]:
    """The candidates worth showing, best first: of a miss, those alone that have the title."""
    candidates = result.verdict.candidates
    if result.verdict.status is Status.MISSED:
        candidates = tuple(c for c in candidates if c.reason not in ("title", "number"))
    return candidates[:SHOWN_CANDIDATES]


def track_line(track: Track) -> str:
    """A track in one line: name, artists, album."""
    parts = [track.name, ", ".join(track.artists), track.album_name]
    return " · ".join(p for p in parts if p)


def length(duration_ms: int | None) -> str:
    """A duration as m:ss, or an empty string."""
    if not duration_ms:
        return ""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes}:{seconds:02d}"


def plural(count: int, noun: str, plural_noun: str | None = None) -> str:
    """`1 request`, `2 requests`."""
    return f"{count} {noun if count == 1 else plural_noun or noun + 's'}"
