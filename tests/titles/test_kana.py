"""Kana and Latin letters, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.titles import kana


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("ハジメテノオト", "hajimetenooto"),
        ("がっこう", "gakkou"),
        ("まっちゃ", "matcha"),
        ("スーパー", "suupaa"),
        ("ヴァンパイア", "vanpaia"),
        ("ティアーズ", "tiaazu"),
        ("シェリー", "sherii"),
        ("きょうしつ", "kyoushitsu"),
        ("ヅ", "zu"),
        ("Aメロ", "Amero"),
        ("ッ", ""),
        ("ー", ""),
        ("", ""),
    ],
)
def test_to_romaji(written: str, latin: str) -> None:
    assert kana.to_romaji(written) == latin


@pytest.mark.parametrize(
    ("latin", "katakana"),
    [
        ("hyouri ittai", "ヒョウリイッタイ"),
        ("Hyōri Ittai", "ヒョウリイッタイ"),
        ("Mikazuki no Supotoraito", "ミカズキノスポトライト"),
        ("matcha", "マッチャ"),
        ("sempai", "センパイ"),
        ("senpai", "センパイ"),
        ("ren'ai", "レンアイ"),
        ("Ren’ai", "レンアイ"),
        ("konna", "コンナ"),
        ("koi wo suru", "コイヲスル"),
        ("sya tu hu zi", "シャツフジ"),
        ("spotlight", None),
        ("kimi no light", None),
        ("", None),
    ],
)
def test_from_romaji(latin: str, katakana: str | None) -> None:
    assert kana.from_romaji(latin) == katakana


@pytest.mark.parametrize("word", ["hyouri", "shimbun", "kitto", "ecchi", "tsuki", "n", "ookami", "jinsei", "home"])
def test_is_romaji(word: str) -> None:
    assert kana.is_romaji(word)


@pytest.mark.parametrize("word", ["spotlight", "love", "the", "hl", "kk", "", "cyx", "night"])
def test_is_not_romaji(word: str) -> None:
    assert not kana.is_romaji(word)


def test_scripts_of_kana() -> None:
    assert kana.to_hiragana("スポットライト") == "すぽっとらいと"
    assert kana.to_katakana("すぽっと光") == "スポット光"


@given(
    st.text(
        alphabet="あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわんがぎぐげござずぜぞだでどばびぶべぼぱぴぷぺぽ",
        min_size=1,
    )
)
def test_there_and_back(written: str) -> None:
    latin = kana.to_romaji(written)
    back = kana.from_romaji(latin)
    assert back is not None
    assert kana.to_romaji(back) == latin
