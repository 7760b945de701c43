"""Decides which headings of a page are tracks themselves: a countdown, a heading for each song."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ostsync.model import Kind
from ostsync.reading import gate, prose
from ostsync.reading import vocabulary as v
from ostsync.reading.context import Topic, albums_meant, facts_below, furniture
from ostsync.reading.document import BlockKind
from ostsync.reading.entries import Entry
from ostsync.reading.listing import Line, Taken, entries_of, take
from ostsync.reading.names import Known, person, sentence
from ostsync.reading.outline import BOLD, COUNTED, LONE, Head, Part
from ostsync.reading.roles import Hints, assign
from ostsync.reading.signs import Setting
from ostsync.reading.stripping import strip_rank

_NEEDED = 2.0


def track_heads(parts: Sequence[Part], known: Known, topic: Topic) -> dict[int, list[Taken]]:
    """For each heading that is a track (by its id), what it names. Headings of one level are judged together."""
    levels: dict[int, list[Part]] = {}
    for part in parts:
        if part.kind == "head" and not furniture(part.path):
            levels.setdefault(part.path[-1].level, []).append(part)
    lone = [p for p in parts if p.kind == "lone" and not furniture(p.path[:-1])]
    if lone:
        levels[LONE] = lone
    lists_below = _with_lists(parts)
    found: dict[int, list[Taken]] = {}
    for level in sorted(levels):
        group = [p for p in levels[level] if not _only_sorts(p.path[-1])]
        if group:
            found.update(_judge(group, known, topic, lists_below, level))
    counted = sum(bool(found.get(id(p.path[-1]))) for p in levels.get(COUNTED, ()))
    counted += sum(p.kind == "list" and len(p.blocks) == 1 and bool(p.blocks[0].number) for p in parts)
    if counted >= 2:
        for part in (p for level, group in levels.items() if level != COUNTED for p in group):
            if " | " in part.path[-1].words.text or level_of(part) == LONE:
                found.pop(id(part.path[-1]), None)
    return found


def level_of(part: Part) -> int:
    """The level of a heading."""
    return part.path[-1].level


def _judge(group: list[Part], known: Known, topic: Topic, lists_below: set[int], level: int) -> dict[int, list[Taken]]:
    heads = [p.path[-1] for p in group]
    lines = [
        Line(h.words, h.line, h.number, tuple(b for b in h.body if b.kind is not BlockKind.HEADING), plays=h.player)
        for h in heads
    ]
    entries = entries_of(lines)
    inline = [_inline(h, known, topic) for h in heads]
    score = _points(group, heads, entries, inline, known=known, topic=topic, lists_below=lists_below, level=level)
    if score < _NEEDED:
        return {id(h): found for h, found in zip(heads, inline, strict=True) if found}
    hints = Hints(works=topic.names, themes=topic.themes, about_works=topic.medium is not None)
    usable = [e for e in entries if e.fields]
    decided = assign(usable, known, hints)
    result: dict[int, list[Taken]] = {}
    albums = topic.albums or albums_meant(group[0].path[0].words.text if level > 1 else "")
    for head, one, line, found in zip(heads, entries, lines, inline, strict=True):
        if found and not (len(one.fields) > 2 and any(f.quote for f in one.fields)):
            result[id(head)] = found
            continue
        if (
            not one.fields
            or (id(head) in lists_below and len(one.fields) == 1)
            or (sentence(one.words.text) and not head.player)
        ):
            continue
        if len(one.fields) == 1 and _no_track(one, known, line):
            continue
        if len(one.fields) == 2 and one.fields[0].text == one.fields[1].text:
            result[id(head)] = []
            head_artist = one.fields[0].text
            result[id(head)] = [Taken("", artist=head_artist)] if person(head_artist) > 0 else []
            continue
        taken = take(one, line, decided[one.shape], known, hints, sure=min(1.0, score / 4))
        taken = [_kinded(t, albums=albums, alone=level < BOLD) for t in taken if not v.PLAYLIST.search(one.words.text)]
        result[id(head)] = taken
    return result


def _kinded(one: Taken, *, albums: bool, alone: bool) -> Taken:
    from dataclasses import replace

    if v.ALBUM.search(one.title[-24:]) or (
        albums and (one.kind is Kind.ROLE or (alone and one.work in (None, one.title)))
    ):
        return replace(one, kind=Kind.ALBUM)
    return one


def _no_track(one: Entry, known: Known, line: Line) -> bool:
    text = one.fields[0].text
    return v.NO_TRACK.search(text) is not None or v.ALBUM.search(text[-20:]) is not None or text.endswith("?")


def _inline(head: Head, known: Known, topic: Topic) -> list[Taken]:
    """A heading that is a phrase around a quoted title: Composer's “Title”, from Work."""
    if not any(c in head.words.text for c in '“"「«') and not head.words.spans:
        return []
    found = prose.read(head.words, Setting(known, max(topic.music, 0.3), near=True))
    if len(found) != 1 or not (found[0].work or found[0].artist):
        return []
    one = found[0]
    return [Taken(one.title, one.work, one.artist, confidence=one.confidence)]


