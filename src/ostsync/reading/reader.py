"""Reads a Document: walks its parts in order and decides which of them recommend tracks, and which tracks.

Lists and headings are read by `gate`, `roles` and `listing`, running text by `prose`; what a heading says about
the parts below it comes from `context`. A track that is named twice is recommended once, where it stood first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ostsync.model import Kind, Problem, Recommendation
from ostsync.reading import gate, pagetables, prose
from ostsync.reading import vocabulary as v
from ostsync.reading.context import (
    About,
    Topic,
    about,
    albums_meant,
    facts_below,
    furniture,
    only_albums,
    topic_of,
    works_meant,
)
from ostsync.reading.cutting import Field
from ostsync.reading.document import BlockKind, Document, Words
from ostsync.reading.entries import Entry
from ostsync.reading.heads import track_heads
from ostsync.reading.items import Item, items_of, split_lines
from ostsync.reading.listing import Line, Taken, entries_of, take, without_own_work
from ostsync.reading.names import Known, dense
from ostsync.reading.outline import Head, Part, parts
from ostsync.reading.results import Results
from ostsync.reading.roles import Assignment, Hints, T, W, assign
from ostsync.reading.signs import Setting
from ostsync.reading.tables import is_header

if TYPE_CHECKING:
    from ostsync.titles.works import Works


def recommendations(
    document: Document, works: Works | None = None, problems: list[Problem] | None = None
) -> tuple[Recommendation, ...]:
    """Everything that a document recommends, in order of first mention; what could not be read goes to `problems`."""
    reader = _Reader(document, Known(works))
    found = reader.read()
    if problems is not None:
        problems.extend(reader.problems)
    return found


LONGEST_ENTRY = 400
"""Characters of a line that may be an entry; more are prose."""


class _Reader:
    def __init__(self, document: Document, known: Known) -> None:
        self._known = known
        self._title = document.title or ""
        self._topic: Topic = topic_of(document, known)
        self._parts = parts(document)
        self._results = Results(known, self._topic)
        self.problems: list[Problem] = []
        self._hints = Hints(
            works=self._topic.names, themes=self._topic.themes, about_works=self._topic.medium is not None
        )
        self._said: dict[int, About] = {}
        self._near = False

    def read(self) -> tuple[Recommendation, ...]:
        heads = track_heads(self._parts, self._known, self._topic)
        self._heads = heads
        for part in self._parts:
            if part.kind == "head":
                self._head(part)
            elif furniture(part.path) and not (
                part.kind == "table" and is_header([c.text for c in part.blocks[0].cells])
            ):
                continue
            elif part.kind == "prose":
                self._prose(part.blocks[0].words, part.blocks[0].line, part.path)
            elif part.kind == "lone":
                self._lone(part)
            elif part.kind == "lines":
                self._lines(part)
            elif part.kind == "table":
                self._table(part)
            else:
                self._list(part)
        return self._results.all()

    # ------------------------------------------------------------------------ headings

    def _head(self, part: Part) -> None:
        head = part.path[-1]
        taken = self._heads.get(id(head))
        self._near = bool(v.SONG.search(head.words.text))
        self._results.hear(head.words.text, afresh=head.level <= 2)
        if taken is not None:
            taken = [self._completed(one, part) for one in taken]
            self._heads[id(head)] = taken
            for one in taken:
                self._results.add(one, head.words.text, head.line, part.path[:-1], below=head.body)
        elif not furniture(part.path) and not (self._topic.titled and head.words.text == self._title):
            self._prose(head.words, head.line, part.path[:-1])

    def _completed(self, one: Taken, part: Part) -> Taken:
        """A track that is a heading, with what stands below and above it."""
        one = self._from_outer(without_own_work(one, self._known), part.path[:-1])
        facts = facts_below(part.path[-1].body, self._known, lone=one.artist is not None and one.work is None)
        other = one.work is not None and facts.work is not None and facts.work != one.work
        if other and one.artist is None and dense(one.work or "") and not self._known.work(one.work or ""):
            one = replace(one, work=None, artist=one.work)  # the work stands below, beside it the singer
        return replace(one, work=one.work or facts.work, artist=one.artist or facts.artist)

    def _from_outer(self, one: Taken, path: Sequence[Head]) -> Taken:
        """A track's work or artist from the headings above, where its own line gives none."""
        composer = next((o.artist for h in path for o in self._heads.get(id(h), ()) if not o.title), None)
        if composer or one.work or one.artist:
            return replace(one, artist=one.artist or composer)
        for above in reversed(path):
            for outer in self._heads.get(id(above), ()):
                return replace(one, artist=outer.artist)
            said = self._about(above)
            if said.sure and (said.work or said.artist):
                return replace(one, work=said.work, artist=said.artist)
        return one

    # ------------------------------------------------------------------------ prose

    def _setting(self, path: Sequence[Head], said: About | None = None) -> Setting:
        said = said or self._above(path)
        heading = path[-1].words.text if path else ""
        near = self._near or bool(v.SONG.search(heading))
        return Setting(self._known, self._topic.music, said.work, said.sure, None, near)

    def _above(self, path: Sequence[Head]) -> About:
        """What the headings above say, the nearest first; a track that is a heading stands for its work."""
        guess = About()
        for head in reversed(path):
            taken = self._heads.get(id(head), [])
            for one in taken:
                work = one.work or facts_below(head.body, self._known, lone=one.artist is not None).work
                if work:
                    return About(work, one.artist, sure=True)
            if taken and taken[0].kind is Kind.ALBUM:
                return About(taken[0].work or taken[0].title, taken[0].artist, sure=True)
            if taken and taken[0].title:
                continue
            said = self._about(head)
            if said.sure:
                return said
            if said.work and guess.work is None:
                guess = said
        return guess

    def _about(self, head: Head) -> About:
        if id(head) not in self._said:
            self._said[id(head)] = about(head.words, self._known)
        return self._said[id(head)]

    def _prose(self, words: Words, line: int | None, path: Sequence[Head], said: About | None = None) -> None:
        self._results.hear(words.text)
        at, counted = 0, 0  # the lines above a title, counted on from the last one
        for one in prose.read(words, self._setting(path, said)):
            if one.title == one.work and len(words.text) <= len(one.title) + 12 and path:
                continue  # the line below a track that names its work
            at += words.text.count("\n", counted, one.start) - words.text.count("\n", one.start, counted)
            counted = one.start
            taken = Taken(one.title, one.work, one.artist, confidence=one.confidence)
            self._results.add(taken, one.sentence, line + at if line is not None else None, path)
        self._near = bool(v.SONG.search(words.text))

    def _lone(self, part: Part) -> None:
        head = part.path[-1]
        taken = self._heads.get(id(head))
        if taken is None:
            self._prose(head.words, head.line, part.path[:-1])
        for one in taken or ():
            self._results.add(self._from_outer(one, part.path[:-1]), head.words.text, head.line, part.path[:-1])

    # ------------------------------------------------------------------------ lists

    def _lines(self, part: Part) -> None:
        block = part.blocks[0]
        above = self._above(part.path)
        work = above.work if above.sure else None
        lines = [Line(w, (block.line or 1) + n, work=work) for n, w in block.words.lines()]
        if not self._series(lines, part):
            self._prose(block.words, block.line, part.path)

    def _list(self, part: Part) -> None:
        items = items_of(part.blocks)
        lines = split_lines(items, self._known, self._above(part.path))
        if not lines:
            return
        if not self._series(lines, part):
            for item in items:
                self._item_prose(item, part.path)

    def _item_prose(self, item: Item, path: Sequence[Head], said: About | None = None) -> None:
        self._prose(item.block.words, item.block.line, path, said)
        for below in item.body:
            self._prose(below.words, below.line, path, said)
        own = about(item.words, self._known)
        for child in item.children:
            self._item_prose(child, path, own if own.sure else said)

    def _around(self, part: Part, lines: Sequence[Line]) -> gate.Surroundings:
        intro = part.intro.text[-300:] if part.intro is not None else ""
        heading = part.path[-1].words.text if part.path else ""
        outer = " ".join(h.words.text for h in part.path[:-1])
        given = sum(1 for one in lines if one.work or one.artist) * 2 >= len(lines)
        return gate.Surroundings(
            intro, heading, outer, self._topic.music, furniture(part.path), self._topic.titled, given
        )

    def _series(self, lines: list[Line], part: Part) -> bool:
        """Reads lines as a list of tracks; False where they are none."""
        lines = [one for one in lines if len(one.words.text) <= LONGEST_ENTRY]
        if not lines:
            return False
        entries = [self._whole(one) for one in entries_of(lines)]
        pairs = [(one, where) for one, where in zip(entries, lines, strict=True) if one.fields]
        if not pairs:
            return False
        around = self._around(part, lines)
        points = gate.points([one for one, _ in pairs], around, self._known)
        if points < gate.NEEDED:
            return False
        decided = assign([one for one, _ in pairs], self._known, self._hints)
        self._learn(decided, [one for one, _ in pairs])
        sure = min(1.0, (points - gate.NEEDED) / 2 + 0.4)
        bare = sum(1 for one, _ in pairs if len(one.fields) == 1)
        albums = (
            albums_meant(around.intro, around.heading, self._title) and bare * 2 > len(pairs) and not around.work
        ) or works_meant(around.heading)
        albums = albums or only_albums(around.intro, around.heading)
        for one, where in pairs:
            self._entry(one, where, decided, part, sure=sure, bare=bare * 2 > len(pairs), albums=albums)
        return True

    def _whole(self, one: Entry) -> Entry:
        """A line that is the name of a known work is not cut, whatever colons and dashes the name holds."""
        if [f.joiner for f in one.fields] not in (["", ":"], ["", ","]) or any(f.marked for f in one.fields):
            return one
        if not self._known.work(one.words.text):
            return one
        return replace(one, fields=(Field(one.words.text),))

    def _entry(
        self,
        one: Entry,
        where: Line,
        decided: dict[str, Assignment],
        part: Part,
        *,
        sure: float,
        bare: bool,
        albums: bool,
    ) -> None:
        known = self._known
        text = (where.source or where.words).text
        taken: list[Taken] = []
        if not self._skips(one, where, bare=bare):
            sentence_like = self._wants_prose(one)
            inline = (
                prose.read(where.words, Setting(known, 1.0, where.work, True, where.artist, True))
                if sentence_like
                else []
            )
            if inline or (sentence_like and len(one.words.text.split()) > 6):
                taken = [Taken(f.title, f.work, f.artist, confidence=f.confidence) for f in inline]
            elif not (len(one.fields) == 1 and not bare and self._is_work(one, where, decided)):
                taken = take(one, where, decided[one.shape], known, self._hints, sure=sure)
        if albums:
            taken = [replace(track, kind=Kind.ALBUM) for track in taken]
        taken = [self._settled(track, one, where) for track in taken]
        for track in taken:
            self._results.add(track, text.split("\n")[0], where.line, part.path, below=where.body)
        if where.body:
            whole = taken[0].title if taken and taken[0].kind is Kind.ALBUM else None
            work = whole or (taken[0].work if taken else about(where.words, known).work)
            for below in where.body:
                if below.kind is BlockKind.PARAGRAPH:
                    self._near = True
                    self._prose(below.words, below.line, part.path, About(work, None, sure=True))

    def _settled(self, track: Taken, one: Entry, where: Line) -> Taken:
        """A track of a list with what its own look and the lines below it say."""
        track = without_own_work(track, self._known)
        if v.ALBUM.search(track.title[-24:]) and not v.TITLE.search(track.title):
            track = replace(track, kind=Kind.ALBUM)
        if len(one.fields) > 1 or track.work is not None:
            return track
        facts = facts_below(where.body, self._known)
        return replace(track, work=facts.work, artist=track.artist or facts.artist)

    def _wants_prose(self, one: Entry) -> bool:
        """A line that is a small sentence around a marked title is read as one."""
        if len(one.fields) != 1 or one.fields[0].marked:
            return False
        return (
            any(s.mark.value in ("quote", "emphasis", "code") for s in one.words.spans)
            and len(one.words.text.split()) > 4
        ) or len(one.words.text.split()) > 9

    def _skips(self, one: Entry, where: Line, *, bare: bool) -> bool:
        text = one.words.text
        name = text.split(" (")[0]
        if len(text) > 400 or (v.PLAYLIST.search(name) and not v.TITLE.search(name)):
            return True
        low = text == text.lower() and not dense(text) and not one.fields[0].quote and one.linked
        return low or (len(one.fields) == 1 and not one.fields[0].quote and v.NO_TRACK.search(text) is not None)

    def _is_work(self, one: Entry, where: Line, decided: dict[str, Assignment]) -> bool:
        """A lone name in a list of two-part lines names the work when the others begin with it."""
        text = one.fields[0].text
        if one.fields[0].quote or v.TITLE.search(text):
            return False
        pair = decided.get("a-b")
        return self._known.work(text) is not None or (pair is not None and pair.roles[0] is W)

    def _learn(self, decided: dict[str, Assignment], entries: Sequence[Entry]) -> None:
        """What a list teaches about later lists: its direction."""
        pair = decided.get("a-b")
        if (
            pair is not None
            and pair.margin > 0.3
            and sum(1 for e in entries if e.shape == "a-b") >= 2
            and T in pair.roles
        ):
            self._hints = replace(self._hints, order=pair.roles)

    def _table(self, part: Part) -> None:
        read = pagetables.recommendations(part.blocks, self.problems)
        for row in read:
            self._results.add_row(row, part.path)
        if not read and not pagetables.has_head(part.blocks):
            lines = [Line(Words(text), line) for text, line in pagetables.lines(part.blocks)]
            if lines:
                self._series(lines, part)
