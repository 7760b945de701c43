"""Finds the works and artists that a sentence names: by the words beside them, by their marks, by knowing them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Mark, Words
from ostsync.reading.names import Known, dense, person, sentence, titled
from ostsync.reading.quotes import inner
from ostsync.reading.sentences import clean, names_at

_MEDIUM = (
    r"(?:anime|animes|game|games|videogame|film|films|movie|movies|series|show|drama|k-drama|tv series|tv"
    r" show|película|serie|juego|"
    r"videojuego|filme|jogo|série|jeu|spiel|cartoon|rpg|jrpg)"
)
_BEFORE = re.compile(
    rf"(?:^|(?<=\s)|(?<=\()){_MEDIUM}\s*[,:]?\s+(?=[“\"'«‘]?(?:[A-Z0-9À-Þ]|(?-i:[\u3040-\u9fff])))", re.IGNORECASE
)
_SEEN = re.compile(
    r"\b(?:watch(?:ed|ing|es)?|saw|play(?:ed|ing)?|finish(?:ed|ing)?|replay(?:ed|ing)?|binged?|jugué|jugando|"
    r"vi|zockte)\s+(?:the\s+)?(?=[“\"'«‘]?[A-Z0-9À-Þ])"
)
_COMPARED = re.compile(
    r"\b(?:similar to|like|unlike|reminds? me of|reminiscent of|remembers?|compared to|than)\s+(?:the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(r"\s*(?:In\s+|For\s+|With\s+|From\s+|Take\s+)?(?:the\s+)?(?=[A-Z0-9À-Þ])")
_IS_WORK = re.compile(
    rf"\s*(?:,|\([^()]{{0,30}}\))?\s*(?:(?:is|was|has|are|remains|tells|brings?)\b.{{0,60}}?\b(?:{_MEDIUM}|"
    rf"soundtrack|ost|score|music)\b|"
    rf"franchise\b|series\b|{_MEDIUM}\b|(?:original\s+)?(?:soundtrack|ost|score)\b|"
    rf"['’]s?\s+(?:original\s+)?(?:soundtrack|ost|score|music)\b)",
    re.IGNORECASE,
)
_MUSIC_OF = re.compile(
    r"\b(?:soundtracks?|ost|score|music|música|banda sonora|trilha sonora|musique|musik|songs?|"
    r"themes?)\s+(?:of|from|for|to|in|de|del|da|do|aus|von|zu)\s+"
    r"(?:the\s+)?(?=[“\"'«‘]?[A-Z0-9À-Þ])",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf",?\s*(?:\(|–\s|-\s)?(?:both\s+|also\s+|is\s+|are\s+|comes?\s+|taken\s+)?(?:from|in|of|off|for|aus|de|"
    rf"del|da|do|em|en|na|nel|dans|à|im|in der)\s+(?:the\s+|el\s+|la\s+|le\s+|o\s+|a\s+|dem\s+|der\s+)?"
    rf"(?:(?:soundtrack|ost|score|original soundtrack|end|opening|start|beginning|ending)\s+(?:of|to|for|"
    rf"from)\s+(?:the\s+)?)?(?:(?:\w+\s+)?{_MEDIUM}\s+)?",
    re.IGNORECASE,
)
_BY = re.compile(
    r",?\s*(?:is\s+)?(?:sung|performed|composed|written|covered|played|created)?\s*(?:by|par|von|"
    r"por)\s+(?:the\s+(?=[a-z])|composer\s+|the same vocalist\s+|singer\s+|vocalist\s+|band\s+)*",
    re.IGNORECASE,
)
_OF = re.compile(r",?\s*(?:de|di|da|of)\s+(?=[A-ZÀ-Þ])")
_DENSE_WORK = re.compile(
    r"(?:アニメ|ゲーム|映画|ドラマ|劇場版|电影|動畫|动画|游戏|动漫|电视剧|番剧|日剧|韩剧)\s*[『「《“]([^』」》”]{1,60})[』」》”]"
)
_DENSE_WORK_BARE = re.compile(
    r"(?:来(?:源)?自|出自|源自|选自|選自)(?:[^,，。.《]{0,12}(?:的|之))?(?:电影|动画|游戏|动漫|电视剧)?\s*[:：]?\s*([^。，,.《》\n]{2,60})"
)


@dataclass(frozen=True, slots=True)
class WorkMention:
    """A work that a text names."""

    name: str
    start: int
    end: int
    sure: bool = True


def works_in(words: Words, start: int, end: int, known: Known) -> list[WorkMention]:
    """The works that a sentence names, in order. Titles among them are sorted out by the caller."""
    text = words.text
    found: list[WorkMention] = []

    def add(name: str, at: int, to: int, *, sure: bool = True) -> None:
        name = tidy(name)
        if name and _COMPARED.search(text[max(start, at - 40) : at]):
            return
        if name and not any(m.start < to and at < m.end for m in found):
            found.append(WorkMention(name, at, to, sure))

    for match in _DENSE_WORK.finditer(text, start, end):
        add(match[1], match.start(1), match.end(1))
    for match in _DENSE_WORK_BARE.finditer(text, start, end):
        add(match[1], match.start(1), match.end(1))
    for span in words.within(start, end):
        raw = text[span.start : span.end]
        said = inner(raw) if span.mark is Mark.QUOTE else raw
        if not titled(said) or sentence(said) or len(said) > 90:
            continue
        if span.mark is Mark.EMPHASIS or (span.mark is Mark.QUOTE and raw[0] in "『《"):
            add(said, span.start, span.end, sure=known.work(said) is not None)
        elif (span.mark in (Mark.STRONG, Mark.LINK) and known.work(said)) or (
            span.mark is Mark.QUOTE and _BEFORE.search(text[max(start, span.start - 20) : span.start] + "A")
        ):
            add(said, span.start, span.end)
    for match in _BEFORE.finditer(text, start, end):
        for name in names_at(text, match.end(), end, single=True):
            add(name.text, name.start, name.end)
    for match in _SEEN.finditer(text, start, end):
        for name in names_at(text, match.end(), end, single=True):
            add(name.text, name.start, name.end, sure=known.work(name.text) is not None)
    for match in _MUSIC_OF.finditer(text, start, end):
        for name in names_at(text, match.end(), end, single=True):
            if person(name.text) < 1:
                add(name.text, name.start, name.end, sure=known.work(name.text) is not None)
    first = _NAME_FIRST.match(text, start, end)
    if first:
        for name in names_at(text, first.end(), end, single=True):
            if known.work(name.text) or _IS_WORK.match(text, name.end, end):
                add(name.text, name.start, name.end)
    for run in _capitals(text, start, end):
        if len(run.name) > 3 and known.work(run.name):
            add(run.name, run.start, run.end)
    return sorted(found, key=lambda m: m.start)


def work_after(words: Words, at: int, end: int, known: Known) -> str | None:
    """The work that the words directly behind a title give: "from the Inception Soundtrack", "in Kill Bill"."""
    text = words.text
    match = _FROM.match(text, at, end)
    if not match or match.end() == at:
        return None
    if "(" in match[0] and (closed := text.find(")", match.end(), end)) > 0:
        bracketed = text[match.end() : closed]
        article = re.search(r"\bthe\s+$", match[0], re.IGNORECASE)
        name = tidy(f"{article[0].strip()} {bracketed}" if article and article[0][0] == "T" else bracketed)
        if name and len(name) <= 90:
            return name
    for span in words.within(at, end):
        if span.start > match.end() + 2:
            break
        if span.mark in (Mark.EMPHASIS, Mark.QUOTE, Mark.LINK, Mark.STRONG):
            raw = text[span.start : span.end]
            return tidy(inner(raw) if span.mark is Mark.QUOTE else raw) or None
    names = names_at(text, match.end(), end, single=True)
    if not names:
        return None
    name = tidy(names[0].text)
    if not name or (max(person(name), person(" ".join(name.split()[:2]))) >= 2 and not known.work(name)):
        return None
    return name


def artist_around(text: str, start: int, end: int, first: int, last: int) -> WorkMention | None:
    """Who made it: "by X" behind the title, or "X's" before it; with where the name ends."""
    right = _BY.match(text, end, last)
    if right and right.end() > end:
        names = names_at(text, right.end(), last, single=True)
        if names and not sentence(names[0].text):
            return _without_bracket(names[0].text, names[0].start, names[0].end)
    of = _OF.match(text, end, last)
    if of:
        names = names_at(text, of.end(), last, single=True)
        if names and person(names[0].text) >= 1:
            return _without_bracket(names[0].text, names[0].start, names[0].end)
    left = text[max(first, start - 60) : start].rstrip("\"“‘'「*_` ")
    owner = re.search(r"((?:[A-ZÀ-Þ][\w.’'-]*\s+){0,3}[A-ZÀ-Þ][\w-]+)(?:['’]s|(?<=s)['’])$", left)
    if owner and (person(owner[1]) > 0.4 or (len(owner[1].split()) == 1 and owner[1].casefold() not in v.GENERIC)):
        return WorkMention(owner[1], start, start)
    if (
        dense(left)
        and (named := re.search(r"([\u3040-\u30ff\u3400-\u9fffA-Za-z]{2,20})の$", left))
        and person(named[1]) > 0
    ):
        return WorkMention(named[1], start, start)
    return None


def _without_bracket(name: str, start: int, end: int) -> WorkMention:
    """An artist's name up to a bracket, which may hold the work."""
    place = re.search(r"\s*[(（]", name)
    return (
        WorkMention(name[: place.start()], start, start + place.start())
        if place and place.start()
        else WorkMention(name, start, end)
    )