def _points(
    group: list[Part], heads: list[Head], entries: list[Entry], inline: list[list[Taken]],
    *, known: Known, topic: Topic, lists_below: set[int], level: int,
) -> float:  # fmt: skip
    total = len(heads)
    around = gate.Surroundings(
        "", " ".join(h.words.text for h in group[0].path[:-1]), "", topic.music, titled=topic.titled
    )
    score = gate.points(entries, around, known) - 0.6
    score += 1.4 * sum(h.player for h in heads) / total
    score += 0.8 * sum(e.ranked for e in entries) / total
    score += 1.0 * sum(bool(i) for i in inline) / total
    score += 2.4 * sum(_quotes(h) for h in heads) / total if total > 1 else 0.0
    score += 1.8 * sum(_described(h) for h in heads) / total
    if topic.music >= 0.5 and total > 1:
        score += 4.2 * sum(_credited(h, known) for h in heads) / total
    score -= 2.0 * sum(id(h) in lists_below for h in heads) / total
    words = [len(e.words.text.split()) for e in entries]
    if total < 3 and level != LONE and not any(e.ranked or any(f.quote for f in e.fields) for e in entries):
        score -= 2.0
    if level == LONE and topic.music >= 0.6:
        score += 0.4
    if topic.titled and total >= 3 and sum(len(e.fields) > 1 for e in entries) >= 0.6 * total:
        score += 0.6
    if sum(sentence(e.words.text) for e in entries) > 0.35 * total:
        score -= 3.0
    if (level == 1 and total == 1) or (level == COUNTED and total < 3):
        plain = topic.titled and total == 2 and all(len(e.fields) > 1 for e in entries)
        score -= 1.0 if plain else 3.0
    if (
        not any(h.player for h in heads)
        and all(len(e.fields) == 1 and not e.ranked for e in entries)
        and not any(f.quote for e in entries for f in e.fields)
    ):
        score -= 1.5
    return score - (1.0 if sum(words) / total > 14 else 0.0)


_DESCRIBED = re.compile(
    r"\W*(?:this|the)\s+(?:song|track|piece|music|theme|tune|opening|ending)\s+(?:is|was|comes|plays|played|starts|has)\b|\W*(?:这首|這首|这支|この曲|この歌)|"
    r"\W*(?:esta|la)\s+canción\b|\W*(?:esta|essa)\s+música\b|\W*cette\s+(?:chanson|musique)\b|\W*dieses\s+(?:lied|stück)\b",
    re.IGNORECASE,
)


def _credited(head: Head, known: Known) -> bool:
    """Whether the text below a heading says who made it or where it is from ("Composer: X", "From Inception.")."""
    facts = facts_below(head.body, known, said=True)
    return bool(facts.work or facts.artist)


def _described(head: Head) -> bool:
    """Whether the text below a heading begins by speaking of it as a song."""
    return bool(head.body) and any(_DESCRIBED.match(b.text) for b in head.body[:2])


def _quotes(head: Head) -> bool:
    """Whether the text below a heading quotes its words: then they are the name of something."""
    words = strip_rank(head.words)[0].text
    below = "\n".join(b.text for b in head.body[:4])[:3000]
    return len(words) > 1 and any(
        f"{a}{words}{b}" in below for a, b in ("「」", "『』", "“”", '""', "《》", "«»", "‘’")
    )


_TOP = re.compile(r"\W*(?:my\s+|our\s+|the\s+)?(?:top|best)\s+\d+\b", re.IGNORECASE)


def _only_sorts(head: Head) -> bool:
    """A heading made of words like "Top 3" or "Best openings", or a line about the page itself ("Posted on: May 3")."""
    if v.BYLINE.match(head.words.text) or (_TOP.match(head.words.text) and v.SONG.search(head.words.text)):
        return True
    left = v.CATEGORY.sub(" ", head.words.text)
    named = [w for w in left.split() if any(c.isalpha() for c in w) and w.casefold().strip(".,:!'’s") not in v.GENERIC]
    return not named


def _with_lists(parts: Sequence[Part]) -> set[int]:
    """The headings that have a list or table of their own, or other headings, directly below."""
    found: set[int] = set()
    for part in parts:
        if (
            part.kind in ("list", "table", "lines")
            and part.path
            and len(part.blocks) + part.blocks[0].text.count("\n") >= 2
        ):
            found.add(id(part.path[-1]))
    for part in parts:
        if part.kind == "head":
            found.update(id(above) for above in part.path[:-1] if above.level < 7)
    return found
