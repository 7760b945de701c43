"""`ostsync works` as a person calls it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ostsync.cli import main


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["works", *words])

    return call


def test_show_names_the_work_its_series_and_its_native_names(run) -> None:  # type: ignore[no-untyped-def]
    result = run("show", "FF7")
    assert result.exit_code == 0
    assert "Final Fantasy VII (game)" in result.stdout
    assert "ファイナルファンタジーVII" in result.stdout
    assert "Final Fantasy VIII" not in result.stdout.splitlines()[0]


def test_show_as_json_and_toml_say_the_same(run) -> None:  # type: ignore[no-untyped-def]
    shown = json.loads(run("show", "Shigatsu", "--format", "json").stdout)
    own = tomllib.loads(run("show", "Shigatsu", "--format", "toml").stdout)["work"][0]
    assert shown["name"] == own["names"][0] == "Your Lie in April"
    assert shown["native"] == own["native"] == ["四月は君の嘘"]
    assert own["medium"] == "anime"


def test_an_unknown_name_is_no_error_and_prints_nothing_to_standard_output(run) -> None:  # type: ignore[no-untyped-def]
    result = run("show", "Qwxz Nobody Knows")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No work is known" in result.stderr
    assert json.loads(run("show", "Qwxz Nobody Knows", "--format", "json").stdout) is None


def test_import_keeps_a_file_for_later_runs_and_the_same_name_replaces(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "my works.toml"
    own.write_text('[[work]]\nnames = ["Nobody Knows It Yet", "NKIY"]\nmedium = "film"\n', "utf-8")
    assert "Added: 1 work" in run("import", str(own)).stderr
    assert run("show", "NKIY").stdout.startswith("Nobody Knows It Yet (film)")
    assert "Replaced: 1 work" in run("import", str(own)).stderr


def test_import_of_what_is_no_names_file_ends_with_6_and_keeps_nothing(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wrong = tmp_path / "notes.txt"
    wrong.write_text("- Believe me - Steins;Gate", "utf-8")
    assert run("import", str(wrong)).exit_code == 6
    assert run("import", str(tmp_path / "missing.xml")).exit_code == 6
    assert not (tmp_path / "home" / "data" / "works").exists()
