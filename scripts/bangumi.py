"""The anime of bangumi-data: what is taken from it, what romaji is made for it, and which works it adds.

bangumi-data (https://github.com/bangumi-data/bangumi-data) is licensed under CC BY 4.0. Taken are titles, their
translations, the kind (TV, film, OVA, web) and the year; changed is that seasons are folded into their series,
that series are inferred from titles, and that a romanisation is added.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ostsync.model import Medium
from ostsync.titles.worknames import key
from ostsync.titles.worktable import Row

_SEASON = re.compile(
    r"[\s(（]*(?:第[0-9一二三四五六七八九]+[期シ季部クール]*(?:シーズン|クール)?|season\s*[2-9]|シーズン[2-9]"
    r"|(?:[2-9](?:nd|rd|th)|second|third|final) season|(?:後半|前半)クール|分割[2-9]クール)[)）\s]*$",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"^(?:劇場版|映画|TVアニメ|OVA|アニメ|特別編|新作|新|続)[・\s]*|[\s　]*(?:OVA|OAD|劇場版|the movie)$", re.IGNORECASE
)
_BREAK = re.compile(r"[\s　\-－~〜～:：!！?？「『(（・/☆★、。]+")
_SPOKEN = (
    ("四月", "しがつ"),
    ("私", "わたし"),
    ("僕達", "ぼくたち"),
    ("達", "たち"),
    ("明日", "あした"),
    ("貴方", "あなた"),
)
"""Readings that listeners use where the dictionary prefers another."""


def digest(data: Path) -> bytes:
    """What is kept of bangumi-data: [title, kind, year, English, Chinese] of every Japanese anime."""
    kept = []
    for item in json.loads(data.read_text("utf-8"))["items"]:
        if item["lang"] == "ja":
            names = item["titleTranslate"]
            chinese = list(dict.fromkeys((*names.get("zh-Hans", [])[:2], *names.get("zh-Hant", [])[:1])))
            kept.append([item["title"], item["type"], item["begin"][:4], names.get("en", [])[:3], chinese])
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def merged(rows: list[Row], items: Iterable[list[Any]]) -> list[Row]:
    """The rows with what bangumi-data knows of them, and after them its other anime, the oldest first.

    An anime is one of the hand-written rows where the native title is the same, else where an English title is;
    a season is its series. A film merges with a row of films, anything with a row of anime.
    """
    made = list(rows)
    native = _index(made, lambda row: row.native)
    named = _index(made, lambda row: row.names)
    later: list[list[Any]] = []
    for item in sorted(items, key=lambda i: (i[1] != "tv", i[2])):
        place = _own_row(made, native, item[0], item[1])
        if place is None:
            place = next((p for e in item[3] if (p := _own_row(made, named, e, item[1])) is not None), None)
            if place is not None and any(key(item[0]) != key(n) and n != item[0] for n in made[place].native):
                later.append(item)  # an English name that a later season bears as well
                continue
        if place is None:
            later.append(item)
        else:
            made[place] = _with(made[place], item)
    for item in later:
        base = _SEASON.sub("", item[0])
        place = native.get((key(base), Medium.ANIME)) if base != item[0] else None
        if place is not None:
            made[place] = replace(made[place], other=(*made[place].other, item[0], *item[4]))
            continue
        series = _series(item[0], native)
        group = None
        if series is not None:
            group = made[series].group or key(made[series].all_names[0])
            made[series] = replace(made[series], group=group)
        row = Row(Medium.ANIME, tuple(item[3]) or (), (item[0],), group=group)
        made.append(_with(row, item))
        native.setdefault((key(item[0]), Medium.ANIME), len(made) - 1)
    return made


def _index(rows: list[Row], names: Any) -> dict[tuple[str, Medium], int]:
    index: dict[tuple[str, Medium], int] = {}
    for place, row in enumerate(rows):
        for name in names(row):
            index.setdefault((key(name), row.medium), place)
    return index


def _own_row(rows: list[Row], index: dict[tuple[str, Medium], int], name: str, kind: str) -> int | None:
    for form in (name, _FORM.sub("", name)):
        for medium in (Medium.ANIME, Medium.FILM) if kind == "movie" else (Medium.ANIME,):
            place = index.get((key(form), medium))
            if place is not None and (form == name or medium is Medium.FILM):
                return place
    return None


def _with(row: Row, item: list[Any]) -> Row:
    """A row with the names of an item: its title, its romaji, its translations."""
    title, _, _, english, chinese = item
    spelled = tuple(romaji(title))
    return replace(
        row,
        names=tuple(dict.fromkeys((*row.names, *english, *spelled))),
        native=tuple(dict.fromkeys((*row.native, title))),
        other=tuple(dict.fromkeys((*row.other, *chinese))),
    )


def _series(title: str, native: dict[tuple[str, Medium], int]) -> int | None:
    """The series that a title begins with the name of: 鬼滅の刃 for 劇場版 鬼滅の刃 無限列車編."""
    bare = _FORM.sub("", title)
    if bare != title and (place := native.get((key(bare), Medium.ANIME))) is not None:
        return place
    for cut in sorted((found.start() for found in _BREAK.finditer(bare)), reverse=True):
        head = key(bare[:cut])
        if len(head) > 2 and (place := native.get((head, Medium.ANIME))) is not None:
            return place
    trailing = re.match(r"(.{3,}?)\s*(?:[2-9]|II+|IV|V|[ⅡⅢⅣ])(?:\b|$)", bare)
    return native.get((key(trailing[1]), Medium.ANIME)) if trailing else None


# ---------------------------------------------------------------------------- romaji


def romaji(title: str) -> Iterator[str]:
    """The title in Latin letters as listeners write it: words apart, particles wa, e and wo, long vowels as in kana."""
    if not re.search(r"[\u3041-\u30ff\u4e00-\u9fff]", title):
        return
    words: list[str] = []
    spoken_title = title
    for written, spoken in _SPOKEN:
        spoken_title = spoken_title.replace(written, spoken)
    for surface, reading, kind in _morphemes(spoken_title):
        if kind in {"補助記号", "空白", "記号"} and not re.search(r"\w", surface):
            continue
        if surface.isascii():
            words.append(surface)
            continue
        spoken = {"ハ": "ワ", "ヘ": "エ"}.get(reading, reading) if kind == "助詞" else reading
        latin = "wo" if kind == "助詞" and surface == "を" else _hepburn(spoken)
        if kind in {"助動詞", "接尾辞"} and words:
            words[-1] += latin
        elif latin:
            words.append(latin if kind == "助詞" else latin.capitalize())
    text = " ".join(words)
    if text and key(text) != key(title):
        yield text


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary

    return Dictionary(dict="core").tokenizer()


def _morphemes(title: str) -> Iterator[tuple[str, str, str]]:
    from sudachipy import SplitMode

    for morpheme in _tokenizer().tokenize(title, SplitMode.C):
        reading = morpheme.reading_form()
        surface = morpheme.surface()
        yield surface, reading if re.search(r"[ァ-ヶ]", reading) else surface, morpheme.part_of_speech()[0]


_LATIN: dict[str, str] = dict(
    re.findall(
        r"(\S+) (\S+)",
        "キャ kya キュ kyu キョ kyo シャ sha シュ shu ショ sho チャ cha チュ chu チョ cho ニャ nya ニュ nyu ニョ nyo "
        "ヒャ hya ヒュ hyu ヒョ hyo ミャ mya ミュ myu ミョ myo リャ rya リュ ryu リョ ryo ギャ gya ギュ gyu ギョ gyo "
        "ジャ ja ジュ ju ジョ jo ビャ bya ビュ byu ビョ byo ピャ pya ピュ pyu ピョ pyo ファ fa フィ fi フェ fe フォ fo "
        "ヴァ va ヴィ vi ヴェ ve ヴォ vo ティ ti ディ di デュ dyu トゥ tu ドゥ du チェ che シェ she ジェ je ウィ wi "
        "ウェ we ウォ wo ツァ tsa ツェ tse イェ ye ア a イ i ウ u エ e オ o カ ka キ ki ク ku ケ ke コ ko サ sa "
        "シ shi ス su セ se ソ so タ ta チ chi ツ tsu テ te ト to ナ na ニ ni ヌ nu ネ ne ノ no ハ ha ヒ hi "
        "フ fu ヘ he ホ ho マ ma ミ mi ム mu メ me モ mo ヤ ya ユ yu ヨ yo ラ ra リ ri ル ru レ re ロ ro ワ wa "
        "ヲ wo ン n ガ ga ギ gi グ gu ゲ ge ゴ go ザ za ジ ji ズ zu ゼ ze ゾ zo ダ da ヂ ji ヅ zu デ de ド do "
        "バ ba ビ bi ブ bu ベ be ボ bo パ pa ピ pi プ pu ペ pe ポ po ヴ vu ァ a ィ i ゥ u ェ e ォ o ャ ya ュ yu "
        "ョ yo ヰ i ヱ e",
    )
)


def _hepburn(kana: str) -> str:
    made = ""
    place = 0
    doubled = False
    while place < len(kana):
        pair, one = kana[place : place + 2], kana[place]
        if one == "ッ":
            doubled, place = True, place + 1
            continue
        latin = _LATIN.get(pair) or _LATIN.get(one)
        if latin is None:
            latin = made[-1:] if one == "ー" else one if one.isalnum() else ""
        if doubled and latin:
            latin = ("t" if latin.startswith("ch") else latin[0]) + latin
            doubled = False
        made += latin
        place += 2 if len(pair) == 2 and pair in _LATIN else 1
    return made
