"""Cuts prose into sentences, and reads lists of names out of a sentence ("A, B (Live), C and others")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Mark, Words
from ostsync.reading.names import dense
from ostsync.reading.quotes import CHARACTERS

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』）]*|\n(?=\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|feat|ft|vs|dr|mr|mrs|ms|st|jr|sr|no|vol|pt|ver|vers|op|ed|inc|etc|e\.g|i\.e|eg|ie|approx|cf|"
    r"p|pp|nr|bzw|usw|ej|sra|sr|mme|d|bros)\.$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s+(?:of|from|in|by|for|on|at|to)\s+(?:the|this|that|their|his|her|its|my|these|a|"
    r"an)\s+(?:\w+\s+){0,2}?(?:game|games|anime|film|films|movie|"
    r"movies|series|show|drama|franchise|soundtrack|ost|album|score|season|ending|opening|end|same|band|"
    r"first|second|last|end)\b|"
    r"\s+(?:from|by|which|that|is|are|was|were|has|have|had|who|where|when|while|because|but|as|if|so|for|"
    r"with its|with "
    r"the|in|on|at|can|will|would|makes?|gives?|leaves?|plays?|sounds?|features?|comes?|really|just|always|"
    r"also|it|they|we|you|"
    r"de|del|da|do|du|des|von|aus|es|son|fue|est|sont|ist|são|foi)\b(?=\s)",
)
_TAIL = re.compile(
    r"(?:(?:many|several|some|a few|and)?\s*(?:others?|more|so on|etc\.?|the rest|the like)|y otros|y otras|"
    r"e outros|e outras|et "
    r"autres?|und andere|usw|to name a few)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    """
    a an the of in on at to for from and or with by de la le les du des del el los las da do dos das e y et und
    der die das von no wa wo ga ni ha mo na o ka x vs vs. n à au un une me my you your i'm it is be we us not
    """.split()  # noqa: SIM905
)
_SCORED_FOR = re.compile(
    r"\s*(?:piano|orchestra|strings|guitar|violin|voice|choir|flute|harp|cello|two pianos|music box)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"[^\s,;]+|[,;]")
_ARTICLE = re.compile(r"\s*(?:The|A|El|La|Le)\s")
_BEFORE_NAME = re.compile(
    r"\s*(?:(?:the|a|el|la|le|die|das|der|o|os|as)\s+(?=[A-ZÀ-Þ“\"「『]))?(?:songs?|tracks?|theme)?\s*"
    r"(?:called|named|titled)?\s*"
)
_JOINT = re.compile(r"[\"”“’]?\s*(?:[,;]\s*(?:and|or|y|e|et|und|&)?\s+|(?:and|&|or|y|e|et|und)\s+)")
_MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was read out of a text, and where."""

    text: str
    start: int
    end: int


LONGEST = 5_000
"""Characters of a sentence: what goes on without an end is no longer one, and each part of one is weighed by all."""


