"""Japanese: how is a title in kanji and kana read aloud? In Latin letters, several ways where several are common.

Sudachi's dictionary tells words apart and knows their readings; only runs of Japanese characters go to it,
since it would read "Rainbow" as reinboo and "～" as kara. Loaded on first use (about 0.1 s).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from math import prod
from typing import Any

from ostsync.titles.kana import to_katakana, to_romaji

JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー々〆〇ゝゞヽヾ㐀-䶿一-鿿豈-﫿]+")
KANJI = re.compile(r"[々〆〇㐀-䶿一-鿿豈-﫿]")
KANA = re.compile(r"[ぁ-ゖァ-ヺ]")

_LONGEST_RUN = 4_000
"""Characters that are told into words at once: the tokenizer refuses more than 49,149 bytes."""
_MOST = 24
"""Readings of one title at most: titles of many ambiguous words are long, and long ones forgive one wrong word."""
_MOST_OF_A_WORD = 5
_PARTICLES = {"ハ": "ワ", "ヘ": "エ", "ヲ": "オ"}

# What singers read into a word, and no dictionary says. Each is common in titles.
_SUNG: dict[str, tuple[str, ...]] = {
    "運命": ("サダメ",),
    "瞬間": ("トキ",),
    "理由": ("ワケ",),
    "宇宙": ("ソラ",),
    "未来": ("アス",),
    "時代": ("トキ",),
    "地球": ("ホシ",),
    "故郷": ("フルサト",),
    "刻": ("トキ",),
    "詩": ("ウタ",),
    "聖夜": ("イブ",),
    "灯": ("トモシビ", "アカリ"),
    "灯火": ("トモシビ",),
    "金": ("コガネ",),
    "神": ("シン",),
    "戦": ("イクサ", "セン"),
    "終": ("ツイ", "シュウ"),
    "風": ("フウ",),
    "白金": ("プラチナ",),
    "鎮魂歌": ("レクイエム",),
    "狂詩曲": ("ラプソディ",),
    "夜想曲": ("ノクターン",),
    "交響曲": ("シンフォニー",),
    "前奏曲": ("プレリュード",),
    "子守唄": ("ララバイ",),
    "薔薇": ("バラ",),
    "硝子": ("ガラス",),
    "燐寸": ("マッチ",),
    "煙草": ("タバコ",),
    "天国": ("ヘブン",),
    "楽園": ("パラダイス",),
    "心": ("ココロ",),
    "命": ("イノチ",),
    "魂": ("タマシイ",),
    "音": ("オト", "ネ"),
    "声": ("コエ",),
}
_SMALL_TSU = re.compile(r"ッ(?=(ch|[a-z]?))")
_LONG = re.compile(r"([aeiou])ー")
# Old forms of characters, liked in titles, and what the dictionary has them under.
_MODERN = str.maketrans(
    "廻龍嶋澤櫻戀國學獨聲體變燈螢關眞靈廣邊瀧壞絕來會亂劍傳藝氣榮櫂囘搖惡實黑歷戰戲擊驛樂圓斷淚巖讀",
    "回竜島沢桜恋国学独声体変灯蛍関真霊広辺滝壊絶来会乱剣伝芸気栄棹回揺悪実黒歴戦戯撃駅楽円断涙岩読",
)
_VOICED = dict(zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボ", "カキクケコサシスセソタチツテトハヒフヘホ", strict=True))


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
    latin = [tuple(dict.fromkeys(map(_piece_to_romaji, piece))) for piece in pieces]
    return tuple(dict.fromkeys(_joined(chosen) for chosen in _choices(latin)))


@lru_cache(maxsize=20_000)
def _piece_to_romaji(kana: str) -> str:
    """A word in Latin letters; a ッ at its end and a ー at its start wait for the word beside it."""
    start, end = (1 if kana[:1] == "ー" else 0), len(kana) - (1 if kana[1:] and kana[-1] == "ッ" else 0)
    return kana[:start] + to_romaji(kana[start:end]) + kana[end:]


def _joined(words: tuple[str, ...]) -> str:
    text = "".join(words)
    if "ッ" in text:  # 言っ and て are itte
        text = _SMALL_TSU.sub(lambda m: "t" if m[1] == "ch" else m[1][:1] if m[1] not in "aeiou" else "", text)
    return _LONG.sub(lambda m: m[1] * 2, text).replace("ー", "") if "ー" in text else text


def _choices(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The likeliest choices first: those that take the least likely readings the least often."""
    sizes = [len(p) for p in pieces]
    while prod(sizes) > 20 * _MOST:  # long titles: only the likeliest two readings of a word, then only one
        longest = max(sizes)
        sizes = [min(size, longest - 1) for size in sizes]
    ranked = sorted(product(*(range(size) for size in sizes)), key=lambda ranks: (sum(ranks), ranks))
    return [tuple(p[i] for p, i in zip(pieces, ranks, strict=True)) for ranks in ranked[:_MOST]]


def _words(run: str) -> list[tuple[str, ...]]:
    """The readings, in katakana, of each word of a run of Japanese characters."""
    words: list[tuple[str, ...]] = []
    pieces = (run[at : at + _LONGEST_RUN] for at in range(0, len(run), _LONGEST_RUN))
    for morpheme in (m for piece in pieces for m in _tokenizer().tokenize(piece)):
        surface = morpheme.surface()
        kana = to_katakana(surface)
        first = not words
        if not KANJI.search(surface):
            particle = _PARTICLES.get(kana) if morpheme.part_of_speech()[0] == "助詞" else None
            words.append((particle, kana) if particle else (kana,))
        elif not KANJI.search(morpheme.reading_form()):
            words.append(_readings(surface, morpheme.reading_form(), first))
        elif (modern := surface.translate(_MODERN)) != surface:
            words.extend(_words(modern))
        else:  # a word that the dictionary does not have
            words.extend(_readings(c, "", first) if KANJI.match(c) else (to_katakana(c),) for c in surface)
    return words


def _readings(surface: str, likeliest: str, first: bool) -> tuple[str, ...]:
    """The likeliest reading and the others that the dictionary has, ordinary words before affixes and names."""
    known = _dictionary_readings(surface)
    if (modern := surface.translate(_MODERN)) != surface:
        known = (*known, *_dictionary_readings(modern))
    readings = dict.fromkeys((likeliest, *_SUNG.get(surface, ()), *known))
    # ゾラ beside ソラ is voiced inside of a compound: never in front, and seldom elsewhere.
    voiced = [r for r in known if r[0] in _VOICED and _VOICED[r[0]] + r[1:] in readings and r != likeliest]
    spoken = [r for r in readings if r and r not in voiced]
    return tuple([*spoken, *(() if first else voiced)][:_MOST_OF_A_WORD]) or (surface,)


@lru_cache(maxsize=4096)
def _dictionary_readings(surface: str) -> tuple[str, ...]:
    """Every reading of a word, the common ones first."""
    entries = sorted(_dictionary().lookup(surface), key=_rarity)
    return tuple(dict.fromkeys(m.reading_form() for m in entries if not KANJI.search(m.reading_form())))


def _rarity(morpheme: Any) -> int:
    kind, sort = morpheme.part_of_speech()[:2]
    return int(2 * (sort == "固有名詞") + kind.startswith("接") + (kind in ("形容詞", "形状詞")))
