"""Reads titles that nothing marks, where the words before or after them leave no doubt: "the songs A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Words
from ostsync.reading.names import Known, lowered, person, sentence
from ostsync.reading.sentences import Name, names_at

_NOUN = (
    r"(?:songs?|tracks?|tunes?|theme songs?|themes?|insert songs?|pieces?|music|openings?|endings?|canción|"
    r"canciones|temas?|música|músicas|"
    r"canção|canções|faixas?|chansons?|morceaux?|titres?|lieder|lied)"
)
_DIRECT = re.compile(
    rf"\b(?:{_NOUN}|anthem|ballad|lullaby|tune)\s*(?:,|:)?\s*(?:like|such as|called|named|titled|entitled|"
    rf"including|namely|como|comme|wie)?\s+(?:the\s+)?(?=[\"“]?[A-Z0-9À-Þ])",
)
_COPULA = re.compile(
    rf"\b{_NOUN}\b(?P<bridge>[^.!?:;\"“A-Z]{{0,70}}?(?:\bI(?:['’]ve|['’]d|['’]m)?\b[^.!?:;\"“A-Z]{{0,40}}?)?)"
    r"(?:\b(?:is|are|was|were|be|es|son|fue|est|sont|ist|sind|é|são|mainly|especially|particularly|notably|"
    r"including|includes?|like|such as|"
    r"called|namely|como)\b|:)\s+(?:definitely\s+|probably\s+|of course\s+|easily\s+|"
    r"simply\s+)?(?:the\s+)?(?=[\"“]?[A-Z0-9À-Þ])",
)
_APPOSED = re.compile(
    r"(?:\s*,\s+(?:the|a|an|its|my|which is (?:the|a|an|my))|\s+as (?:its|the|a|an|"
    r"my))\s+(?:[\w’'-]+\s+){0,5}?(?:songs?|tracks?|theme|tune|anthem|ballad|lullaby)\b"
)
_RUN = re.compile(
    r"(?<![\w’'])[A-ZÀ-Þ][\w’'!]*(?:\s+(?:(?:of|the|in|to|a|on|for|me|"
    r"you)\s+){0,2}[A-Z0-9À-Þ][\w’'!]*){1,7}(?=,?\s+(?:the|a|an|its|my|which|as)\s)"
)
_WITH = re.compile(r"\s*(?P<work>[A-Z0-9À-Þ][^,.;:!?\"“]{1,60}?)\s+with\s+(?:the\s+)?(?=[A-Z0-9À-Þ])")
_HERE = re.compile(r"\b[Hh]ere(?:['’]s| is)\s+(?:the\s+)?(?=[A-Z0-9À-Þ])")
_LOVE = re.compile(
    r"\bI\s+(?:also\s+|really\s+|absolutely\s+|especially\s+|particularly\s+|would\s+|can't stop\s+|must\s+|"
    r"have to\s+)*"
    r"(?:love|loved|like|liked|adore|recommend|listen to|listened to|enjoy|mention|listening to)\s+"
    r"(?:the\s+)?(?=[A-Z0-9À-Þ])"
)
_ICONIC = re.compile(
    r"\s+is\s+(?:so\s+|really\s+|very\s+|truly\s+|absolutely\s+|just\s+|also\s+|definitely\s+|"
    r"such\s+)*(?:iconic|amazing|beautiful|gorgeous|haunting|a\s+(?:beautiful|banger|masterpiece|classic|"
    r"great|wonderful|haunting)|my|one of)\b"
)
_BY = re.compile(r"\s+by\s+(?=[A-Z0-9À-Þ])")
_OF_A_WORK = re.compile(r"\b(?:from|of|in|to|for)\s+$")
"""Behind these a known work is the work, not a title: "Time" from Inception by Hans Zimmer."""
_WORD_BEFORE = re.compile(r"[^\s,;:\"“”()]+")
_OF_WORK = re.compile(
    r",?\s*(?:all\s+|both\s+)?(?:of|from|in|for|de|del|da|do|aus)\s+(?:the\s+|el\s+|la\s+|o\s+|"
    r"a\s+)?(?:(?:same\s+)?(?:game|anime|film|movie|series|show|drama|juego|videojuego|película|filme|jogo|"
    r"jeu)\s+)?"
    r"(?=[A-Z0-9À-Þ])"
)
_NEAR = 140
"""Characters from the beginning of a sentence in which its first name must end."""
_FROM_WORK = re.compile(r"\s+(?:from|off)\s+(?:the\s+)?(?=[A-Z0-9À-Þ])")
_NAMED_WORK = re.compile(r"\s*(?:franchise|series|games?|anime|OST|soundtrack)\b")
_NOT_AFTER = re.compile(
    r"\s*(?:soundtracks?|OSTs?|scores?|albums?|composers?|singers?|is\s+(?:a|the)\s+(?:composer|singer|"
    r"musician|band))\b",
    re.IGNORECASE,
)


_PRAISED = re.compile(r"(?:favou?rite|best|notable|standout|greatest|catchiest|top)\s+(?:\w+\s+)?$", re.IGNORECASE)
_DONE = frozenset(
    """
    covered written composed sung performed directed produced made played created arranged recorded followed
    inspired drawn published done accompanied scored developed remixed posted released led given used provided
    surrounded conducted edited
    """.split()  # noqa: SIM905
)
"""Before "by" these say who did something; they are no title."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A title without marks."""

    title: str
    start: int
    end: int
    score: float
    work: str | None = None
    artist: str | None = None


