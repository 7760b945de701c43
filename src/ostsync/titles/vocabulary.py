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
    r"|fassung|versao)(?: (?:\d{1,2}|[ivx]+|(?:19|20)\d\d))?$"
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
_BESIDES_WORDS = """
    version versions ver vers edition the a an by for with and in of no only original new official solo mode style
    versione versao fassung st nd rd th x
"""
_BESIDES = frozenset(_BESIDES_WORDS.split())
_BESIDES_TOO = re.compile(
    r"^\d+(?:st|nd|rd|th|ver)?$|バージョン|ヴァージョン|버전|版|(?<=[^\x00-ɏ])ver|ver(?=\d)|の|用|・"
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
def _words() -> tuple[dict[str, str], re.Pattern[str], int]:
    """The name of each word or phrase, the native ones as a pattern, and the longest Latin phrase in words."""
    names = {word: v.name for v in table().values() for word in (*v.words, *v.bare)}
    native = sorted((w for w in names if _NATIVE.search(w)), key=len, reverse=True)
    return names, re.compile("|".join(map(re.escape, native))), max(len(w.split()) for w in names)


def _read(phrase: str) -> tuple[set[str], list[str]]:
    """The versions that a phrase names, and its words that name none. The longest phrase of the table wins."""
    names, native, longest = _words()
    found: set[str] = set()
    if not phrase.isascii():
        found = {names[m.group()] for m in native.finditer(phrase)}
        phrase = native.sub(" ", phrase)
    words, rest = phrase.split(), []
    while words:
        for size in range(min(longest, len(words)), 0, -1):
            if name := names.get(" ".join(words[:size])):
                found.add(name)
                words = words[size:]
                break
        else:
            rest.append(words.pop(0))
    return found, rest


def facts(phrase: str) -> frozenset[str]:
    """The versions that a phrase names."""
    if place := _PLACE.match(phrase):
        phrase = place.group(1).replace("recorded", "live")
    found, _ = _read(phrase)
    if len(found) > 1:
        found.discard("original")  # "Original Piano", "Original Demo": the other word says which
    if found & {"karaoke", "off_vocal"}:
        found.discard("instrumental")
    return frozenset(found)


def is_version(phrase: str) -> bool:
    """Whether a phrase that punctuation sets off speaks of a version and of nothing else."""
    if _BEGINS.match(phrase) or _ENDS.search(phrase) or _ANYWHERE.search(phrase):
        return True
    found, rest = _read(phrase)
    return bool(found) and all(w in _BESIDES or not _BESIDES_TOO.sub("", w) for w in rest)


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
    last = {w.split()[-1] for w in longest_first} | {"version"}
    return re.compile(pattern, re.IGNORECASE), frozenset(last)


def bare_at_end(title: str) -> re.Match[str] | None:
    """The version that a title ends with where no punctuation sets it off: "Battle Theme Piano Ver."."""
    pattern, last_words = _bare()
    last = title.rstrip(" .!?0123456789").rpartition(" ")[2].rpartition("-")[2].lower()
    return pattern.search(title) if last in last_words or not last.isascii() else None
