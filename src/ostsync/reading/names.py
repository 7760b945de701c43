"""What a name looks like: a person, a title, a sentence. Judged by its shape and by the works that are known."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ostsync.reading import vocabulary as v
from ostsync.reading import wordlists

if TYPE_CHECKING:
    from ostsync.titles.works import Work, Works

GIVEN = wordlists.words("given_names.txt")
"""Given names: a word of two or three that begins with one of them is most likely a person."""

ARTISTS = wordlists.lines("artists.txt")
"""Artists of soundtracks so well known that their name alone says what they are."""

_SURNAMES = wordlists.words("surnames.txt")
_GIVEN_END = frozenset("子美恵香奈郎太夫明彦樹輔介司志也哉希織代江朗雄一二三之助裕宏浩博隆健翔貴菜花音乃莉佳")
"""Characters with which Japanese given names end."""
_HAN = re.compile(r"[\u4e00-\u9fff々〆]{2,5}$")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SMALL = frozenset(
    """
    a an the of in on at to for from and or with by de la le les du des del el los las da do dos das e y et und
    der die das von van no wa wo ga ni ha mo na o ka x vs vs. n à au aux un une en di il al lo nel per sur dans
    mit zu is as be into
    """.split()  # noqa: SIM905
)
_ENSEMBLE = v.Vocabulary(
    """orchestra philharmonic symphony_orchestra band choir ensemble quartet trio brothers sisters feat feat. ft ft.
    featuring cv dj mc""",
    "楽団 合唱団 バンド",
)
_FINITE = v.Vocabulary(
    """is are was were am be been has have had do does did can could will would should may might must isn't aren't
    wasn't don't doesn't didn't can't won't it's that's i'm i've i'd you're they're we're makes make made gets got
    goes went
    comes came takes took gives gave shows showed says said feels felt sounds plays think thought know love loved like
    liked really very because which who this these those there it they we"""
)


def dense(text: str) -> bool:
    """Whether it holds kana, kanji or Hangul."""
    return bool(_DENSE.search(text))


@lru_cache(maxsize=20_000)
def person(text: str) -> float:
    """How much a name looks like a person or band, -1 to 3."""
    low = text.casefold().strip()
    if low in ARTISTS:
        return 3.0
    if _ENSEMBLE.search(low):
        return 1.0
    if dense(text):
        if _HAN.match(text):
            if any(text[:n] in _SURNAMES for n in (1, 2, 3)) and len(text) <= 4:
                return 1.5
            return 1.0 if 3 <= len(text) <= 5 and text[-1] in _GIVEN_END else 0.0
        return 0.3 if "・" in text or "＆" in text else 0.0
    parts = [p for p in re.split(r"\s*(?:,|&|\band\b|\bwith\b)\s*", text) if p]
    if not parts or len(parts) > 6:
        return -1.0
    return sum(_one_person(part) for part in parts) / len(parts)


def _one_person(text: str) -> float:
    words = text.split()
    if not 1 <= len(words) <= 4:
        return -0.5 if len(words) <= 6 else -1.0
    first = words[0].casefold().strip(".")
    if len(words) == 1:
        return 0.5 if first in GIVEN else 0.0
    if not all(w[0].isupper() or w.casefold() in ("de", "van", "von", "da", "del", "la", "le") for w in words):
        return -0.7
    if any(c.isdigit() for c in text) or any(c in text for c in "!?:/~"):
        return -0.7
    if first in GIVEN:
        return 2.0
    if re.fullmatch(r"[a-z]", first):
        return 1.5
    if any(w.casefold() in _SMALL or w.casefold() in v.GENERIC for w in words):
        return -0.3
    return 1.0 if len(words) > 1 and words[-1].casefold() in GIVEN else 0.2


@lru_cache(maxsize=50_000)
def sentence(text: str) -> bool:
    """Whether it reads like a sentence, not like a name."""
    words = text.split()
    if dense(text):
        return len(text) > 40 or (text.endswith(("。", "です", "ます", "た", "だ")) and len(text) > 12) or "，" in text
    if len(words) > 14:
        return True
    if len(words) >= 4 and text.rstrip("\"'”’)").endswith((".", "!", "?", "…", ";", ",")) and lowered(words) > 0.5:
        return True
    return (len(words) >= 5 and lowered(words) > 0.6) or (
        len(words) >= 7 and bool(_FINITE.search(text)) and lowered(words) > 0.4
    )


def lowered(words: list[str]) -> float:
    """The share of words that begin with a small letter, small words like "of" not counted."""
    counted = [w for w in words if w.strip("(\"'“‘[").casefold() not in _SMALL and any(c.isalpha() for c in w)]
    return sum(w.lstrip("(\"'“‘[")[:1].islower() for w in counted) / len(counted) if counted else 0.0


def titled(text: str) -> bool:
    """Whether it is written like a name: begins with a capital, a digit or a letter without case."""
    for c in text:
        if c.isalpha():
            return not c.islower()
        if c.isdigit():
            return True
    return False


_NO_TITLE = re.compile(
    r"^[-.%/\\$@<>=|*+]+\w|@\w|://|[=<>{}\\^]|\d{4}-\d\d-\d\d|^\W*\d+[.,]\d+\W*$|\w/\*|^\w+\.(?:py|js|txt|md|"
    r"c|h|html|json|xml|so|exe|cfg|sh|gz|rst)$|\w\(\)"
)


def possible_title(text: str) -> bool:
    """Whether it can be a title at all: not an address, a path, a date, a piece of code."""
    return any(c.isalnum() for c in text) and not _NO_TITLE.search(text)


class Known:
    """The works that are known, asked by name; knows none when there is no table."""

    def __init__(self, works: Works | None) -> None:
        self._works = works
        self._found: dict[str, Work | None] = {}

    def work(self, name: str) -> Work | None:
        """The work of that name, or None."""
        if self._works is None or not 2 <= len(name) <= 90:
            return None
        if name not in self._found:
            self._found[name] = self._works.find(name, typos=False)
        return self._found[name]
