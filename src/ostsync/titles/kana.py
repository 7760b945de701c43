"""Kana: which Latin letters kana are written with, which kana Latin letters stand for.

One table both ways, Hepburn as people type it (shi, tsu, fu, ji; long vowels spelled out: ou, uu). Nothing
here knows words: kanji, particles and loanwords are the business of `scripts`.
"""

from __future__ import annotations

import re

_ROWS = {
    "": "アa イi ウu エe オo",
    "k": "カka キki クku ケke コko キャkya キュkyu キョkyo キェkye クァkwa クィkwi クェkwe クォkwo ヵka ヶke",
    "g": "ガga ギgi グgu ゲge ゴgo ギャgya ギュgyu ギョgyo グァgwa",
    "s": "サsa シshi スsu セse ソso シャsha シュshu ショsho シェshe スィsi",
    "z": "ザza ジji ズzu ゼze ゾzo ジャja ジュju ジョjo ジェje ズィzi",
    "t": "タta チchi ツtsu テte トto チャcha チュchu チョcho チェche ティti トゥtu ツァtsa ツィtsi ツェtse ツォtso",
    "d": "ダda ヂji ヅzu デde ドdo ヂャja ヂュju ヂョjo ディdi ドゥdu デュdyu",
    "n": "ナna ニni ヌnu ネne ノno ニャnya ニュnyu ニョnyo ンn",
    "h": "ハha ヒhi フfu ヘhe ホho ヒャhya ヒュhyu ヒョhyo ファfa フィfi フェfe フォfo フュfyu",
    "b": "バba ビbi ブbu ベbe ボbo ビャbya ビュbyu ビョbyo",
    "p": "パpa ピpi プpu ペpe ポpo ピャpya ピュpyu ピョpyo",
    "m": "マma ミmi ムmu メme モmo ミャmya ミュmyu ミョmyo",
    "y": "ヤya ユyu ヨyo イェye",
    "r": "ラra リri ルru レre ロro リャrya リュryu リョryo",
    "w": "ワwa ヲo ヰi ヱe ウィwi ウェwe ウォwo ヮwa",
    "v": "ヴvu ヴァva ヴィvi ヴェve ヴォvo ヴュvyu",
    "small": "ァa ィi ゥu ェe ォo ャya ュyu ョyo",
}
_TO_LATIN: dict[str, str] = {
    kana: latin
    for row in _ROWS.values()
    for kana, latin in (re.fullmatch(r"(\W*[ァ-ヶ]+)([a-z]+)", pair).groups() for pair in row.split())  # type: ignore[union-attr]
}

# Spellings that people type besides the table's own: Kunrei, Nihon-shiki, old Hepburn, keyboard habits.
_ALSO = (
    "si:シ tu:ツ hu:フ zi:ジ sya:シャ syu:シュ syo:ショ tya:チャ tyu:チュ tyo:チョ cya:チャ cyo:チョ "
    "zya:ジャ zyu:ジュ zyo:ジョ jya:ジャ jyu:ジュ jyo:ジョ wo:ヲ dzu:ヅ dji:ヂ"
)
_TO_KANA: dict[str, str] = {}
for _kana, _latin in _TO_LATIN.items():
    if _kana not in "ヂヅヲヰヱァィゥェォャュョヮヵヶン" and "ヂ" not in _kana:
        _TO_KANA.setdefault(_latin, _kana)
for _pair in _ALSO.split():
    _latin, _kana = _pair.split(":")
    _TO_KANA[_latin] = _kana

_WORD = re.compile(r"(?:[^\W\d_]|(?<=n)'(?=[aeiouy]))+|\d+")
_SMALL = frozenset("ァィゥェォャュョヮ")
_VOWELS = frozenset("aeiou")
_MACRONS = str.maketrans(
    {"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "î": "ii", "û": "uu", "ê": "ee", "ô": "ou"}
)
_ROMAJI_WORD = re.compile(
    r"(?:(?:[kstnhmyrwgzdbpfj]|ch|sh|ts|[knhmrgbp]y|[cj]y|dz)?[aeiou]|n(?![aeiouy])|"
    r"([kstpgdbzjc])(?=\1|ch|sh)|t(?=ch)|m(?=[bpm]))+"
)


def to_hiragana(text: str) -> str:
    """Katakana as hiragana; everything else as it is."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def to_katakana(text: str) -> str:
    """Hiragana as katakana; everything else as it is."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def to_romaji(kana: str) -> str:
    """Kana as people type them in Latin letters: がっこう is gakkou, スーパー is suupaa. Other characters stay."""
    text = to_katakana(kana)
    out: list[str] = []
    double = False
    i = 0
    while i < len(text):
        size = 2 if i + 1 < len(text) and text[i + 1] in _SMALL and text[i : i + 2] in _TO_LATIN else 1
        latin = _TO_LATIN.get(text[i : i + size])
        if text[i] == "ッ":
            double = True
        elif text[i] == "ー":
            out.append(out[-1][-1] if out and out[-1][-1:] in _VOWELS else "")
        else:
            latin = latin if latin is not None else text[i]
            if double and latin[0] not in _VOWELS:
                out.append("t" if latin.startswith("ch") else latin[0])
            double = False
            out.append(latin)
        i += size
    return "".join(out)


def is_romaji(word: str) -> bool:
    """Whether a lower-case word can be read as Japanese syllables: "hyouri" can, "spotlight" cannot.

    Some English words can as well ("home", "made"): the answer is about spelling, not about language.
    """
    return _ROMAJI_WORD.fullmatch(word.translate(_MACRONS)) is not None


def from_romaji(romaji: str) -> str | None:
    """Katakana for a word or phrase in romaji, or None where some of it is no romaji. Spaces are left out.

    Macrons count as the spelling with u (ō is オウ): kana does not say which one was meant.
    """
    out: list[str] = []
    for word in _WORD.findall(romaji.lower().replace("’", "'").translate(_MACRONS)):
        kana = _word_to_kana(word)
        if kana is None:
            return None
        out.append(kana)
    return "".join(out) or None


def _word_to_kana(word: str) -> str | None:
    out: list[str] = []
    i = 0
    while i < len(word):
        rest = word[i:]
        if rest[0] == "'":  # ren'ai: the n stands alone
            i += 1
            continue
        for size in (3, 2, 1):
            if rest[:size] in _TO_KANA and len(rest) >= size:
                out.append(_TO_KANA[rest[:size]])
                i += size
                break
        else:
            if rest[0] == "n" or (rest[0] == "m" and rest[1:2] in ("b", "p", "m")):
                out.append("ン")
            elif len(rest) > 1 and rest[0] not in _VOWELS and (rest[0] == rest[1] or rest.startswith("tch")):
                out.append("ッ")
            else:
                return None
            i += 1
    return "".join(out)
