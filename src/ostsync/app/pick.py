"""Which result a person means by an order number or by a title as written."""

from __future__ import annotations

from collections.abc import Sequence

from ostsync.errors import UsageError
from ostsync.model import Resolved
from ostsync.text import shorten


def pick(results: Sequence[Resolved], words: str) -> Resolved:
    """The result of this number, or the only one of this title. Raises UsageError, naming what comes near."""
    from ostsync.titles.fold import fold

    if words.strip().isdecimal() and len(words) < 10:
        for result in results:
            if result.order == int(words):
                return result
    said = shorten(words, 60)
    own = [r for r in results if r.duplicate_of is None]
    for same in (lambda title: title == words, lambda title: fold(title) == fold(words)):
        found = [r for r in own if any(same(reading.title) for reading in r.recommendation.readings)]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(f"{r.order} ({r.recommendation.work or 'no work'})" for r in found)
            raise UsageError(f"Several tracks are called “{said}”: {numbers}.", "Name the one by its number.")
    raise UsageError(f"The last resolve has no track “{said}”.", _nearest(own, words))


def _nearest(results: Sequence[Resolved], words: str) -> str:
    from difflib import get_close_matches

    titles = {r.recommendation.title: r.order for r in results}
    near = get_close_matches(words, list(titles), n=3, cutoff=0.5)
    if near:
        return "Did you mean " + " or ".join(f"{titles[t]} “{t}”" for t in near) + "?"
    return (
        f"Give a number from 1 to {len(results)}, or the title as it is written."
        if results
        else "Resolve a source first."
    )
