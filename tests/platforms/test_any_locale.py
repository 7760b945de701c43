"""Everything that is written is UTF-8 whatever the locale, and no name of a file or a home stops a command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostsync.sandbox.server import Sandbox, running

from ..conftest import Many, bare_environment

TITLE = "Gate of Steiner"
WORDS = "\u6620\u753b 君の名は é 🎵"
LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as server:
        yield server


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locales")
@pytest.mark.parametrize("locale", LOCALES)
def test_every_format_is_utf8_in_a_pipe_and_in_a_file(
    sandbox: Sandbox, many: Many, tmp_path: Path, locale: str
) -> None:
    home = os.fsencode(tmp_path) + "/é 日本 🎵".encode()
    Path(os.fsdecode(home)).mkdir()
    source = home + "/曲 é.csv".encode()
    Path(os.fsdecode(source)).write_bytes(f"title,work\n{TITLE},Steins;Gate\n{WORDS},{WORDS}\n".encode())
    env = bare_environment(
        OSTSYNC_SPOTIFY__API_URL=sandbox.api_url,
        OSTSYNC_SPOTIFY__ACCOUNTS_URL=sandbox.accounts_url,
        OSTSYNC_SPOTIFY__ACCESS_TOKEN="sandbox",
        OSTSYNC_HOME=os.fsdecode(home + b"/home"),
        **LOCALES[locale],
    )
    name = os.fsdecode(source)
    formats = ("table", "json", "csv", "markdown", "html")
    commands = [
        ["--verbose", "resolve", name],
        ["extract", name],
        ["extract", name, "--format", "json"],
        *(["review", "--all", "--format", one] for one in formats),
        *(["export", "--format", one] for one in ("csv", "json", "jspf", "xspf", "m3u8", "markdown")),
        ["push", "--yes", "--name", "曲 é"],
        ["explain", "2"],
        ["status"],
        ["export", "-o", os.fsdecode(home + "/出.xspf".encode())],
    ]
    warned = "-X warn_default_encoding -W error::EncodingWarning:ostsync"
    for done in many(commands, env=env, cwd=tmp_path, python=warned):
        assert done.code == 0, (done.words, done.err)
        out = done.out.decode("utf-8")
        done.err.decode("utf-8")
        if done.words[0] in ("extract", "review", "export") and "-o" not in done.words:
            assert "君の名は" in out, done.words
        if "json" in done.words:
            json.loads(out)
    assert "君の名は" in Path(os.fsdecode(home + "/出.xspf".encode())).read_text(encoding="utf-8")
