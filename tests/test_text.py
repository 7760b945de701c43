"""Words from outside are shown as text, in one line, and come back whole from a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.text import cell, columns, plain, shorten, uncell


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Gate of Steiner", "Gate of Steiner"),
        ("red \x1b[31malert", "red ␛[31malert"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("表裏一体", "表裏一体"),
        ("\x9b31m", "\ufffd31m"),
        ("\ud800", "\ufffd"),
    ],
)
def test_plain(given_text: str, shown: str) -> None:
    assert plain(given_text) == shown


@given(st.text(max_size=60))
def test_plain_is_always_one_printable_line(text: str) -> None:
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    assert plain(shown) == shown


def test_shorten_counts_wide_characters_twice() -> None:
    assert shorten("三日月のスポットライト", 10) == "三日月の…"
    assert columns(shorten("三日月のスポットライト" * 900, 20)) <= 20
    assert shorten("short", 10) == "short"


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-piano-", "@name", "\tx", "'=x", "''=x", "'Cause", "", "'", "a=b"])
def test_cells_come_back(text: str) -> None:
    assert uncell(cell(text)) == text


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-piano-", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_acts_as_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


@given(st.text(max_size=40))
def test_every_cell_comes_back(text: str) -> None:
    assert uncell(cell(text)) == text
