"""Hangul in Latin letters: the examples of the official rules, and titles of dramas' songs."""

from __future__ import annotations

import pytest

from ostsync.titles.hangul import romanise


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("독립문", "dongnimmun"),
        ("음악", "eumak"),
        ("신라", "silla"),
        ("좋다", "jota"),
        ("백마", "baengma"),
        ("종로", "jongno"),
        ("왕십리", "wangsimni"),
        ("별내", "byeollae"),
        ("놓다", "nota"),
        ("잡혀", "japyeo"),
        ("같이", "gachi"),
        ("해돋이", "haedoji"),
        ("설악", "seorak"),
        ("대관령", "daegwallyeong"),
        ("읽어", "ilgeo"),
        ("많아", "mana"),
        ("강아지", "gangaji"),
        ("사랑해", "saranghae"),
        ("널 버리지마", "neol beorijima"),
        ("끝나지 않을 이야기", "kkeunnaji aneul iyagi"),
        ("Galaxy 우주", "Galaxy uju"),
    ],
)
def test_romanise(written: str, latin: str) -> None:
    assert romanise(written) == latin