def bare_titles(
    words: Words, start: int, end: int, known: Known, *, musical: int, music: float, near: bool
) -> Iterator[Bare]:
    """The bare titles of one sentence. `musical` counts its words about music, `music` says how far the source is."""
    text = words.text
    if end - start > 2000:
        return
    trust = 0.4 * music + (0.3 if near else 0.0)
    if musical and (music >= 0.3 or v.SONG.search(text[start:end])):
        yield from _after_noun(text, start, end, known, trust, near=near or music >= 0.5)
    if near and music >= 0.3:
        yield from _work_with_titles(text, start, end, known, trust)
    if music >= 0.4 or near:
        yield from _first_from_known(text, start, end, known, trust)
    if music >= 0.5:
        for pattern in (_HERE, _LOVE):
            for match in pattern.finditer(text, start, end):
                names = _good(names_at(text, match.end(), end), known)
                work = _work_behind(text, names[-1].end, end, known) if names else None
                if names and (
                    work
                    or (pattern is _HERE and len(names[0].text.split()) > 1)
                    or (pattern is _HERE and text[names[0].end :][:1] in ".!,")
                ):
                    yield from (
                        Bare(n.text, n.start, n.end, 1.2 + trust, work)
                        for n in names
                        if not _NOT_AFTER.match(text, n.end, end)
                    )
    if (music >= 0.3 or near) and musical >= 2:
        for name in names_at(text, start, end, single=True):
            if _ICONIC.match(text, name.end, end) and _good([name], known) and person(name.text) < 1:
                yield Bare(name.text, name.start, name.end, 1.0 + trust)
    if musical and music >= 0.3:
        for run in _RUN.finditer(text, start, end):
            name = Name(run[0], run.start(), run.end())
            if (
                _APPOSED.match(text, run.end(), end)
                and _good([name], known)
                and person(name.text) < 1
                and name.text.split()[0].casefold() not in v.GENERIC
            ):
                yield Bare(name.text, name.start, name.end, 1.1 + trust)
    if music >= 0.3 or near:
        yield from _called_a_song(text, start, end, known, trust)
        yield from _listed(text, start, end, known, trust)
    if music >= 0.5 or musical:
        yield from _by_list(text, start, end, known, trust, near=music >= 0.5)


_CALLED = re.compile(
    r"\s+(?:is|was)\s+(?:such\s+|just\s+|also\s+|truly\s+|really\s+)?(?:a|an|my|the|one of)\s+(?:[\w’'-]+,?\s+){0,4}?"
    r"(?:song|tune|track|piece|theme|melody|ballad)\b(?!\s+(?:for|that|which|where|when|by which))"
)
_NAMED_THEME = re.compile(
    r"(?:[A-Z0-9À-Þ][\w’'-]*\s+){1,4}"
    r"(?:Theme|Song|Lullaby|Waltz|Ballad|Requiem|Overture|Elegy|Lament|Nocturne|Hymn)(?=\s+(?:from|in|is|was)\s|\s*\()"
)
_NO_BEGIN = v.GENERIC | {
    "where", "when", "while", "below", "above", "after", "before", "if", "another", "every", "each", "such", "most",
    "both", "with", "without", "for", "from", "in", "on", "at",
}  # fmt: skip
"""Words with which no bare title begins."""
_LISTED = re.compile(r"(?P<label>[^:\n.!?]{2,40}):\s+(?=[A-Z0-9À-Þ“\"])")
_LABEL = re.compile(
    r"\b(?:mentions?|bonus|standouts?|part|set|act|side|disc|suite|medley|tracks?|songs?|setlist|pieces?|highlights?|"
    r"encore|program(?:me)?|selections?)\b",
    re.IGNORECASE,
)


