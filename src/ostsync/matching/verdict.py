"""The decision over the evidence, by floor, margin and vetoes: matched, ambiguous with candidates, or missed and why.

Pure. `judge` rates every candidate under every reading and keeps the best; `decide` makes one verdict of them.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ostsync.matching.evidence import Crowd, Sum, weigh
from ostsync.matching.prepare import Heard, Wanted
from ostsync.matching.ties import LEAST_TITLE
from ostsync.matching.weights import Weights, shipped
from ostsync.model import Candidate, Evidence, Reason, Status, Track, Verdict

VERSION = "1"
"""Of the matcher. A verdict keeps the one that judged it."""

Prepare = Callable[[Track], Heard]

_SAME_LENGTH_MS = 3_000
_NEAR = 0.6
"""Titles of less similarity than this are never what was meant, whatever a later version may think of them."""
_FEW = 3
_SAME_TITLE = 0.93
"""From this similarity on two titles that both fit what is asked for are one title."""
_TOO_GENERIC = 0.5
"""From this value of the evidence `generic` on, one composer may have two pieces of the title."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A candidate with its score under the reading that suits it best."""

    heard: Heard
    sum: Sum
    score: float
    confidence: float
    veto: str | None
    place: int
    """Where it stood among all that came back."""

    def candidate(self, weights: Weights) -> Candidate:
        """As the verdict keeps it."""
        evidence = [
            Evidence(name, value, weights.weight[name], note) for name, (value, note) in self.sum.values.items()
        ]
        evidence.sort(key=lambda e: -abs(e.value * e.weight))
        evidence += [Evidence(f"veto_{name}", 1.0, 0.0, why) for name, why in self.sum.vetoes.items()]
        return Candidate(self.heard.track, round(self.confidence, 3), tuple(evidence), self.veto)


def judge(wanted: Wanted, candidates: Iterable[Heard], weights: Weights | None = None) -> list[Rated]:
    """Every candidate with its confidence, best first. Those of another title come last."""
    weights = weights or shipped()
    candidates = list(candidates)
    rated = []
    for place, (one, crowd) in enumerate(zip(candidates, _crowds(wanted, candidates), strict=True)):
        best: Rated | None = None
        for ask in wanted.asks:
            now = _rate(weigh(ask, wanted, one, crowd), one, place, weights)
            if best is None or now.score > best.score:
                best = now
        assert best is not None
        rated.append(best)
    rated.sort(key=_order, reverse=True)
    return rated


def _rate(found: Sum, heard: Heard, place: int, weights: Weights) -> Rated:
    score = weights.base + sum(weights.weight[name] * value for name, (value, _) in found.values.items())
    confidence = 1 / (1 + math.exp(-score))
    veto = None
    for name in found.vetoes:
        lid = weights.lid[name]
        if confidence > lid or veto is None:
            confidence, veto = min(confidence, lid), name if lid < 1 else veto
    return Rated(heard, found, score, confidence, veto, place)


def _order(rated: Rated) -> tuple[float, ...]:
    track = rated.heard.track
    kind = {"album": 1, "single": 0, "compilation": -1}.get(track.album.album_type if track.album else "", 0)
    return (rated.confidence, rated.score, rated.heard.soundtrack, kind, -rated.place)


def _crowds(wanted: Wanted, candidates: Sequence[Heard]) -> list[Crowd]:
    """For each candidate how many artists have just its title, covers aside.

    Where some write the title as it was asked for to the sign ("GO!!!"), they are counted by themselves.
    """
    asked = {name.readings.text for ask in wanted.asks for name in ask.names}
    keys = {key for ask in wanted.asks for name in ask.names for key in name.readings.keys}
    written = {sign_by_sign(ask.parts.core) for ask in wanted.asks}
    alike: set[tuple[str, ...]] = set()
    same: set[tuple[str, ...]] = set()
    for one in candidates:
        if one.signs or not any(
            n.readings.text in asked or (n.readings.native and keys & set(n.readings.keys)) for n in one.names[:2]
        ):
            continue
        artist = one.artists[0].words if one.artists else ()
        alike.add(artist)
        if sign_by_sign(one.parts.core) in written:
            same.add(artist)
    return [Crowd(len(same if sign_by_sign(one.parts.core) in written else alike)) for one in candidates]


def sign_by_sign(title: str) -> str:
    """A title as it is written, its signs included; case and width aside."""
    return unicodedata.normalize("NFKC", title).casefold()


# ---------------------------------------------------------------------------- the verdict