def sentences(words: Words) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends. Marks of the end inside of quoted or marked words end nothing.

    What has no end is cut between words after LONGEST characters.
    """
    for start, end in _ended(words):
        at = start
        while end - at > LONGEST:
            space = words.text.rfind(" ", at + LONGEST // 2, at + LONGEST)
            cut = space if space > 0 else at + LONGEST
            yield at, cut
            at = cut
        yield at, end


def _ended(words: Words) -> Iterator[tuple[int, int]]:
    text = words.text
    closed = sorted(
        (s.start, s.end)
        for s in words.spans
        if s.mark in (Mark.QUOTE, Mark.EMPHASIS, Mark.CODE, Mark.LINK) and s.end - s.start <= 160
    )
    start, at = 0, 0
    for match in _END.finditer(text):
        while at < len(closed) and closed[at][1] < match.end():
            at += 1
        inside = at < len(closed) and closed[at][0] < match.start() and match.end() < closed[at][1]
        if inside or _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start() + 1]):
            continue
        following = text[match.end() : match.end() + 3].lstrip()
        if following[:1].islower() and "\n" not in match[0]:
            continue
        if text[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def names_at(text: str, start: int, end: int, *, single: bool = False) -> list[Name]:
    """The names that begin at `start`, separated by commas and "and", up to where the sentence goes on otherwise."""
    found: list[Name] = []
    at = start
    while at < end and len(found) < _MOST_NAMES:
        at = _skip(text, at, end)
        if at >= end or _TAIL.match(text, at, end):
            break
        stop, more = _name_end(text, at, end, single=single)
        name = clean(text[at:stop])
        if not name or not _begins_name(name) or name.casefold().replace("’", "'") in v.GENERIC:
            break
        found.append(Name(name, at, stop))
        if not more or single:
            break
        at = _after_joint(text, stop, end)
        if at < 0:
            break
    return found


def clean(text: str) -> str:
    """A name without stray quotation marks and punctuation around it."""
    name = text.strip().strip(",;:–—").strip()
    while name and name[-1] in CHARACTERS and name[-1] not in "'’" and not _opened(name):
        name = name[:-1].rstrip()
    if len(name) > 1 and name[0] in CHARACTERS and name[-1] in CHARACTERS:
        name = name[1:-1].strip()
    if name.endswith(".") and not re.search(r"(?:\w\.){2,}$", name):
        name = name.rstrip(".")
    return name.strip(" ,;")


def _opened(name: str) -> bool:
    pairs = {"”": "“„", "“": "„", "」": "「", "』": "『", "»": "«", "》": "《", '"': '"'}
    return any(c in name[:-1] for c in pairs.get(name[-1], ""))


def _skip(text: str, at: int, end: int) -> int:
    if _ARTICLE.match(text, at, end):
        return at + len(text[at:end]) - len(text[at:end].lstrip())
    match = _BEFORE_NAME.match(text, at, end)
    return match.end() if match else at


def _begins_name(name: str) -> bool:
    first = next((c for c in name if c.isalnum()), "")
    if not first or first.islower():
        return False
    return name.split(maxsplit=1)[0] not in (
        "I",
        "I'm",
        "I've",
        "It",
        "It's",
        "This",
        "That",
        "These",
        "And",
        "But",
        "They",
        "He",
        "She",
        "We",
        "You",
    )


def _name_end(text: str, start: int, end: int, *, single: bool = False) -> tuple[int, bool]:
    """Where a name that begins at `start` ends, and whether a joint ("," or "and") follows."""
    limit = min(end, start + 120)
    at = start
    last = start
    lower = 0
    while at < limit:
        token = _TOKEN.search(text, at, limit)
        if not token or "\n\n" in text[at : token.start()]:
            break
        word = token[0]
        if word == ";" and single and text[token.end() : token.end() + 2].strip().isupper():
            at = token.end()
            continue
        if word in ",;":
            return last, True
        if word.casefold() in ("and", "or", "y", "e", "et", "und") and last > start:
            return last, True
        if (
            last > start
            and not lower
            and (stop := _STOP.match(text, last, limit))
            and not _title_goes_on(text, token.end(), limit, stop[0])
        ):
            return last, False
        bracket = word[0] in '([（「『“"'
        if bracket:
            close = text.find(
                {"(": ")", "[": "]", "（": "）", "「": "」", "『": "』", "“": "”", '"': '"'}[word[0]],
                token.start() + 1,
                limit,
            )
            if close < 0:
                break
            quoted = bool(last > start) and word[0] not in "([（"
            last = at = close + 1
            lower = 0
            if quoted:
                break
            continue
        first = next((c for c in word if c.isalnum()), "")
        if not first or first.isupper() or first.isdigit() or dense(first) or not first.islower():
            last, lower = token.end(), 0
        elif word.casefold() in _SMALL and last > start:
            lower += 1
        elif last > start and lower <= 1 and len(word) <= 7 and _ends_here(text, token.end(), limit):
            last = token.end()
        else:
            break
        if lower > 3:
            break
        at = token.end()
        if (at >= end and word[-1] in ".!?") or (word[-1] == "." and _full_stop(text, at, word)):
            break
        if lower and _ends_here(text, at, limit):
            last = at
    rest = text[last:limit]
    return last, bool(re.match(r"[\"”“’]?\s*(?:,|;|and\b|&|or\b|y\b|e\b|et\b|und\b)", rest))


def _full_stop(text: str, at: int, word: str) -> bool:
    """Whether the point at the end of a word ends the sentence: "Hill." does, "S.T.A.Y." does not."""
    return text[at : at + 1].isspace() and not re.fullmatch(r"(?:\w\.)+", word)


def _title_goes_on(text: str, at: int, limit: int, stop: str) -> bool:
    """Small words inside of a title: "Gate of Steiner", "Theme from Shaft" go on with a capital."""
    if stop.strip().split()[0].casefold() not in (
        "of",
        "in",
        "for",
        "with",
        "on",
        "at",
        "to",
        "de",
        "del",
        "da",
        "do",
        "du",
        "des",
        "from",
        "is",
        "as",
    ):
        return False
    if len(stop.split()) > 1:
        return False
    if _SCORED_FOR.match(text, at, limit):
        return True
    words = text[at:limit].lstrip()
    if stop.strip() in ("of", "for", "on", "to", "at") and re.match(r"(?:the|a|an|my|your)\s+[A-Z]", words):
        return True
    follows = words[:1]
    return follows.isupper() and stop.strip().casefold() not in ("from", "in", "is")


def _ends_here(text: str, at: int, limit: int) -> bool:
    return bool(re.match(r"\s*(?:[,;.!?]|$)", text[at:limit])) if at < limit else True


def _after_joint(text: str, at: int, end: int) -> int:
    match = _JOINT.match(text, at, end)
    return match.end() if match else -1
