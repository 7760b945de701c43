"""A recommended album: which release it is, and its tracks in its place where the person wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ostsync.matching.prepare import Wanted
from ostsync.matching.shelf import belongs
from ostsync.matching.signs import signs_of, telling
from ostsync.model import Album, Kind, Resolved, Status
from ostsync.titles.scripts import readings, similarity
from ostsync.titles.worknames import words

_SAME = 0.90


def best_album(wish: Wanted, albums: tuple[Album, ...]) -> Album | None:
    """The album that is meant, or None where none fits surely: by its own name, else as the soundtrack of the work."""
    ask = wish.asks[0]
    title = wish.recommendation.album or ask.reading.title
    asked = readings(title)
    rated: list[tuple[float, int, Album]] = []
    for place, album in enumerate(albums):
        name = words(album.name)
        if any(set(sign.words) - set(words(title)) for sign in signs_of((), [words(a) for a in album.artists], name)):
            continue
        value = similarity(asked, readings(album.name))
        if ask.artists and not any(
            similarity(a, readings(credit)) >= _SAME for a in ask.artists for credit in album.artists
        ):
            value = 0.0
        if value < _SAME and ask.sought is not None and not _says_more(title, ask.sought.name):
            value = belongs(album, ask.sought)
        if value >= _SAME:
            rated.append((value, -place, album))
    return max(rated, key=lambda r: r[:2])[2] if rated else None


def _says_more(title: str, work: str) -> bool:
    """Whether an album's title names more than the work and that it is its soundtrack."""
    return bool(set(telling(words(title))) - set(words(work)))


def expand(resolved: Resolved) -> Iterator[Resolved]:
    """A found album as its tracks, in the album's order, each as if it had been recommended itself."""
    asked = resolved.recommendation
    for candidate in resolved.verdict.candidates:
        track = candidate.track
        one = replace(
            asked,
            title=track.name,
            work=asked.work,
            artist=track.artists[0] if track.artists else asked.artist,
            album=track.album_name or asked.album,
            kind=Kind.TRACK,
            alternatives=(),
        )
        verdict = replace(
            resolved.verdict,
            status=Status.MATCHED,
            reason=None,
            match=track,
            confidence=candidate.confidence,
            evidence=candidate.evidence,
            candidates=(candidate,),
            requests=0 if track is not resolved.verdict.candidates[0].track else resolved.verdict.requests,
        )
        yield replace(resolved, recommendation=one, verdict=verdict)
