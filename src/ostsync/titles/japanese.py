"""Japanese: how is a title in kanji and kana read aloud? In Latin letters, several ways where several are common.

Sudachi's dictionary tells words apart and knows their readings; only runs of Japanese characters go to it,
since it would read "Rainbow" as reinboo and "～" as kara. Loaded on first use (about 0.1 s).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Any

from ostsync.titles.kana import to_katakana, to_romaji

JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー々〆〇ゝゞヽヾ㐀-䶿一-鿿豈-﫿]+")
KANJI = re.compile(r"[々〆〇㐀-䶿一-鿿豈-﫿]")
KANA = re.compile(r"[ぁ-ゖァ-ヺ]")

_MOST = 16
"""Readings of one title at most: titles of many ambiguous words are long, and long ones forgive one wrong word."""
_MOST_OF_A_WORD = 4
_PARTICLES = {"ハ": "ワ", "ヘ": "エ", "ヲ": "オ"}

# What singers read into a word, and no dictionary says. Each is common in titles.
_SUNG = {
    "運命": "サダメ",
    "瞬間": "トキ",
    "理由": "ワケ",
    "宇宙": "ソラ",
    "未来": "アス",
    "時代": "トキ",
    "世界": "ヨ",
    "地球": "ホシ",
    "故郷": "フルサト",
    "戦士": "モノ",
    "刻": "トキ",
    "詩": "ウタ",
    "唄": "ウタ",
    "聖夜": "イブ",
    "灯": "トモシビ",
    "金": "コガネ",
}


@cache
def _dictionary() -> Any:
    from sudachipy import Dictionary

    return Dictionary(dict="small")


@cache
def _tokenizer() -> Any:
    from sudachipy import SplitMode

    return _dictionary().tokenizer(SplitMode.C)


def is_japanese(text: str) -> bool:
    """Whether any of it stands in kana or kanji (Chinese characters included)."""
    return JAPANESE.search(text) is not None


def romanise(text: str) -> tuple[str, ...]:
    """Every common reading in lower-case Latin letters, the likeliest first; what is not Japanese stays as it is."""
    pieces: list[tuple[str, ...]] = []
    end = 0
    for run in JAPANESE.finditer(text):
        pieces.append((text[end : run.start()],))
        pieces.extend(_words(run.group()))
        end = run.end()
    pieces.append((text[end:],))
    return tuple(dict.fromkeys(to_romaji("".join(chosen)) for chosen in _choices(pieces)))


def _choices(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The likeliest choice, then those that differ in one word, then in more, at most `_MOST`."""
    first = tuple(p[0] for p in pieces)
    found = [first]
    for i, piece in enumerate(pieces):
        found.extend((*first[:i], other, *first[i + 1 :]) for other in piece[1:])
    if len(found) < _MOST:
        found.extend(c for c, _ in zip(product(*pieces), range(4 * _MOST), strict=False))
    return list(dict.fromkeys(found))[:_MOST]


def _words(run: str) -> list[tuple[str, ...]]:
    """The readings, in katakana, of each word of a run of Japanese characters."""
    words: list[tuple[str, ...]] = []
    for morpheme in _tokenizer().tokenize(run):
        surface = morpheme.surface()
        kana = to_katakana(surface)
        if not KANJI.search(surface):
            particle = _PARTICLES.get(kana) if morpheme.part_of_speech()[0] == "助詞" else None
            words.append((particle, kana) if particle else (kana,))
            continue
        readings = [morpheme.reading_form(), *_dictionary_readings(surface)[: _MOST_OF_A_WORD - 1]]
        if surface in _SUNG:
            readings.append(_SUNG[surface])
        words.append(tuple(dict.fromkeys(r for r in readings if r)))
    return words


def _dictionary_readings(surface: str) -> list[str]:
    """Other readings of the same characters, ordinary words before names and affixes."""
    entries = _dictionary().lookup(surface)
    ranked = sorted(
        entries, key=lambda m: m.part_of_speech()[0].startswith("接") + 2 * (m.part_of_speech()[1] == "固有名詞")
    )
    return list(dict.fromkeys(m.reading_form() for m in ranked))