def _listed(text: str, start: int, end: int, known: Known, trust: float) -> Iterator[Bare]:
    """ "Part 2: A, B, C": names and nothing else behind a label, where pieces are listed."""
    match = _LISTED.match(text, start, end)
    if match is None or not _LABEL.search(match["label"]):
        return
    names = names_at(text, match.end(), end)
    people = sum(person(n.text) for n in names)
    if len(names) < 3 or text[names[-1].end : end].strip(" .!") or people >= len(names) / 2:
        return
    yield from (Bare(n.text, n.start, n.end, 1.3 + trust) for n in _good(names, known))


def _called_a_song(text: str, start: int, end: int, known: Known, trust: float) -> Iterator[Bare]:
    """ "For River is a lovely tune", "Roxas' Theme from Kingdom Hearts II": a name that is called a song."""
    called = _CALLED.search(text, start, min(end, start + _NEAR))
    for name in names_at(text, start, end, single=True) if called else ():
        if len(name.text.split()) < 2 or name.text.split()[0].casefold() in _NO_BEGIN:
            continue
        if _CALLED.match(text, name.end, end) and _good([name], known) and person(name.text) < 1:
            yield Bare(name.text, name.start, name.end, 1.3 + trust)
    for match in _NAMED_THEME.finditer(text, start, end):
        words = match[0].split()
        if words[0].casefold() in v.GENERIC or v.ROLE.fullmatch(match[0]):
            continue
        work = _work_behind(text, match.end(), end, known)
        if work or trust >= 0.3:
            yield Bare(match[0], match.start(), match.end(), 1.3 + trust, work)


def _work_with_titles(text: str, start: int, end: int, known: Known, trust: float) -> Iterator[Bare]:
    """ "Work with A, B and C." and nothing more."""
    match = _WITH.match(text, start, end)
    if match is None or len(match["work"].split()) > 7 or not _is_name(match["work"], known):
        return
    names = names_at(text, match.end(), end)
    if names and text[names[-1].end : end].strip(" .!?") == "":
        yield from (Bare(n.text, n.start, n.end, 1.4 + trust, match["work"]) for n in _good(names, known))


def _first_from_known(text: str, start: int, end: int, known: Known, trust: float) -> Iterator[Bare]:
    """ "Aria Math from Minecraft.": a sentence that begins with a name, and the work behind it is known."""
    if not _FROM_WORK.search(text, start, min(end, start + _NEAR)):
        return
    for name in _good(names_at(text, start, end, single=True), known):
        match = _FROM_WORK.match(text, name.end, end)
        if match is None or person(name.text) >= 2:
            continue
        works = [w for w in names_at(text, match.end(), end, single=True) if known.work(w.text)]
        if works:
            yield Bare(name.text, name.start, name.end, 1.2 + trust, works[0].text)


def _after_noun(text: str, start: int, end: int, known: Known, trust: float, *, near: bool) -> Iterator[Bare]:
    seen = -1
    for pattern, points in ((_DIRECT, 1.4), (_COPULA, 1.3)):
        for match in pattern.finditer(text, start, end):
            if match.end() <= seen or text[match.end() : match.end() + 1] in '"“':
                continue
            low = match[0].casefold()
            if (
                low.startswith(("music", "música", "theme", "title", "track", "piece", "tema", "titre"))
                and (trust < 0.5 if low[0] == "t" and not low.startswith("tracks") else not near)
                and not _PRAISED.search(text[max(0, match.start() - 25) : match.start()])
                and ":" not in low
            ):
                continue
            if low.startswith("music") and pattern is _COPULA:
                continue
            if (
                re.match(r"(?:music|música)\s*,?\s*$", low)
                and text[match.end() :].split(" ", maxsplit=1)[0].casefold() in v.GENERIC
            ):
                continue
            names = _good(names_at(text, match.end(), end), known)
            if not names:
                continue
            seen = names[-1].end
            work = _work_behind(text, seen, end, known)
            for name in names:
                if not _NOT_AFTER.match(text, name.end, end):
                    yield Bare(name.text, name.start, name.end, points + trust + 0.1 * min(len(names), 4), work)


