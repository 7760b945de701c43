"""Reads recommendations out of running text: marked titles by what stands around them, bare ones after clear words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ostsync.reading import eastern
from ostsync.reading import vocabulary as v
from ostsync.reading.bare import bare_titles
from ostsync.reading.cutting import is_version
from ostsync.reading.document import Mark, Span, Words
from ostsync.reading.mentions import WorkMention, artist_around, tidy, work_after, works_in
from ostsync.reading.names import Known, person, possible_title, titled
from ostsync.reading.quotes import inner, quoted
from ostsync.reading.sentences import clean, sentences
from ostsync.reading.signs import Marked, Setting, score

ACCEPTED = 1.5
"""What the signs around marked words must add up to before they count as a title."""


@dataclass(frozen=True, slots=True)
class Found:
    """A title in a text."""

    title: str
    start: int
    end: int
    work: str | None = None
    artist: str | None = None
    score: float = 0.0
    sentence: str = ""
    artists_near: tuple[str, ...] = field(default=())

    @property
    def confidence(self) -> float:
        """How sure the reading is, 0 to 1."""
        return round(max(0.3, min(0.95, 0.35 + 0.16 * self.score)), 2)


_CREDITED = re.compile(r"[\"”’'»」]\s+(?:by|from)\s+[A-Z]")
"""Even where nobody speaks of music: a quotation that is by somebody, or from something."""
_BRACKET = re.compile(r"\s*[(（]([^()（）]{2,60})[)）]")
_MEDLEY = re.compile(
    r"^\W*(?:and|und|y|e|et|,|&|while|or|or even|as well as|plus|then|と|、|や|和|及)\s*(?:the|also|then|maybe|of"
    r" course|\w+\s){0,3}\W*$",
    re.IGNORECASE,
)


def read(words: Words, setting: Setting) -> list[Found]:
    """The titles that a paragraph recommends, in order."""
    words = quoted(words)
    text = words.text
    anywhere = bool(v.SONG.search(text))
    if (
        not anywhere
        and not setting.near
        and setting.music < 0.3
        and not (setting.music >= 0.15 and v.MUSICAL.search(text))
        and not _CREDITED.search(text)
    ):
        return []
    found: list[Found] = []
    earlier: list[tuple[int, int, list[Found]]] = []
    before = setting.near
    for start, end in sentences(words):
        spans = [s for s in words.within(start, end) if s.end > s.start]
        part = text[start:end]
        song, musical = v.SONG.count(part), v.MUSICAL.count(part)
        level = 0.6 if song else 0.4 if musical > 1 else 0.3 if musical else 0.0
        level += 0.2 if before or anywhere else 0.0
        level += 0.3 * setting.music
        phrases = list(eastern.phrases(text, start, end))
        spans = [s for s in spans if not any(p.covers(s.start, s.end) for p in phrases)]
        titles = _marked(words, spans, start, end, level=level, songs=song, setting=setting)
        titles += [Found(p.title, p.start, p.end, p.work, p.artist, 2.2 + level) for p in phrases]
        taken = [(f.start, f.end) for f in titles]
        for bare in bare_titles(
            words, start, end, setting.known, musical=song + musical, music=setting.music, near=before or anywhere
        ):
            if not any(a < bare.end and bare.start < b for a, b in taken):
                titles.append(Found(bare.title, bare.start, bare.end, bare.work, bare.artist, bare.score))
        if titles:
            titles.sort(key=lambda f: f.start)
            free = _free(words, start, end, titles, setting)
            carried = next(
                (m for a, b, own in reversed(earlier[-4:]) if (m := _last(_free(words, a, b, own, setting)))), None
            )
            name = carried.name if carried is not None else None
            titles = [_complete(one, words, (start, end), free, carried=name, setting=setting) for one in titles]
            found.extend(titles)
        earlier.append((start, end, titles))
        before = bool(song)
    return found


def _free(words: Words, start: int, end: int, titles: list[Found], setting: Setting) -> list[WorkMention]:
    """The works that a sentence names beside the titles in it."""
    mentions = works_in(words, start, end, setting.known)
    return [m for m in mentions if not any(f.start < m.end and m.start < f.end for f in titles)]


def _last(mentions: list[WorkMention]) -> WorkMention | None:
    """The work that the next sentence is about, after one that names these."""
    return next((m for m in reversed(mentions) if m.sure), mentions[0] if mentions else None)


# ---------------------------------------------------------------------------- marked titles


def _marked(
    words: Words, spans: list[Span], start: int, end: int, *, level: float, songs: int, setting: Setting
) -> list[Found]:
    scored: list[tuple[Found, float]] = []
    last_end = -1
    for span in spans:
        if span.start < last_end:
            continue
        title = _title(words.text, span)
        if not title:
            continue
        if span.mark in (Mark.LINK, Mark.STRONG) and any(
            s is not span and span.start <= s.start and s.end <= span.end and s.mark in (Mark.QUOTE, Mark.EMPHASIS)
            for s in spans
        ):
            continue  # what stands in it is the title
        points = score(Marked(words, span, title, start, end, songs), level, setting)
        found = Found(title, span.start, span.end, score=points)
        if (
            span.mark in (Mark.LINK, Mark.STRONG)
            and setting.music >= 0.3
            and (pair := _pair(title, setting.known)) is not None
        ):
            points += 0.8 if span.mark is Mark.LINK else 1.8
            found = Found(pair[0], span.start, span.end, pair[1], pair[2], points)
        scored.append((found, points))
        last_end = span.end
    return _joined(words.text, scored)


_PAIR = re.compile(r"([^-–—]{2,50}?)\s+[-–—]\s+([^–—]{2,60})")


def _pair(title: str, known: Known) -> tuple[str, str | None, str | None] | None:
    """Linked or bold words that are a title with its work or artist: title, work, artist.

    The artist stands first where nothing decides.
    """
    match = _PAIR.fullmatch(title)
    if not match or v.NO_TRACK.search(title) or v.PLAYLIST.search(title):
        return None
    left, right = match[1].strip(), match[2].strip()
    if not titled(left) or not titled(right) or len(left.split()) > 6:
        return None
    if known.work(left):
        return right, left, None
    if len(right.split()) > 1 and known.work(right):
        return left, right, None
    return (left, None, right) if person(right) > max(0.9, person(left)) else (right, None, left)


def _title(text: str, span: Span) -> str:
    raw = text[span.start : span.end]
    title = clean(inner(raw) if span.mark is Mark.QUOTE else raw)
    if title.endswith("!") and "!" not in title[:-1] and span.mark is Mark.QUOTE and len(title.split()) > 6:
        return ""
    if re.search(r"(\w)\1{3}", title):
        return ""
    if not possible_title(title):
        return ""
    return title if 1 < len(title) <= 110 and "\n\n" not in title and any(c.isalnum() for c in title) else ""


def _joined(text: str, scored: list[tuple[Found, float]]) -> list[Found]:
    """Marked words joined by "and" or a comma to a title are titles too, if nothing speaks against them."""
    accepted = [one for one, points in scored if points >= ACCEPTED]
    for one, points in scored:
        if points >= ACCEPTED or points < ACCEPTED - 1.0:
            continue
        for other, others_points in scored:
            if others_points < ACCEPTED:
                continue
            first, second = sorted((one, other), key=lambda f: f.start)
            between = text[first.end : second.start]
            if len(between) < 60 and (
                _MEDLEY.match(between) or (len(between) < 50 and re.search(r",\s*(?:and|while|und|y|et|e)\s", between))
            ):
                accepted.append(one)
                break
    return accepted


# ---------------------------------------------------------------------------- work and artist


_LETTERS = re.compile(r"[^\W\d_]{2}")


def _named(text: str) -> bool:
    """Whether bracketed words can be a name: no rank ("7°"), no year."""
    return titled(text) and _LETTERS.search(text) is not None


def _complete(
    one: Found, words: Words, within: tuple[int, int], mentions: list[WorkMention], *, carried: str | None,
    setting: Setting,
) -> Found:  # fmt: skip
    """The title with its work and artist: from the words behind it, before it, the sentence, the section.

    `mentions` are the works that the sentence names, `carried` the one that an earlier sentence was about.
    """
    text = words.text
    start, end = within
    work, artist = one.work, one.artist
    behind = one.end
    if artist is None and (made := artist_around(text, one.start, one.end, start, end)) is not None:
        artist, behind = made.name, max(one.end, made.end)
        bracket = re.match(r"\s*[(（]([^()（）]{2,70})[)）]", text[behind:end])
        if work is None and bracket and _named(bracket[1]) and not is_version(bracket[1]):
            work = tidy(bracket[1]) or None
    if work is None and (bracket := _BRACKET.match(text, one.end, end)) and not is_version(bracket[1]):
        known_work = setting.known.work(bracket[1]) is not None
        work = tidy(bracket[1]) if known_work or (_named(bracket[1]) and person(bracket[1]) < 1) else None
    if work is None:
        work = work_after(words, behind, end, setting.known) or (
            work_after(words, one.end, end, setting.known) if behind > one.end else None
        )
    if work is None and mentions:
        earlier = [m for m in mentions if m.end <= one.start]
        work = (earlier[-1] if earlier else mentions[0]).name
    if work is None:
        known = setting.work if setting.sure else None
        work = known or (carried or setting.work)
    if work and work.casefold() == one.title.casefold() and not setting.known.work(work):
        work = setting.work
    artist = artist or setting.artist
    if artist and work and artist.casefold() == work.casefold():
        work = None
    return Found(one.title, one.start, one.end, work, artist, one.score, text[start:end].strip())
