"""Which words of a title are numerals."""

from __future__ import annotations

import pytest

from ostsync.titles import numerals


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Dearly Beloved 2", (2,)),
        ("Dearly Beloved II", (2,)),
        ("Dearly Beloved Ⅱ", (2,)),
        ("dearly beloved ii", (2,)),
        ("Dearly Beloved Part Two", (2,)),
        ("Dearly Beloved, Pt. II", (2,)),
        ("Dearly Beloved (Part 2)", (2,)),
        ("Dearly Beloved #2", (2,)),
        ("Dearly Beloved No.2", (2,)),
        ("Dearly Beloved Vol. 2", (2,)),
        ("Act 3", (3,)),
        ("Scene Nine: Finally Free", (9,)),
        ("Second Movement", (2,)),
        ("2nd Movement", (2,)),
        ("第二章", (2,)),
        ("第2番", (2,)),
        ("第二十一話", (21,)),
        ("その二", (2,)),
        ("メインテーマ 二", (2,)),
        ("戦闘②", (2,)),
        ("愛言葉Ⅴ", (5,)),
        ("愛言葉V", (5,)),
        ("戦い 後編", (2,)),
        ("Christina I", (1,)),
        ("Christina I ~ night", (1,)),
        ("FINAL FANTASY VII", (7,)),
        ("VII", (7,)),
        ("Mega Man X", (10,)),
        ("Op. 27 No. 2", (27, 2)),
        ("Day One", (1,)),
        ("70cm四方の窓辺", (70,)),
        ("Snowdown - 2017", (2017,)),
        # words and letters that number nothing
        ("I Will", ()),
        ("I", ()),
        ("X", ()),
        ("V", ()),
        ("You and I", ()),
        ("The King & I", ()),
        ("Who Am I?", ()),
        ("One-Winged Angel", ()),
        ("The One", ()),
        ("No One", ()),
        ("The Second Coming", ()),
        ("X-Men Theme", ()),
        ("MIX", ()),
        ("XXX", ()),
        ("三日月", ()),
        ("一番の宝物", ()),
        ("その一秒スローモーション", ()),
        ("Vi", ()),
        ("In the Shadow of Number One", ()),
    ],
)
def test_numbers(title: str, values: tuple[int, ...]) -> None:
    assert numerals.numbers(title) == values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Battle Pt. II", "Battle Part 2"),
        ("Battle II", "Battle 2"),
        ("Act One", "Act I"),
        ("Vol.3", "Volume 3"),
        ("第二章", "第2章"),
    ],
)
def test_canonical_forms_agree(one: str, other: str) -> None:
    assert numerals.canonical(one) == numerals.canonical(other)


def test_a_title_without_numerals_is_its_own_canonical_form() -> None:
    assert numerals.canonical("Live and Let Die") == "Live and Let Die"
