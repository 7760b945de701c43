"""What the catalogue has under words that a person typed, rated against what was recommended. Costs one request."""

from __future__ import annotations

from ostsync.matching.prepare import heard, wanted
from ostsync.matching.verdict import judge
from ostsync.matching.weights import shipped
from ostsync.model import Candidate, Recommendation
from ostsync.ports import Catalogue
from ostsync.titles.scripts import readings
from ostsync.titles.works import Works


def search_by_hand(
    catalogue: Catalogue, works: Works, recommendation: Recommendation, words: str
) -> tuple[Candidate, ...]:
    """Every track that came back, best first: the person chooses, so nothing is left out for its confidence."""
    page = catalogue.search(words)
    wish = wanted(recommendation, works, readings, words_too=words)
    weights = shipped()
    rated = judge(wish, [heard(track, readings) for track in page.tracks], weights)
    return tuple(one.candidate(weights) for one in rated)
