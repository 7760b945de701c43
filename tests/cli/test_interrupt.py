"""Ctrl-C ends ostsync at any moment, keeps every answer so far, and needs nobody's patience."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")

PATIENCE = 20
"""Seconds after which a process counts as hung; it takes one."""
OSTSYNC = [sys.executable, "-c", "from ostsync.cli import main; main()"]
TITLES = ("Gate of Steiner", "Believe me", "Christina I", "Solitude")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running() as server:
        yield server


@pytest.fixture
def start(sandbox: Sandbox, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts ostsync at the sandbox."""
    env = {
        **os.environ,
        "OSTSYNC_HOME": str(tmp_path / "home"),
        "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
        "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
        "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
    }
    listed = tmp_path / "list.csv"
    listed.write_text("title,work\n" + "".join(f"{title},Steins;Gate\n" for title in TITLES), encoding="utf-8")

    def go(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*OSTSYNC, *words, *([str(listed)] if words[0] == "resolve" else [])],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    return go


def when(happened: Callable[[], bool]) -> None:
    """Waits until something has happened, as long as nobody would call it hung."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.01)


def interrupted(process: subprocess.Popen[str]) -> str:
    """What it says when it is interrupted, on standard error."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    return said


def test_an_interruption_while_an_answer_is_awaited_keeps_those_before_it(
    start: Callable[..., subprocess.Popen[str]], sandbox: Sandbox
) -> None:
    hang = sandbox.faults.add(Fault(Effect.HANG, path="/v1/search", nth=2, seconds=PATIENCE))
    process = start("resolve")
    when(lambda: hang.hit > 0)
    assert "kept" in interrupted(process)
    sandbox.faults.clear()
    sandbox.requests.clear()
    again = start("resolve", "--format", "json")
    out, said = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0, said
    assert [r["status"] for r in json.loads(out)["results"]].count("matched") >= 3
    asked = [r.query["q"] for r in sandbox.requests if r.path == "/v1/search"]
    assert not any(TITLES[0] in q for q in asked), "the first had its answer"


def test_an_interruption_during_a_long_wait_ends_it(
    start: Callable[..., subprocess.Popen[str]], sandbox: Sandbox
) -> None:
    limit = sandbox.faults.add(Fault(Effect.RATE_LIMIT, path="/v1/search", retry_after=50))
    process = start("resolve")
    when(lambda: limit.hit > 0)
    assert "kept" in interrupted(process)


STUCK = """
import signal, sys, threading, time
from ostsync.cli._interrupt import watch, forgive
watch()
if "forgive" in sys.argv:
    forgive()
signal.signal(signal.SIGINT, lambda number, frame: time.sleep({patience}) if "stuck" in sys.argv else None)
print("ready", flush=True)
end = time.monotonic() + 1.5
while time.monotonic() < end:
    time.sleep(0.05)
print("done")
"""


@pytest.mark.parametrize(
    ("words", "code", "out"),
    [
        (("stuck",), 130, ""),
        (("busy",), 130, ""),
        (("busy", "forgive"), 0, "done\n"),
    ],
)
def test_what_does_not_come_back_is_ended(words: tuple[str, ...], code: int, out: str) -> None:
    """A handler that sleeps stands for a call of the system that Python cannot interrupt."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK.format(patience=PATIENCE * 2), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest) == (code, out)
    assert (said == "Interrupted. What was found so far is kept.\n") == (code == 130)


def test_a_second_interruption_is_obeyed_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK.format(patience=PATIENCE * 2), "stuck", "forgive"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
