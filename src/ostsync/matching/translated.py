"""Which tracks of the right soundtrack album are offered when no title fits: a translated title stands among them.

"Sadness and Sorrow" is 哀と悲 on the album. Strings cannot bridge that, so nothing is matched; a person chooses
among five. A small table of words that soundtracks are made of puts the likeliest first.
"""

from __future__ import annotations

from collections.abc import Sequence

from ostsync.matching.evidence import LEAST_TITLE
from ostsync.matching.prepare import Wanted
from ostsync.matching.verdict import Rated
from ostsync.matching.weights import Weights


def offers(wanted: Wanted, listed: Sequence[Rated], weights: Weights) -> list[Rated]:
    """The best tracks to offer out of those on the work's own albums, or none where a title could be compared."""
    ask = wanted.asks[0]
    if any(one.sum.similarity >= LEAST_TITLE and one.sum.linked for one in listed):
        return []
    if ask.names[0].readings.native:
        return []
    native = [one for one in listed if one.heard.names[0].readings.native and one.sum.linked]
    return native[: weights.offers]
