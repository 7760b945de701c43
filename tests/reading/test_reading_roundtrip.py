"""What extract writes, it reads back: nothing is lost on the way through a file that a person edits."""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ostsync.app.extract import Extracted, document
from ostsync.model import Kind, Medium, Reading, Recommendation, Source
from ostsync.reading import read_bytes
from ostsync.reading.sheet import csv_of

visible = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Co", "Cn")),
    min_size=1,
    max_size=15,
)
words = st.lists(visible, min_size=1, max_size=3).map(" ".join)
maybe = st.none() | words
readings = st.builds(Reading, words, maybe, maybe)


@st.composite
def recommendations(draw: st.DrawFn) -> Recommendation:
    work, artist = draw(maybe), draw(maybe)
    plain = st.builds(Reading, words, st.just(work), st.just(artist))
    return Recommendation(
        title=draw(words), work=work, artist=artist, album=draw(maybe), medium=draw(st.none() | st.sampled_from(Medium)), section=draw(maybe),
        kind=draw(st.sampled_from(Kind)), alternatives=tuple(draw(st.lists(plain, max_size=2) | st.lists(readings, max_size=2))),
        duration_ms=draw(st.none() | st.integers(1, 5_000_000)), isrc=draw(st.none() | st.just("JPX000000001")),
        uri=draw(st.none() | st.just("spotify:track:" + "a" * 22)), confidence=draw(st.integers(0, 100)) / 100,
        text=draw(st.just("") | words | st.tuples(words, words).map("\n".join)), line=draw(st.none() | st.integers(1, 10_000)),
    )  # fmt: skip


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(recommendations(), min_size=1, max_size=5))
def test_extract_to_csv_to_extract_is_the_identity(written: list[Recommendation]) -> None:
    back = read_bytes(csv_of(written).encode(), name="tracks.csv")
    assert list(back.recommendations) == written
    assert back.problems == ()


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.lists(recommendations(), min_size=1, max_size=5))
def test_extract_to_json_to_extract_keeps_what_json_promises(written: list[Recommendation]) -> None:
    text = json.dumps(document(Extracted((Source("a", "text", None, tuple(written)),))))
    back = read_bytes(text.encode(), name="tracks.json")
    assert list(back.recommendations) == [replace(r, duration_ms=None, isrc=None, uri=None) for r in written]


def test_a_spreadsheet_formula_is_disarmed_and_comes_back() -> None:
    one = Recommendation("=1+1", work="@home", text="- x")
    text = csv_of([one])
    assert "'=1+1" in text
    assert read_bytes(text.encode(), name="t.csv").recommendations == (one,)
