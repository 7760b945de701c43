"""Whatever comes in: no traceback, no hang, and no row lost without a word."""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostsync.errors import OstsyncError
from ostsync.model import Source
from ostsync.reading import KINDS, read_bytes

FRAGMENTS = (
    '"', "'", "“", "”", "「", "」", "『", "』", "《", "》", "(", ")", "[", "]", "{", "}", "<", ">", "</p>", "<li>", "<table><tr><td>", "<!--", "&amp;",
    "&#x0;", "\n", "\n\n", "\r\n", "\t", " - ", " – ", ": ", ", ", " by ", " from ", " / ", "|", "||", "---", "+++", "```", "* ", "1. ", "#", "## ",
    "**", "*", "_", "`", "![", "](", "[[", "]]", "{{<", ">}}", "{%", "%}", ".. include:: /etc/passwd", ".. raw:: html", "::", "`x`_", "title,work\n",
    '{"tracks":', "[{", "null", "1e999", '"title":', "#EXTM3U\n", "#EXTINF:12,", "<?xml?>", "<playlist><trackList><track><title>", "<!DOCTYPE x>",
    "song", "soundtrack", "OST", "the songs ", "曲", "主題歌", "Zelda", "Naruto", "Main Theme", "Time", "\ufeff", "\u200b", "\ud7ff", "é", "🎵", "\x00", "\x1b[31m",
    "第一首：", "00:00 ", "(1999)", "feat. ", "x" * 300, "(" * 200, "[" * 200, "> " * 100, "\\", "%s", "spotify:track:", "=SUM(A1)",
)  # fmt: skip
fragments = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=40).map("".join)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def survives(data: bytes, kind: str | None) -> Source | None:
    try:
        return read_bytes(data, name="generated", kind=kind)
    except OstsyncError as problem:
        told = bool(problem.message and problem.advice)
    assert told
    return None


@pytest.mark.parametrize("kind", [*KINDS, None])
@settings(quick, max_examples=170)
@given(text=fragments)
def test_generated_texts_of_every_kind(kind: str | None, text: str) -> None:
    source = survives(text.encode("utf-8", "surrogatepass"), kind)
    if source is not None:
        assert source.recommendations or source.problems, "nothing found, and nothing said about it"
        assert all(r.title.strip() and 0 <= r.confidence <= 1 for r in source.recommendations)


@settings(quick, max_examples=300)
@given(data=st.binary(max_size=300))
def test_generated_bytes(data: bytes) -> None:
    survives(data, None)


cells = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\r\n\x00,;\t|'\"", exclude_categories=("Cc", "Zs", "Zl", "Zp", "Cf")
    ),
    min_size=1,
    max_size=12,
)


@settings(quick, max_examples=200)
@given(st.lists(cells, min_size=1, max_size=12), st.integers(0, 11), st.sampled_from(['"', 'x"', '"x', '"a""b']))
def test_a_stray_quotation_mark_costs_its_own_row_at_most(titles: list[str], place: int, stray: str) -> None:
    rows = [f"{title} {number},Work {number}" for number, title in enumerate(titles)]
    broken = min(place, len(rows) - 1)
    rows[broken] = f"{stray},Work"
    source = read_bytes(("title,work\n" + "\n".join(rows)).encode(), name="list.csv")
    works = [r.work for r in source.recommendations]
    assert all(f"Work {n}" in works for n in range(len(rows)) if n != broken)
    assert len(source.recommendations) + len(source.problems) >= len(rows)


@pytest.mark.parametrize(
    "attack",
    [
        "(" * 10_000, "[" * 10_000 + "]" * 10_000, '"' * 10_000, "'a " * 4_000, "* " * 4_000, "a - " * 4_000, "> " * 3_000 + "x", "**" * 4_000, "`" * 10_000,
        "<div>" * 4_000, "<b>" * 4_000, "song " * 4_000, "the songs A, " * 1_000, "by A " * 4_000, "- " * 4_000, "A" * 40_000, "第一首：" * 4_000,
        "1. " * 4_000, "“" * 10_000, "「" * 10_000, "|" * 10_000, "\n" * 20_000 + "x", "[a](" * 2_000, "&" * 10_000, "song is A " * 2_000, "_a_" * 4_000,
    ],
    ids=lambda a: repr(a[:8]),
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text", "markdown", "html", "csv"])
def test_no_input_takes_more_than_its_length(attack: str, kind: str) -> None:
    survives(attack.encode(), kind)
