"""Vocabulary: does a phrase speak of a version of a piece, and of which? "Slow ver." does, "Live and Let Die" does not.

The words are data (`data/versions.toml`, each entry with the title that made it necessary); the grammar around
them stands here. Phrases are handed in folded.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

UNNAMED = "unnamed"
"""A version of which the title says only that it is one: "(10 years after Ver.)"."""

_NATIVE = re.compile(r"[^\x00-ɏ]")

# A phrase that ends so is a version whatever stands before: "Big Gigantic Remix", "Kacey Musgraves Version".
_ENDS = re.compile(
    r"(?:^|\s)(?:versions?|vers?|mix|edit|remix(?:es)?|rmx|rework|bootleg|flip|dub|cut|size|take|sessions?|arrange"
    r"|arrangement|arr|cover|remaster(?:ed)?|recording|rendition|mashup|vip|demo|instrumental|karaoke|versione"
    r"|fassung|versao)(?: (?:\d{1,2}|(?:19|20)\d\d))?$"
    r"|(?:(?<=[^\x00-ɏ])ver\d*|バージョン|ヴァージョン|版|버전|ミックス)$"
)
# A phrase that begins so is a version whatever follows: "Live at Budokan", "Arr. Colin Matthews".
_BEGINS = re.compile(
    r"(?:live (?:at|in|from|on|for|with|version|sessions?|acoustic|\d)|live .*\d\d$|recorded (?:at|live|in)|remaster"
    r"|(?:ao vivo|en vivo|en directo|dal vivo) (?:desde|en|em|no|na|a|al|in)\b"
    r"|cover(?:ed)? by|arr(?:anged)? (?:by )?\w|remix(?:ed)? by|originally performed by|in the style of"
    r"|(?:as )?made famous by|tribute to|performed by|played by|recorded by|(?:take|demo|version|ver) \d)"
)
_ANYWHERE = re.compile(
    r"\b(?:karaoke|off vocal|instrumental version|remaster(?:ed)?|re recorded)\b|カラオケ|オフボーカル"
)
# Where it was played says nothing of how: "Live at Piano Bar" is no piano version.
_PLACE = re.compile(r"^(live|recorded) (?:at|in|from|on|for)\b.*")
# What may stand beside the words of the table in a phrase that speaks of a version alone.
_BESIDES = re.compile(
    r"\b(?:versions?|vers?|edition|the|a|an|by|for|with|and|in|of|no|only|original|new|official|solo|mode|style"
    r"|versione|versao|fassung|st|nd|rd|th|x|\d+)\b|バージョン|ヴァージョン|버전|版|(?<=[^\x00-ɏ])ver|の|用"
)


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of the table."""

    name: str
    group: str
    words: tuple[str, ...]
    bare: tuple[str, ...]
    case: str


@cache
def table() -> dict[str, Version]:
    """Every version by name."""
    text = (resources.files("ostsync.titles") / "data" / "versions.toml").read_text(encoding="utf-8")
    return {
        v["name"]: Version(v["name"], v["group"], tuple(v["words"]), tuple(v.get("bare", ())), v["case"])
        for v in tomllib.loads(text)["version"]
    }


def group(version: str) -> str:
    """What a version says about the recording: same, cut, voices, performance, arrangement or derived."""
    return table()[version].group if version in table() else "performance"


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {word: v.name for v in table().values() for word in (*v.words, *v.bare)}
    longest_first = sorted(names, key=len, reverse=True)
    latin = "|".join(re.escape(w) for w in longest_first if not _NATIVE.search(w))
    native = "|".join(re.escape(w) for w in longest_first if _NATIVE.search(w))
    return re.compile(rf"\b(?:{latin})\b|{native}"), names


def facts(phrase: str) -> frozenset[str]:
    """The versions that a phrase names."""
    words, names = _words()
    if place := _PLACE.match(phrase):
        phrase = place.group(1).replace("recorded", "live")
    found = {names[m.group()] for m in words.finditer(phrase)}
    if len(found) > 1:
        found.discard("original")  # "Original Piano", "Original Demo": the other word says which
    if found & {"karaoke", "off_vocal"}:
        found.discard("instrumental")
    return frozenset(found)


def is_version(phrase: str) -> bool:
    """Whether a phrase that punctuation sets off speaks of a version and of nothing else."""
    if _BEGINS.match(phrase) or _ENDS.search(phrase) or _ANYWHERE.search(phrase):
        return True
    words, _ = _words()
    rest, found = words.subn(" ", phrase)
    return found > 0 and not _BESIDES.sub(" ", rest).strip()


_LAST_WORD = re.compile(r"([^\W\d_]+|\d+[^\W\d_]+)[\W\d_]*$")


@cache
def _bare() -> tuple[re.Pattern[str], frozenset[str]]:
    """What a title can end with, and every last word of it, which tells most titles apart at once."""

    def spelled(word: str) -> str:
        if _NATIVE.search(word):
            return re.escape(word)
        return r"[\s\-.]*".join("ver(?:sion)?" if part == "ver" else re.escape(part) for part in word.split())

    longest_first = sorted({w for v in table().values() for w in v.bare}, key=len, reverse=True)
    words = "|".join(map(spelled, longest_first))
    pattern = rf"(?:(?<=[\s.!?])|(?<=[^\x00-ɏ]))(?:{words}|ver(?:sion)?\.?\s?(?:19|20)\d\d)\.?\s*$"
    last = {w.split()[-1] for w in longest_first} | {"ver", "version", "bit"}
    return re.compile(pattern, re.IGNORECASE), frozenset(last)


def bare_at_end(title: str) -> re.Match[str] | None:
    """The version that a title ends with where no punctuation sets it off: "Battle Theme Piano Ver."."""
    pattern, last_words = _bare()
    last = _LAST_WORD.search(title)
    if not last or (last.group(1).lower() not in last_words and last.group(1).isascii()):
        return None
    return pattern.search(title)
