"""How wide a gap between words may be: it says no more than three spaces do.

What reads the words would look at each gap in as many ways as it is wide: a line of nothing but spaces would hang it.
"""

from __future__ import annotations

import re

_GAP = re.compile(r"([^\S\n]{3})[^\S\n]+")


def narrow(text: str) -> str:
    """The text with no gap inside of a line wider than three spaces."""
    return _GAP.sub(r"\1", text)
