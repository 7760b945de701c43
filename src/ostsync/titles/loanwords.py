"""Loanwords: how does Japanese spell an English word? Spotlight is スポットライト.

The spelling of most words is guessed by e2k, a small model (about 0.35 s to load, 6 ms a word, each word once a
process); the little words, which it cannot know without a sentence around them, stand in a table.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

# As they are sung and printed in titles. A fact about Japanese spelling, each found in many song titles.
_LITTLE_WORDS = """
    a:ア i:アイ the:ザ to:トゥ of:オブ in:イン on:オン at:アット by:バイ for:フォー from:フロム with:ウィズ and:アンド
    or:オア is:イズ am:アム are:アー be:ビー was:ワズ my:マイ me:ミー you:ユー your:ユア we:ウィー us:アス our:アワー
    it:イット its:イッツ he:ヒー she:シー his:ヒズ her:ハー no:ノー not:ノット so:ソー go:ゴー do:ドゥ dont:ドント
    up:アップ im:アイム one:ワン two:ツー three:スリー four:フォー five:ファイブ love:ラブ lullaby:ララバイ
    b:ビー c:シー d:ディー e:イー f:エフ g:ジー k:ケー m:エム n:エヌ p:ピー q:キュー r:アール s:エス t:ティー
    v:ブイ w:ダブリュー x:エックス y:ワイ z:ゼット
"""
_LITTLE = dict(pair.split(":") for pair in _LITTLE_WORDS.split())


@lru_cache(maxsize=50_000)
def katakana_word(word: str) -> str | None:
    """How Japanese spells an English word (spotlight is スポットライト), or None where it is no word of a-z."""
    word = word.lower()
    if not word.isascii() or not word.isalpha():
        return None
    return _LITTLE.get(word) or str(_speller()(word)) or None


def loading() -> Iterator[object]:
    """Loads the model, a step at a time."""
    for name in ("numpy", "e2k"):
        yield _loaded(name)
    yield _speller()


@cache
def _speller() -> Any:
    return _loaded("e2k").C2K()


def _loaded(name: str) -> Any:
    # OpenBLAS reads this when numpy is loaded. The matrices are so small that more threads make it five times slower.
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        return import_module(name)
    finally:
        if before is None:
            del os.environ["OPENBLAS_NUM_THREADS"]
        else:
            os.environ["OPENBLAS_NUM_THREADS"] = before
