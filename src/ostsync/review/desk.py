"""What can be done at one sitting of a review, whichever way it is shown: choose, skip, rule out, search, undo.

The terminal loop and the local page are two views of one Desk. Every decision is kept at once, before it is
shown as kept, and each can be taken back in the reverse order of making.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ostsync.decisions import Action, Decision
from ostsync.errors import UsageError
from ostsync.links import track_uri
from ostsync.model import Candidate, Resolved, Status, Track
from ostsync.ports import Clock
from ostsync.report.rows import needs_a_look, offered

LONGEST_WORDS = 100
"""Characters of a search (Spotify refuses longer ones)."""


class Office(Protocol):
    """What a desk needs of the rest of the house; `app.review` fulfils it."""

    def keep(self, decision: Decision) -> None:
        """Stores a decision for good."""
        ...

    def take_back(self, decision: Decision) -> None:
        """Removes a decision."""
        ...

    def look_up(self, uri: str) -> Track | None:
        """The track of a pasted link; None where it cannot be asked for now. UsageError where there is none."""
        ...

    def settle(self, result: Resolved, chosen: Track | None = None) -> Resolved:
        """The result with all decisions applied; `chosen` is what a decision just accepted. No request."""
        ...

    def search(self, result: Resolved, words: str) -> tuple[Candidate, ...]:
        """What the catalogue has under other words, judged against the recommendation. Costs a request."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One result on the desk, with what was decided about it at this sitting."""

    result: Resolved
    decided: Action | None = None
    found: tuple[Candidate, ...] | None = None
    """What the last search by hand brought, in place of the stored candidates."""
    words: str | None = None
    """The words of that search."""

    @property
    def order(self) -> int:
        """Its number in the run."""
        return self.result.order

    @property
    def candidates(self) -> Sequence[Candidate]:
        """What can be chosen, best first."""
        return self.found[:10] if self.found is not None else offered(self.result)


class Desk:
    """The cases of a review, and what may be done with them."""

    def __init__(self, results: Sequence[Resolved], office: Office, clock: Clock) -> None:
        self._cases = {r.order: Case(r) for r in results if r.duplicate_of is None}
        self._office = office
        self._clock = clock
        self._done: list[tuple[Decision, Case]] = []

    def cases(self) -> list[Case]:
        """Every case, in order."""
        return list(self._cases.values())

    def open_cases(self) -> list[Case]:
        """Those that still need a decision."""
        return [c for c in self._cases.values() if needs_a_look([c.result])]

    def results(self) -> list[Resolved]:
        """The results as they stand now."""
        return [c.result for c in self._cases.values()]

    def case(self, order: int) -> Case:
        """One case. Raises UsageError where there is none of that number."""
        try:
            return self._cases[order]
        except KeyError:
            raise UsageError(f"There is no track number {order} here.", "See `ostsync review --all`.") from None

    def choose(self, order: int, link: str) -> Case:
        """This track is right: a link or URI. Raises UsageError where it names no track."""
        uri = track_uri(link)
        known = (c.track for c in (*self.case(order).candidates, *self.case(order).result.verdict.candidates))
        track = next((t for t in known if t.uri == uri), None) or self._office.look_up(uri)
        return self._decide(order, Action.ACCEPT, uris=(uri,), chosen=track)

    def skip(self, order: int) -> Case:
        """Leave it out for good."""
        return self._decide(order, Action.SKIP)

    def reject(self, order: int) -> Case:
        """None of what is shown is right, and none of it is to be offered again."""
        case = self.case(order)
        match = case.result.verdict.match
        uris = [c.track.uri for c in case.candidates] + ([match.uri] if match else [])
        if not uris:
            raise UsageError("There is nothing here to reject.", "Skip it, search again, or paste a link.")
        return self._decide(order, Action.NEVER, uris=dict.fromkeys(uris))

    def search(self, order: int, words: str) -> Case:
        """Looks under other words. Nothing is decided by it; what it finds can be chosen."""
        words = " ".join(words.split())
        if not words:
            raise UsageError(
                "There are no words to search for.", "Type the title, and the artist or work if you know it."
            )
        if len(words) > LONGEST_WORDS:
            raise UsageError(f"Spotify searches for at most {LONGEST_WORDS} characters.", "Use fewer words.")
        case = self.case(order)
        found = self._office.search(case.result, words)
        self._cases[order] = replace(case, found=found, words=words)
        return self._cases[order]

    def undo(self) -> Case | None:
        """Takes the last decision of this sitting back; answers its case, or None where there is none left."""
        if not self._done:
            return None
        decision, before = self._done.pop()
        self._office.take_back(decision)
        self._cases[before.order] = before
        return before

    def _decide(self, order: int, action: Action, uris: Iterable[str] = (), chosen: Track | None = None) -> Case:
        before = self.case(order)
        decision = Decision.about(before.result.recommendation, action, self._clock.now(), uris=uris)
        self._office.keep(decision)
        self._done.append((decision, before))
        settled = self._office.settle(before.result, chosen)
        self._cases[order] = replace(before, result=settled, decided=action)
        return self._cases[order]


def progress(cases: Sequence[Case]) -> dict[str, int]:
    """How far the review has come: how many are matched, left to settle, and settled otherwise."""
    still_open = len(needs_a_look([c.result for c in cases]))
    matched = sum(c.result.verdict.status is Status.MATCHED for c in cases)
    return {"total": len(cases), "matched": matched, "open": still_open, "other": len(cases) - matched - still_open}