def decide(
    rated: Sequence[Rated],
    weights: Weights | None = None,
    *,
    offered: Sequence[Rated] = (),
    rejected: bool = False,
) -> Verdict:
    """One verdict from rated candidates.

    `offered` are tracks of the right soundtrack album which no title fits: what is asked for may be among them
    under a translated name. `rejected` says that the person has turned candidates down before.
    """
    weights = weights or shipped()
    kept = tuple(one.candidate(weights) for one in _worth_keeping(rated, weights))
    if rated and rated[0].confidence >= weights.floor and rated[0].veto is None:
        best = rated[0]
        rival = next((r for r in rated[1:] if not same_recording(best.heard, r.heard)), None)
        if rival is None or rival.veto or best.score - rival.score >= weights.margin or _same_piece(best, rival):
            chosen = kept[0]
            return Verdict(
                Status.MATCHED,
                match=chosen.track,
                confidence=chosen.confidence,
                evidence=chosen.evidence,
                candidates=kept,
                matcher=VERSION,
            )
        return _verdict(Status.AMBIGUOUS, Reason.AMBIGUOUS, kept)
    good = [one for one in rated if one.confidence >= weights.offer]
    if good and (good[0].sum.linked or not offered):
        several = len({r.heard.artists for r in good}) > 1
        return _verdict(Status.AMBIGUOUS, Reason.AMBIGUOUS if several else Reason.LOW_CONFIDENCE, kept)
    if offered:
        places = {one.place for one in offered}
        titled = [r for r in rated if r.sum.similarity >= LEAST_TITLE and r.place not in places]
        ahead = weights.offers - bool(good)  # one place for what bears the title, though nothing ties it to the work
        shown = [*offered[:ahead], *titled, *offered[ahead:]][: weights.kept]
        return _verdict(Status.AMBIGUOUS, Reason.LOW_CONFIDENCE, tuple(one.candidate(weights) for one in shown))
    return _verdict(Status.MISSED, _why(rated, rejected=rejected), kept)


def _worth_keeping(rated: Sequence[Rated], weights: Weights) -> Sequence[Rated]:
    """What a verdict remembers: every candidate whose title comes near, or the first few where none does."""
    near = [one for one in rated if one.sum.similarity >= _NEAR][: weights.kept]
    return near or rated[:_FEW]


def _verdict(status: Status, reason: Reason, candidates: tuple[Candidate, ...]) -> Verdict:
    confidence = candidates[0].confidence if candidates else 0.0
    return Verdict(status, reason, confidence=confidence, candidates=candidates, matcher=VERSION)


def _same_piece(best: Rated, rival: Rated) -> bool:
    """Whether the rival is the same piece by the same people, so that the better release may be chosen.

    Two pieces of one composer can share a generic title ("Battle" on two volumes); those stay ambiguous.
    """
    if not best.heard.people & rival.heard.people or best.score < rival.score:
        return False
    if best.heard.soundtrack and not rival.heard.soundtrack:
        return True
    singer = any(name in best.sum.values and name in rival.sum.values for name in ("theme", "artist"))
    generic, _ = best.sum.values.get("generic", (0.0, ""))
    return (singer or generic < _TOO_GENERIC) and min(best.sum.similarity, rival.sum.similarity) >= _SAME_TITLE


_REASONS = {
    "cover": Reason.COVER_ONLY,
    "version": Reason.VERSION_MISMATCH,
    "number": Reason.VERSION_MISMATCH,
    "work": Reason.WORK_MISMATCH,
    "unavailable": Reason.UNAVAILABLE,
    "unlinked": Reason.WORK_MISMATCH,
    "part": Reason.WORK_MISMATCH,
    "artist": Reason.WORK_MISMATCH,
}


def _why(rated: Sequence[Rated], *, rejected: bool) -> Reason:
    """The reason of a miss: what forbids the best of those whose title fits."""
    if rejected:
        return Reason.REJECTED
    if not rated:
        return Reason.NO_RESULTS
    titled = [r for r in rated if r.sum.similarity >= LEAST_TITLE]
    if not titled:
        return Reason.LOW_CONFIDENCE
    linked = [r for r in titled if r.sum.linked] or titled
    reasons = [_REASONS.get(r.veto or "", Reason.LOW_CONFIDENCE) for r in linked]
    if linked is titled and Reason.COVER_ONLY in reasons:
        return Reason.COVER_ONLY
    return reasons[0]


def same_recording(one: Heard, other: Heard) -> bool:
    """Whether two tracks are one recording on two releases: one ISRC, or one title, artist and length."""
    a, b = one.track, other.track
    if a.id == b.id or (a.isrc and a.isrc == b.isrc):
        return True
    if not one.people & other.people:
        return False
    if one.parts.versions != other.parts.versions or one.parts.numbers != other.parts.numbers:
        return False
    if one.names[0].words != other.names[0].words and one.parts.core.casefold() != other.parts.core.casefold():
        return False
    if a.duration_ms and b.duration_ms:
        return abs(a.duration_ms - b.duration_ms) <= _SAME_LENGTH_MS
    return True
