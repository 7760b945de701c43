"""Every secret of a login stands in one private file alone, while the login lasts, and nowhere when it is over.

The whole way is gone with the real command, at its loudest: logging in by a scripted browser, resolving, pushing,
reviewing on the page, a refresh, errors, logging out. Everything that was written, printed, logged and handed to
child processes is then searched for each secret, as it is, URL-encoded, in base64 and in hexadecimal.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus, urlsplit

import pytest

from ostsync.sandbox import accounts
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running

from ..conftest import bare_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

CLIENT_ID = "0123456789abcdef0123456789abcdef"
ARTICLE = '# Anime songs\n\n- "Gate of Steiner" from Steins;Gate\n- "Zzyzx" by Qwfp\n'
LOUD = """
import logging, sys
logging.basicConfig(level=logging.NOTSET, stream=sys.stderr, format="LOGGED %(name)s %(levelname)s %(message)s")
"""
"""A person who has turned every log on, as sitecustomize.py."""
BUG = """
import requests
real = requests.adapters.HTTPAdapter.send
def send(self, request, **kwargs):
    real(self, request, **kwargs)
    raise RuntimeError("a bug behind the answer")
requests.adapters.HTTPAdapter.send = send
"""


class Home:
    """A person's machine: every place that a program could write to lies under one directory."""

    def __init__(self, top: Path, sandbox: Sandbox) -> None:
        self.top = top
        self.printed: list[bytes] = []
        self.seen: list[bytes] = []
        """What stood in the arguments and environments of our processes."""
        for name in ("home", "tmp", "site"):
            (top / name).mkdir()
        (top / "site" / "sitecustomize.py").write_text(LOUD)
        (top / "article.md").write_text(ARTICLE)
        # the browser that ostsync finds: it writes down how it was called, and a test answers for it
        (top / "bin").mkdir()
        for name in ("xdg-open", "chromium", "chromium-browser", "google-chrome", "firefox"):
            browser = top / "bin" / name
            browser.write_text(
                f'#!/bin/sh\nfor last; do :; done\nprintf %s "$last" > {top}/part; mv {top}/part {top}/asked\n'
            )
            browser.chmod(0o755)
        self.env = bare_environment(
            HOME=str(top / "home"),
            TMPDIR=str(top / "tmp"),
            PYTHONPATH=str(top / "site"),
            PATH=f"{top / 'bin'}{os.pathsep}{os.environ['PATH']}",
            DISPLAY=":77",
            OSTSYNC_SPOTIFY__API_URL=sandbox.api_url,
            OSTSYNC_SPOTIFY__ACCOUNTS_URL=sandbox.accounts_url,
            OSTSYNC_SPOTIFY__CLIENT_ID=CLIENT_ID,
            OSTSYNC_SPOTIFY__REDIRECT_URI="http://127.0.0.1/callback",
        )

    @contextmanager
    def running(self, *words: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
        """A command under way; what it prints is kept."""
        call = [sys.executable, "-c", "from ostsync.cli import main; main()", "--verbose", *words]
        out = (self.top / f"printed{len(self.printed)}.out").open("w+b")
        with out, subprocess.Popen(call, env=self.env | env, cwd=self.top, stdout=out, stderr=out) as child:
            try:
                yield child
            finally:
                self.look(child.pid)
                with suppress(subprocess.TimeoutExpired):
                    child.wait(30)
                child.kill()
                child.wait()
                out.seek(0)
                self.printed.append(out.read())
        (self.top / out.name).unlink()

    def look(self, pid: int) -> None:
        """Keeps what /proc tells everybody, or the same user, about a process and its children."""
        for one in (pid, *map(int, _children(pid))):
            for name in ("cmdline", "environ"):
                with suppress(OSError):
                    self.seen.append(Path(f"/proc/{one}/{name}").read_bytes())

    def run(self, *words: str, code: int = 0, **env: str) -> str:
        """A command to its end."""
        with self.running(*words, **env) as child:
            child.wait(60)
        assert child.returncode == code, self.printed[-1].decode()
        return self.printed[-1].decode()

    def asked(self) -> str:
        """The address that the browser was sent to."""
        until = time.monotonic() + 40
        while time.monotonic() < until:
            with suppress(FileNotFoundError):
                address = (self.top / "asked").read_text()
                (self.top / "asked").unlink()
                return address
            threading.Event().wait(0.02)
        raise AssertionError("no browser was opened")


def _children(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return []


def get(address: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[str, bytes]:
    """Where an answer leads, and what it holds."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
    answer = connection.getresponse()
    held = answer.read()
    connection.close()
    return answer.headers.get("Location") or "", held


@pytest.fixture
def issued() -> list[str]:
    """Every secret that the sandbox has issued: codes, access tokens, refresh tokens."""
    return []


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, issued: list[str]) -> Iterator[Sandbox]:
    """A sandbox whose secrets are easy to recognise, with characters in them that encodings change."""

    def issue(size: int) -> str:
        issued.append(f"S3cret-{len(issued)}-vAlue~/+=xyzzy")
        return issued[-1]

    monkeypatch.setattr(f"{accounts.__name__}.secrets.token_urlsafe", issue)
    with running() as server:
        yield server


def secrets_of(sandbox: Sandbox, issued: list[str], states: list[str]) -> dict[str, str]:
    """Every secret that was on its way, by what it is."""
    found: dict[str, str] = {}
    for number, request in enumerate(sandbox.requests):
        if request.path == "/api/token":
            sent = {name: values[0] for name, values in parse_qs(request.data.decode()).items()}
            found |= {
                f"{name} {number}": sent[name] for name in ("code", "code_verifier", "refresh_token") if name in sent
            }
    found |= {f"state {n}": state for n, state in enumerate(states)}
    return found | {f"issued {n}": secret for n, secret in enumerate(issued)}


def spellings(secret: str) -> set[bytes]:
    """A secret as it may have been written down."""
    raw = secret.encode()
    inner = {base64.b64encode(b"x" * shift + raw)[4 * (shift > 0) + 2 : -4] for shift in range(3)}
    text = {quote(secret, safe=""), quote(secret), quote_plus(secret), raw.hex(), json.dumps(secret)[1:-1]}
    return {raw, *inner, *(one.encode() for one in text)}


def test_every_secret_stands_in_one_private_file_alone(sandbox: Sandbox, issued: list[str], tmp_path: Path) -> None:
    home = Home(tmp_path, sandbox)
    states = []

    with home.running("login") as child:
        address = home.asked()
        states.append(parse_qs(urlsplit(address).query)["state"][0])
        home.look(child.pid)
        back, _ = get(address)
        get(re.sub(r"state=[^&]+", "state=wrong", back))
        get(back)
    assert child.returncode == 0, home.printed[-1].decode()
    # the address that the person opens holds `state`, and a browser gets it as its argument: neither can be helped,
    # and without the verifier and the code it opens nothing. Everywhere else it is looked for.
    address_says = [quote(states[0], safe="").encode(), states[0].encode()]
    home.printed[-1] = home.printed[-1].replace(address.encode(), b"ADDRESS")
    home.seen = [held.replace(address.encode(), b"ADDRESS") for held in home.seen]
    assert not any(said in home.printed[-1] for said in address_says)

    home.run("resolve", "article.md")
    home.run("push", "--yes")
    home.run("status")
    with home.running("review", "--web", "--no-browser") as child:
        page = _page_of(home)
        get(page)
        origin = "http://" + urlsplit(page).netloc
        send = {"Origin": origin, "Content-Type": "application/json"}
        get(f"{page}search", "POST", b'{"order": 2, "text": "Steins Gate"}', **send)
        get(f"{page}done", "POST", b"{}", **send)
    assert child.returncode == 0, home.printed[-1].decode()
    page_token = urlsplit(page).path.strip("/")
    assert home.printed[-1].count(page_token.encode()) == 1, "the address that the person opens, and no log of requests"

    _expire(home)
    home.run("resolve", "article.md", "--refresh")
    assert sum(b"refresh_token" in r.data for r in sandbox.requests) >= 1, "a refresh was part of it"
    # a bug behind an answer, with its traceback: the request, its headers and the token are all in reach of it
    (tmp_path / "site" / "sitecustomize.py").write_text(LOUD + BUG)
    said = home.run("resolve", "article.md", "--refresh", code=1)
    assert "Traceback" in said
    assert "a bug behind the answer" in said
    (tmp_path / "site" / "sitecustomize.py").write_text(LOUD)
    for status, code in ((403, 4), (429, 5)):
        sandbox.faults.add(Fault(Effect.ERROR, path="/v1/search", status=status, retry_after=90_000, message="no"))
        home.run("resolve", "article.md", "--refresh", code=code)

    secrets = secrets_of(sandbox, issued, states)
    assert {name.split()[0] for name in secrets} == {"code", "code_verifier", "refresh_token", "issued", "state"}
    assert len(issued) == 4, "a code, two access tokens (one of a refresh), a refresh token"
    where = _found(home, secrets)
    token_files = {place for places in where.values() for place in places}
    assert len(token_files) == 1, where
    assert re.fullmatch(r"home/.*/tokens/[\w.-]+\.json", token_files.pop()), where
    assert not [name for name in where if name.startswith(("code", "state"))], "what is used once is kept nowhere"

    home.run("logout")
    assert _found(home, secrets) == {}
    assert all(b"LOGGED" in held for held in home.printed[1:3]), "the logs were on"


def _page_of(home: Home) -> str:
    """The address that `review --web` prints, read from the file into which it prints."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        for file in home.top.glob("printed*.out"):
            if found := re.search(r"http://127\.0\.0\.1:\d+/[\w~/+=.-]+/(?=\s)", file.read_text(errors="replace")):
                return found[0]
        threading.Event().wait(0.02)
    raise AssertionError("no page was opened")


def _expire(home: Home) -> None:
    """As if an hour had gone by."""
    [file] = [path for path in home.top.rglob("tokens/*.json") if "access_token" in path.read_text()]
    held: dict[str, Any] = json.loads(file.read_text())
    held["token"]["expires_at"] = 0.0
    file.write_text(json.dumps(held))


def _found(home: Home, secrets: dict[str, str]) -> dict[str, list[str]]:
    """Where each secret stands."""
    places = {str(path.relative_to(home.top)): path.read_bytes() for path in home.top.rglob("*") if path.is_file()}
    places |= {f"printed by command {n}": held for n, held in enumerate(home.printed)}
    places |= {f"process {n}": held for n, held in enumerate(home.seen)}
    found = {
        name: [place for place, held in places.items() if any(one in held for one in spellings(secret))]
        for name, secret in secrets.items()
    }
    return {name: where for name, where in found.items() if where}


def test_the_search_would_find_a_secret_in_any_spelling(tmp_path: Path) -> None:
    secret = "S3cret-7-vAlue~/+=xyzzy"
    for shift in range(3):
        held = base64.b64encode(b"Q" * shift + secret.encode() + b"tail")
        assert any(one in held for one in spellings(secret)), shift
    for written in (secret, quote(secret), quote_plus(secret), secret.encode().hex()):
        assert any(one in written.encode() for one in spellings(secret)), written
