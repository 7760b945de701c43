"""Decides what counts as a word for the sandbox's search engine.

The engine is a stranger to ostsync's own folding on purpose: a mistake shared by the client and the server
would hide itself. Words are lower-cased, freed of Latin diacritics and apostrophes, and cut at punctuation.
Han and kana runs have no spaces, so they are cut into single characters and pairs, as n-gram analysers do.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc`")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_HAN_KANA = "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN_KANA}]+|[^\W_{_HAN_KANA}]+")
_IS_HAN_KANA = re.compile(rf"[{_HAN_KANA}]")
_MARKED = re.compile("[\u00c0-\u04ff]")
"""Latin, Greek and Cyrillic letters lose their marks; kana keep theirs, where the mark makes another letter."""


def indexed(text: str) -> list[str]:
    """The words under which a text is found: every word, every Han or kana character and every pair of them."""
    return _words(text, singles=True)


def asked(text: str) -> list[str]:
    """The words of a query: as `indexed`, but a Han or kana run asks for its pairs alone."""
    return _words(text, singles=False)


def _words(text: str, *, singles: bool) -> list[str]:
    if text.isascii():
        words = _ASCII_WORD.findall(text.lower().translate(_APOSTROPHES))
    else:
        words = []
        for run in _RUN.findall(_plain(text)):
            if _IS_HAN_KANA.match(run):
                pairs = [run[i : i + 2] for i in range(len(run) - 1)]
                words += [*run, *pairs] if singles else pairs or [run]
            else:
                words.append(run)
    # A title made of signs alone ("!!!", "∞") is still a title: it is found by itself.
    return words or ["".join(text.split())] * bool(text.strip())


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return _MARKED.sub(_without_marks, composed)


def _without_marks(letter: re.Match[str]) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter[0]) if not unicodedata.combining(part))
