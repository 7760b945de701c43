"""The review page: who may speak to it, what it keeps, and how it looks to a keyboard and a screen reader."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ostsync.decisions import Action
from ostsync.model import Status
from ostsync.review.desk import Desk
from ostsync.review.page import Bench, Look, build, served

from .conftest import MemoryOffice, ambiguous, track_id

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MakeDesk = Callable[..., Desk]
ORIGIN = "http://127.0.0.1:5555"
TOKEN = "secret-token"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{7*7}}\x1b[31m\u202e" + "x" * 10_000


@contextmanager
def working(bench: Bench) -> Iterator[None]:
    """Works off what the page asks for, in a thread of the test."""
    thread = threading.Thread(target=bench.work, daemon=True)
    thread.start()
    yield
    bench.close()
    thread.join(timeout=5)


@pytest.fixture
def client(make_desk: MakeDesk) -> Iterator[FlaskClient]:
    bench = Bench()
    with working(bench):
        yield build(make_desk(), Look("SAD OST"), token=TOKEN, origin=ORIGIN, bench=bench).test_client()


def post(client: FlaskClient, what: str, body: Any, **headers: str) -> Any:
    sent = {"Host": "127.0.0.1:5555", "Origin": ORIGIN, **headers}
    return client.post(f"/{TOKEN}/{what}", json=body, headers=sent)


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(path, headers={"Host": "127.0.0.1:5555", **headers})


def test_a_decision_is_kept_before_it_is_shown_as_saved(client: FlaskClient, office: MemoryOffice) -> None:
    answer = post(client, "choose", {"order": 1, "text": f"https://open.spotify.com/track/{track_id('b', 1)}"}).json
    assert answer["saved"] is True
    assert answer["progress"] == {"total": 3, "matched": 1, "open": 2, "other": 0}
    assert "Your choice" in answer["case"]
    assert [d.action for d in office.decisions] == [Action.ACCEPT]
    assert post(client, "undo", {}).json["progress"]["open"] == 3
    assert not office.decisions


def test_skip_reject_and_search(client: FlaskClient, office: MemoryOffice) -> None:
    post(client, "skip", {"order": 1})
    post(client, "reject", {"order": 2})
    found = post(client, "search", {"order": 3, "text": "other words"}).json
    assert "other words x" in found["case"]
    assert found["saved"] is False
    assert [d.action for d in office.decisions] == [Action.SKIP, Action.NEVER]


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("choose", {"order": 1, "text": "no link"}, 409),
        ("choose", {"order": 99, "text": "a" * 22}, 409),
        ("choose", {"order": "1; DROP TABLE", "text": 5}, 409),
        ("choose", ["not", "a", "dict"], 400),
        ("search", {"order": 1, "text": ""}, 409),
        ("undo", {}, 409),
        ("unknown", {}, 404),
        ("skip", {"order": 1, "text": "x" * 20_000}, 413),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, office: MemoryOffice, what: str, body: Any, status: int) -> None:
    answer = post(client, what, body)
    assert answer.status_code == status
    assert not office.decisions


def test_strangers_are_refused(client: FlaskClient, office: MemoryOffice) -> None:
    assert get(client, f"/{TOKEN}/").status_code == 200
    assert get(client, "/").status_code == 404
    assert get(client, "/wrong-token/").status_code == 404
    assert get(client, "/p\u00e4ge/").status_code == 404
    assert get(client, f"/{TOKEN}/", Host="evil.example").status_code == 403, "DNS rebinding"
    assert post(client, "skip", {"order": 1}, Origin="http://evil.example").status_code == 403
    assert client.post(f"/{TOKEN}/skip", json={"order": 1}, headers={"Host": "127.0.0.1:5555"}).status_code == 403
    form = client.post(f"/{TOKEN}/skip", data={"order": 1}, headers={"Host": "127.0.0.1:5555", "Origin": ORIGIN})
    assert form.status_code == 403
    assert not office.decisions


def test_the_policy_lets_nothing_in_unless_it_was_allowed(make_desk: MakeDesk) -> None:
    def policy(look: Look) -> str:
        bench = Bench()
        with working(bench):
            page = get(build(make_desk(), look, token=TOKEN, origin=ORIGIN, bench=bench).test_client(), f"/{TOKEN}/")
        assert page.headers["Referrer-Policy"] == "no-referrer"
        return str(page.headers["Content-Security-Policy"])

    assert "https:" not in policy(Look())
    assert "img-src data: https://i.scdn.co;" in policy(Look(images=True))
    assert "frame-src https://open.spotify.com;" in policy(Look(player=True))


def test_hostile_words_are_text(make_desk: MakeDesk) -> None:
    bench = Bench()
    desk = make_desk(ambiguous(1, HOSTILE, section=HOSTILE, work=HOSTILE), ambiguous(2, "b", section="b", work="b"))
    with working(bench):
        page = get(build(desk, Look(HOSTILE), token=TOKEN, origin=ORIGIN, bench=bench).test_client(), f"/{TOKEN}/").text
    assert not re.search(r"<script(?! src=\"page\.js\" defer)|<img", page)
    assert "&lt;script&gt;" in page
    assert "\x1b" not in re.sub(r'data-(work|section)="[^"]*"|value="[^"]*"', "", page)


def test_the_server_stops_with_the_block(make_desk: MakeDesk) -> None:
    import urllib.error
    import urllib.request

    bench = Bench()
    with working(bench), served(make_desk(), Look(), bench=bench) as url, urllib.request.urlopen(url) as page:
        assert b"Track 1" in page.read()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url, timeout=5)


# ---------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'ostsync[browser]'")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs Chromium (Debian: apt install chromium)")
    quiet = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        browser.close()


@pytest.mark.browser
def test_thirty_tracks_by_keyboard_alone(browser: Any, make_desk: MakeDesk, office: MemoryOffice) -> None:
    from playwright.sync_api import expect

    desk = make_desk(*(ambiguous(n, f"Track {n} <b>" + ("&" * (n % 3))) for n in range(1, 31)))
    bench = Bench()
    faults: list[str] = []
    with working(bench), served(desk, Look("SAD OST"), bench=bench) as url:
        page = browser.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(url)
        for left in range(29, -1, -1):
            page.keyboard.press(("1", "2", "s")[left % 3])
            expect(page.locator("[data-count=open]")).to_have_text(str(left))
        expect(page.locator("#nothing")).to_be_visible()
        page.keyboard.press("u")
        expect(page.locator("#said")).to_have_text("Undone.")
        page.keyboard.press("/")
        page.keyboard.type("other words")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("Found")
        page.keyboard.press("2")
        expect(page.locator("[data-count=open]")).to_have_text("0")
    assert not faults
    assert len(office.decisions) == 30
    assert desk.case(30).result.verdict.status is Status.MATCHED


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 400])
def test_the_page_has_no_accessibility_fault(browser: Any, make_desk: MakeDesk, scheme: str, width: int) -> None:
    desk = make_desk(*(ambiguous(n, f"Track {n}", section=f"S{n}", work=f"W{n}") for n in range(1, 5)))
    desk.choose(1, track_id("a", 1))
    desk.search(2, "nothing")
    bench = Bench()
    with working(bench), served(desk, Look("SAD OST"), bench=bench) as url:
        page = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
        page.goto(url)
        page.locator("label[for=f-all]").click()
        assert faults_of(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_has_no_accessibility_fault(browser: Any, make_desk: MakeDesk, scheme: str) -> None:
    from datetime import UTC, datetime

    from ostsync.report.html import report_html

    desk = make_desk()
    desk.choose(1, track_id("a", 1))
    page = browser.new_context(color_scheme=scheme).new_page()
    page.set_content(report_html(desk.results(), title="SAD OST", made_at=datetime(2026, 11, 22, tzinfo=UTC)))
    assert faults_of(page) == []


def faults_of(page: Any) -> list[str]:
    """What axe-core finds on the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    violations = axe.Axe().run(page).response["violations"]
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}" for v in violations]