_MUSIC_TAIL = re.compile(
    r"\s+(?:(?:original\s+)?(?:soundtracks?|osts?|score|franchise|sound\s?track|motion picture|anime|game|"
    r"movie|film|series|album|trailer|TV show))+$",
    re.IGNORECASE,
)


_REMARK = re.compile(r"(?<=\S)\s+\([a-zà-þ][^()]*\s[^()]*\).*$", re.DOTALL)
"""What is said about a work in brackets behind it ("Fargo (one of my favourites)")."""


def tidy(name: str) -> str:
    """A work's name without what is said about it."""
    name = _REMARK.sub("", clean(name))
    for _ in range(3):
        shorter = _MUSIC_TAIL.sub("", name)
        if shorter == name or len(shorter) < 2:
            break
        name = shorter
    low = name.casefold().replace("’", "'")
    if not name or low in v.GENERIC or v.ROLE.fullmatch(low) or not titled(name):
        return ""
    return name


_CAPITALS = re.compile(
    r"[A-Z0-9À-Þ][\w’'.:;!&+-]*(?:\s+(?:(?:of|the|in|to|no|wa|and|x|de|a|on|"
    r"for)\s+){0,2}[A-Z0-9À-Þ][\w’'.:;!&+-]*){0,7}"
)


def _capitals(text: str, start: int, end: int) -> list[WorkMention]:
    """Runs of capitalised words."""
    found = []
    for match in _CAPITALS.finditer(text, start, end):
        name = match[0].rstrip(".,;:!").removesuffix("'s").removesuffix("’s")
        if name.casefold() not in v.GENERIC:
            found.append(WorkMention(name, match.start(), match.start() + len(name)))
    return found
