"""The table of commands is true: each has its file, its name, its help and a word in the docs; there is no other."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import ostsync.cli
from ostsync.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


def load(name: str) -> click.Command:
    command = importlib.import_module(f"ostsync.cli.{name}").command
    assert isinstance(command, click.Command)
    return command


def tree(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and everything below it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from tree(sub, (*path, name))


def test_every_file_is_a_command_and_every_command_has_a_file() -> None:
    files = {f.stem for f in Path(ostsync.cli.__file__).parent.glob("*.py") if not f.stem.startswith("_")}
    assert files == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_all_its_options_explain_themselves(name: str) -> None:
    for path, command in tree(load(name), (name,)):
        assert command.name == path[-1]
        assert command.help, f"{path} has no help"
        for param in command.params:
            if isinstance(param, click.Option) and not param.hidden:
                assert param.help, f"{' '.join(path)} {param.opts[0]} has no help"
        shown = CliRunner().invoke(main, [*path, "--help"])
        assert shown.exit_code == 0
        assert shown.stdout.startswith(f"Usage: main {' '.join(path)}")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_the_general_options_after_its_name_too(name: str) -> None:
    for path, command in tree(load(name), (name,)):
        if not isinstance(command, click.Group):
            hidden = {opt for param in command.params for opt in param.opts}
            assert {"--quiet", "--verbose", "--config"} <= hidden, f"{' '.join(path)} lacks them"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert any(f"ostsync {name}" in page.read_text(encoding="utf-8") for page in pages), f"no page names it: {name}"
