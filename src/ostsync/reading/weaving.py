"""Builds marked words piece by piece, as a parser meets them: white space is folded, marks keep their places."""

from __future__ import annotations

from ostsync.reading.document import Mark, Span, Words


class Weaver:
    """Takes text, line breaks and opening and closing marks in reading order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[Mark, str, int]] = []
        self._spans: list[Span] = []
        self._gap = ""

    def text(self, text: str) -> None:
        """Adds text; runs of white space, line breaks included, become one space."""
        if not text:
            return
        words = text.split()
        if text[0].isspace():
            self._space(" ")
        if not words:
            return
        self._put(" ".join(words))
        if text[-1].isspace():
            self._space(" ")

    def newline(self) -> None:
        """Begins a new line."""
        self._space("\n")

    def code(self, text: str) -> None:
        """Adds text in code marks."""
        self.open(Mark.CODE)
        self.text(text)
        self.close(Mark.CODE)

    def open(self, mark: Mark, href: str = "") -> None:
        """The next words are marked, until the mark is closed."""
        self._open.append((mark, href, -1))

    def close(self, mark: Mark) -> None:
        """Ends the innermost open mark of this kind; does nothing when there is none."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] is mark:
                _, href, start = self._open.pop(at)
                if 0 <= start < self._length:
                    self._spans.append(Span(start, self._length, mark, href))
                return

    def words(self) -> Words:
        """Everything so far. The weaver is empty again, but for marks still open."""
        for mark in [m for m, _, _ in reversed(self._open)]:
            self.close(mark)
        spans = tuple(sorted(self._spans, key=lambda s: (s.start, -s.end)))
        words = Words("".join(self._parts), spans)
        self.__init__()  # type: ignore[misc]
        return words

    def _space(self, gap: str) -> None:
        if self._length and self._gap != "\n":
            self._gap = gap

    def _put(self, text: str) -> None:
        if self._gap:
            self._parts.append(self._gap)
            self._length += len(self._gap)
            self._gap = ""
        self._open = [(m, h, self._length if s < 0 else s) for m, h, s in self._open]
        self._parts.append(text)
        self._length += len(text)
