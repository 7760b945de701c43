"""The real documents: what must be reached on them, by their own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ostsync.model import Kind
from ostsync.reading import read_bytes
from ostsync.titles.works import Works

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def scored(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    works = Works.shipped()
    place = tmp_path_factory.mktemp("pred")
    extraction = bench / "bench" / "extraction"
    for doc in sorted((extraction / "docs").iterdir()):
        source = read_bytes(doc.read_bytes(), name=doc.name, works=works)
        tracks = [
            {"title": r.title, "work": r.work, "artist": r.artist}
            for r in source.recommendations
            if r.kind is not Kind.ALBUM
        ]
        (place / f"{doc.stem}.json").write_text(json.dumps(tracks), encoding="utf-8")
    answer = place / "answer" / "out.json"
    answer.parent.mkdir()
    command = [sys.executable, str(extraction / "score.py"), "--gold", str(extraction / "gold"), "--pred", str(place)]
    subprocess.run([*command, "--boot", "0", "--json", str(answer)], check=True, capture_output=True)
    read: dict[str, dict[str, float]] = json.loads(answer.read_text(encoding="utf-8"))
    return read


def test_the_real_article_is_read_whole_and_in_order(bench: Path) -> None:
    source = read_bytes((bench / "seed" / "article.txt").read_bytes(), name="article.txt", works=Works.shipped())
    gold = json.loads((bench / "seed" / "tracks.json").read_text(encoding="utf-8"))
    expected = [{t["title"], *t.get("aliases", [])} for t in gold]
    titles = [r.title for r in source.recommendations]
    assert len(titles) == len(expected) == 33
    assert all(title in names for title, names in zip(titles, expected, strict=True))
    works = [{t["work"], *t.get("work_aliases", [])} for t in gold]
    assert all(r.work in names for r, names in zip(source.recommendations, works, strict=True))


def test_macro_f1_of_exact_titles(scored: dict[str, dict[str, float]]) -> None:
    assert scored["macro"]["f1"] >= 0.93


def test_works(scored: dict[str, dict[str, float]]) -> None:
    assert scored["macro"]["work"] >= 0.9


def test_nothing_is_found_where_there_is_nothing(scored: dict[str, dict[str, float]]) -> None:
    docs: dict[str, dict[str, dict[str, float]]] = scored["docs"]  # type: ignore[assignment]
    assert docs["45_ghibli_melancholic"]["counts"]["pred"] == 0
