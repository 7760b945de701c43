"""When two spellings are one title, and what folding must never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.titles.fold import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hyōri Ittai", "hyori ittai"),
        ("Don’t Stop", "Don't stop"),
        ("Don`t Stop", "DONT STOP"),
        ("Ren'ai Circulation", "Renai Circulation"),
        ("Sadness & Sorrow", "Sadness and Sorrow"),
        ("Sadness ＆ Sorrow", "Sadness and Sorrow"),
        ("Steins; Gate", "Steins;Gate"),
        ("Re:Re:", "re re"),
        ("One-Winged Angel", "One Winged Angel"),
        ("Hunter × Hunter", "HUNTER x HUNTER"),
        ("SPY×FAMILY", "SPYxFAMILY"),
        ("God knows…", "God Knows..."),
        ("“Ballad of the Goddess”", "Ballad of the Goddess"),
        ("「70cm四方の窓辺」", "70ｃｍ四方の窓辺"),
        ("ｱﾆﾒ", "アニメ"),
        ("が", "が"),
        ("S.M.I.L.E.", "SMILE"),
        ("U.N. Owen Was Her?", "UN Owen was her"),
        ("THE iDOLM@STER", "The Idolmaster"),
        ("Nocturne in C♯ minor", "Nocturne in C# Minor"),
        ("Straße", "STRASSE"),
        ("Ærø", "aero"),
        ("Ragnarök™", "Ragnarok"),
        ("Øl", "ol"),
        ("İstanbul", "istanbul"),
        ("  two\u3000 words\u200b ", "Two words"),
        ("Ⅶ", "VII"),
    ],
)
def test_same_title(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("か", "が"),  # the marks of kana are letters
        ("ハハ", "パパ"),
        ("ツ", "ッ"),
        ("!!!", "+"),
        ("!!!", "!"),
        ("∞", "♪"),
        ("空", "海"),
        ("No. 1", "No. 2"),
        ("Battle I", "Battle II"),
    ],
)
def test_different_title(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["!!!", "+", "∞", "…", "?", "★", "()", "空", "あ", "ー", "한", "'", "™", "﷽", "नि"])
def test_never_emptied(text: str) -> None:
    assert fold(text)


@pytest.mark.parametrize("text", ["", " ", "\u3000\t"])
def test_nothing_is_nothing(text: str) -> None:
    assert fold(text) == ""


_TRICKY = st.sampled_from([*"aAbZ.@$#'&´ゔか゛ﾞｶが́ñ№½™×İıß̈-_ー・ 1２Ⅱ^`ﷺ㍿ﬃªº…‥©\u200d\u200b"])


@given(st.one_of(st.text(), st.lists(_TRICKY).map("".join)))
def test_idempotent_and_never_empty(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded or not text.strip() or all(not c.isprintable() or c.isspace() for c in text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())
