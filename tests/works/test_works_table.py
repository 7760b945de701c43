"""The table that is shipped: made with the folding as it stands, quick to read, and whole."""

from __future__ import annotations

import gzip
import json
import sys

import pytest

from ostsync.model import Medium
from ostsync.titles.workdata import shipped_table
from ostsync.titles.worknames import key
from ostsync.titles.works import Works
from ostsync.titles.worktable import Row, Song, Table, compiled, packed, unpacked


@pytest.fixture(scope="module")
def table() -> Table:
    return shipped_table()


def test_every_name_leads_to_its_work_under_the_folding_as_it_stands(table: Table) -> None:
    """Fails when the folding has changed since: `python scripts/build_works.py` makes the keys anew."""
    lost = [
        name
        for place, line in enumerate(table.rows)
        for name in json.loads(line)[2]
        if str(place) not in table.keys.get(key(name), "").split()
    ]
    assert lost == []


def test_labels_are_unique_and_every_work_has_a_name_and_a_medium(table: Table) -> None:
    rows = [json.loads(line) for line in table.rows]
    assert len({row[0] for row in rows}) == len(rows) > 10_000
    for label, medium, names, native, _, _, songs in rows:
        assert label.startswith(f"{medium}:")
        assert medium in set(Medium)
        assert names
        assert all(name.strip() for name in names)
        assert {name.casefold() for name in native} <= {name.casefold() for name in names}
        for titles, singers, role, number in songs:
            assert titles
            assert singers
            assert role in {"opening", "ending", "insert", "theme", "piece"}
            assert number is None or number > 0


@pytest.mark.parametrize(("medium", "least"), [("anime", 7000), ("game", 1200), ("film", 1200), ("drama", 500)])
def test_each_medium_is_there_in_breadth(table: Table, medium: str, least: int) -> None:
    assert sum(f'"{medium}"' in line[:400] for line in table.rows) > least


def test_a_table_survives_packing() -> None:
    rows = [
        Row(Medium.GAME, ("One",), ("一",), ("Somebody",), group="one", whole=True),
        Row(Medium.GAME, ("One: Two",), group="one", songs=(Song(("Song", "歌"), ("Singer",), "ending", 2),)),
    ]
    table = unpacked(packed(compiled(rows)))
    assert table == compiled(rows)
    works = Works(table)
    series, part = works.find("一"), works.find("One: Two")
    assert series is not None
    assert part is not None
    assert works.covers(series, part)
    assert works.parts(part) == (series, part)
    assert [(theme.title, theme.number) for theme in works.themes(series)] == [("Song", 2)]


def test_a_table_of_nothing_survives_packing() -> None:
    assert unpacked(packed(compiled([]))) == compiled([])


def test_a_table_that_an_earlier_version_packed_is_read_as_it_was() -> None:
    table = compiled([Row(Medium.ANIME, ("Naruto Shippuuden", "Naruto Shippuden")), Row(Medium.GAME, ("Air",))])
    lines = (json.dumps({"format": 2, "works": 2}), *table.rows, *("\t".join(pair) for pair in table.keys.items()))
    assert unpacked(gzip.compress("\n".join(lines).encode())) == table


def test_what_differs_in_its_romanisation_alone_is_known_with_the_table() -> None:
    table = compiled([Row(Medium.ANIME, ("Naruto Shippuuden", "Naruto Shippuden")), Row(Medium.GAME, ("Air",))])
    assert table.plain == {"narutoshippuden": ("narutoshippuuden", "narutoshippuden")}
    found = Works(table).find("Naruto Shipputen")  # a typo
    assert found is not None
    assert found.name == "Naruto Shippuuden"


def test_nothing_is_read_before_the_first_question() -> None:
    works = Works.shipped("/nowhere/at/all.works.gz")
    assert isinstance(works, Works)


def test_a_plain_name_needs_no_fuzzy_matching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    found = Works.shipped().find("Steins;Gate")
    assert found is not None
