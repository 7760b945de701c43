"""What every test can ask for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bench() -> Path:
    """The directory with the real inputs (articles, catalogue, OpenAPI file); skips the test where it is absent."""
    place = Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared"))
    if not (place / "bench").is_dir():
        pytest.skip(f"needs the real inputs, and {place} is not there (set OSTSYNC_BENCH)")
    return place


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has run: its words, its exit code and what it printed."""

    words: tuple[str, ...]
    code: int
    out: bytes
    err: bytes


Many = Callable[..., list[Done]]


@pytest.fixture
def many(tmp_path_factory: pytest.TempPathFactory) -> Many:
    """Runs commands one after the other in one child process: starting Python for each would take most of the time."""

    def run(
        commands: Sequence[Sequence[str]], *, env: Mapping[str, str], cwd: Path, setup: str = "", python: str = ""
    ) -> list[Done]:
        room = tmp_path_factory.mktemp("many")
        plan = [
            {"words": list(words), "out": str(room / f"{n}.out"), "err": str(room / f"{n}.err")}
            for n, words in enumerate(commands)
        ]
        (room / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        (room / "setup.py").write_text(setup, encoding="utf-8")
        call = [
            sys.executable,
            *python.split(),
            *map(str, (ROOT / "tests" / "many.py", room / "plan.json", room / "setup.py")),
        ]
        ended = subprocess.run(call, env=dict(env), cwd=cwd, capture_output=True, check=False, timeout=120)
        assert ended.returncode == 0, ended.stderr.decode(errors="replace")[-2000:]
        return [
            Done(tuple(words), code, (room / f"{n}.out").read_bytes(), (room / f"{n}.err").read_bytes())
            for n, (words, code) in enumerate(zip(commands, json.loads(ended.stdout), strict=True))
        ]

    return run


def bare_environment(**settings: str) -> dict[str, str]:
    """The environment without anything that steers ostsync, Python or the locale, and with `settings`."""
    steering = ("OSTSYNC_", "PYTHON", "LC_", "LANG", "XDG_", "NO_COLOR", "COLUMNS")
    return {name: value for name, value in os.environ.items() if not name.startswith(steering)} | settings