def _by_list(text: str, start: int, end: int, known: Known, trust: float, *, near: bool = False) -> Iterator[Bare]:
    """ "Title by Artist, Title by Artist": twice in a sentence, or once with somebody who is surely a person."""
    found: list[Bare] = []
    taken = start
    for match in _BY.finditer(text, start, end):
        names = names_at(text, match.end(), end, single=True)
        at = _name_before(text, taken, match.start())
        title = text[at : match.start()].strip()
        words = title.split()
        if names:
            taken = names[0].end
        if not names or not words or len(words) > 8 or words[-1].casefold() in _DONE or sentence(title):
            continue
        if len(words) == 1 and title.casefold() in v.GENERIC:
            continue
        if _OF_A_WORK.search(text[start:at]) and known.work(title):
            continue
        score = 1.0 + trust + 0.5 * min(person(names[0].text), 1.0)
        work = _work_behind(text, names[0].end, end, known)
        found.append(Bare(title, at, match.start(), score, work, names[0].text))
    for one in found:
        before, behind = text[max(start, one.start - 30) : one.start], text[one.end : end]
        alone = near and (not before.strip() or _LOVE.search(before + "A")) and _BY.match(behind) is not None
        if len(found) > 1 or (one.artist and person(one.artist) >= 1) or alone:
            yield one


def _name_before(text: str, start: int, end: int) -> int:
    """Where the name begins that ends at `end`: back over capitals, and over small words between them."""
    start = max(start, end - 80)
    cut = max(text.rfind(c, start, end) for c in ',;:“”"()\n')
    start = max(start, cut + 1)
    begin = end
    small = 0
    for word in reversed(list(_WORD_BEFORE.finditer(text, start, end))):
        low = word[0].casefold()
        if word[0][0].isupper() or word[0][0].isdigit():
            if low in ("i", "and", "but", "so") or (low in v.GENERIC and word.start() == start and begin < end):
                break
            begin, small = word.start(), 0
        elif (
            low
            in (
                "a",
                "an",
                "the",
                "of",
                "in",
                "on",
                "to",
                "for",
                "from",
                "with",
                "and",
                "me",
                "my",
                "your",
                "is",
                "you",
                "it",
                "at",
                "no",
                "wa",
                "de",
                "la",
            )
            and small < 3
        ):
            small += 1
        else:
            break
    return begin


def _good(names: list[Name], known: Known) -> list[Name]:
    """Without what cannot be titles: a lone person, a work and nothing else, a word that names nothing."""
    kept = []
    for name in names:
        low = name.text.casefold()
        if low in v.GENERIC or v.ALBUM.search(low) or v.PLAYLIST.search(low) or sentence(name.text):
            continue
        if len(names) == 1 and (
            person(name.text) >= 2 or (known.work(name.text) is not None and not v.TITLE.search(low))
        ):
            continue
        kept.append(name)
    return kept


def _work_behind(text: str, at: int, end: int, known: Known) -> str | None:
    """The work right behind a list of titles: "of the game X", "X franchise"."""
    if match := _OF_WORK.match(text, at, end):
        names = names_at(text, match.end(), end, single=True)
        if names and (person(names[0].text) < 2 or known.work(names[0].text)):
            return names[0].text
    names = names_at(text, at, end, single=True) if text[at : at + 1].isspace() else []
    if names and names[0].start - at <= 2 and (_NAMED_WORK.match(text, names[0].end, end) or known.work(names[0].text)):
        return names[0].text
    return None


def _is_name(text: str, known: Known) -> bool:
    words = text.split()
    return known.work(text) is not None or (words[0].casefold() not in v.GENERIC and lowered(words) == 0)
