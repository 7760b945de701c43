"""Broken words: of a command line, of the environment, typed, posted to the review page, or answered by the API."""

# ruff: noqa: E501 - lists of words

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from random import Random
from typing import Any

from ostsync.app.context import App
from ostsync.app.results import known
from ostsync.app.review import desk
from ostsync.review.page import Bench, Look, build

from . import damage, oddities, shapes
from .cases import Case
from .files import Judged
from .world import Hang, Outcome, World, watched


def environment(dice: Random) -> Case:
    """One variable with a value that is none."""
    names = [
        "HOME",
        "SPOTIFY",
        "SPOTIFY__CLIENT_ID",
        "SPOTIFY__MARKET",
        "SPOTIFY__LANGUAGE",
        "SPOTIFY__REDIRECT_URI",
        "SPOTIFY__API_URL",
        "SPOTIFY__ACCOUNTS_URL",
        "SPOTIFY__ACCESS_TOKEN",
        "REQUESTS__DAILY_BUDGET",
        "REQUESTS__MAX_PER_RUN",
        "PUSH__MAX_REMOVE_SHARE",
        "PUSH__PUBLIC",
        "WORKS__FILES",
        "WORKS",
        "PLAYLISTS",
        "REVIEW__IMAGES",
        "CLIENT_ID",
        "X",
        "SPOTIFY__",
        "__",
        "PLAYLISTS__0__NAME",
        "PUSH__COVER__X",
    ]
    values = ("[]", "{}", '["x"]', '[{"name": 5}]', '{"client_id": 5}', "[" * 900, "~nobody-here", "~nobody-here/x", "http://[", "http://127.0.0.1:99999/v1/", "https://x:y/", "https://", "\udcff")  # fmt: skip
    name = f"OSTSYNC_{dice.choice(names)}"
    value = dice.choice(values) if dice.random() < 0.5 else damage.argument(dice)
    return Case(f"variable {name}", words=(name, value.strip("/") if name.endswith("HOME") else value))


def with_environment(world: World, case: Case) -> Judged:
    """A command that reads the settings and nothing else; a home that is wrong is made in the working directory."""
    world.fresh()
    return world.run("extract", "article.md", "--format", "json", env={case.words[0]: case.words[1]}), []


# ---------------------------------------------------------------------------- words of a command line


def decide_words(dice: Random) -> Case:
    """`decide` with a word that does not fit."""
    track = dice.choice(("1", "Gate of Steiner", damage.argument(dice), damage.argument(dice)))
    option = dice.choice(("--accept", "--never", "--search", "--skip", "--forget"))
    words = [option] if option in ("--skip", "--forget") else [option, damage.argument(dice)]
    return Case(f"decide {option}", words=("decide", *words, "--", track))


def push_words(dice: Random) -> Case:
    """`push` with a playlist or a name that does not fit."""
    option = dice.choice(("--playlist", "--playlist", "--name"))
    more = dice.choice(((), ("--undo",), ("--mirror",), ("--restore",)))
    return Case(f"push {option}", words=("push", "--dry-run", option, damage.argument(dice), *more))


def other_words(dice: Random) -> Case:
    """Words for the other commands."""
    word = damage.argument(dice)
    ways = (
        ("extract", "article.md", "--encoding", word[:300]),
        ("extract", "article.md", "--as", word),
        ("extract", "article.md", "--kind", "html", "--select", word[:300]),
        ("extract", "--", word),
        ("explain", "--", word),
        ("review", "--", word),
        ("review", "--import", word),
        ("works", "show", "--", word),
        ("works", "import", "--", word),
        ("decisions", "import", "--", word),
        ("export", "--", word),
        ("resolve", "article.md", "--as", word, "--max-requests", "0"),
        ("resolve", "--max-requests", "0", "--", word),
        ("--config", word, "cache", "info"),
        ("resolve", "article.md", "--max-requests", word),
        ("sandbox", "--port", "0", "--catalogue", word),
    )
    words = dice.choice(ways)
    return Case(" ".join(w for w in words if w != word), words=words)


def command(world: World, case: Case) -> Judged:
    """Runs the words; what was decided before is not touched by any but a decision about it."""
    world.fresh()
    outcome = world.run(*case.words)
    if case.words[0] == "decide":
        return outcome, []
    now = world.decided()
    return outcome, [f"an earlier decision is gone: {d}" for d in world.kept if d not in now]


def typed(dice: Random) -> Case:
    """Lines of a person in the terminal review."""
    lines = [dice.choice(("s", "x", "b", "u", "n", "e 1", "e", "1", "99", "/", "?", damage.text_of(dice), "/" + damage.text_of(dice))) for _ in range(5)]  # fmt: skip
    return Case("lines", "\n".join(lines).encode("utf-8", "replace") + dice.choice((b"", b"\n", b"\xff\n", b"\0")))


def typing(world: World, case: Case) -> Judged:
    """The terminal review over a pipe."""
    world.fresh()
    outcome = world.run("review", "--interactive", input=case.data)
    now = world.decided()
    return outcome, [f"an earlier decision is gone: {d}" for d in world.kept if d not in now]


# ---------------------------------------------------------------------------- the review page

BODIES: tuple[dict[str, Any], ...] = (
    {"order": 6, "text": f"spotify:track:{oddities.ID}"},
    {"order": 1},
    {},
    {"order": 3, "text": "dearly beloved"},
)


def posted(dice: Random) -> Case:
    """A body that the page would not send."""
    what = dice.choice(("choose", "skip", "reject", "search", "undo"))
    way, held = shapes.broken(dice.choice(BODIES), dice)
    data = shapes.written(held)
    if dice.random() < 0.4:
        way = dice.choice(tuple(damage.BYTES))
        data = damage.BYTES[way](data, dice)[:100_000]
    return Case(f"{what}: {way}", data, words=(what,))


@contextlib.contextmanager
def _page(world: World) -> Iterator[Any]:
    bench = Bench()
    ready = threading.Event()
    held: list[Any] = []

    def work() -> None:
        app = App.open()
        held.append(build(desk(app, known(app).results), Look(), token="t", origin="http://127.0.0.1:1", bench=bench))
        ready.set()
        bench.work()
        app.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield held[0].test_client()
    finally:
        bench.close()
        thread.join(10)


def posting(world: World, case: Case) -> Judged:
    """Posts the body, then a good one: the page goes on. The status stands in for an exit code."""
    world.fresh()
    to = {"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1"}
    try:
        with watched(), _page(world) as client:
            answer = client.post(f"/t/{case.words[0]}", data=case.data, headers=to, content_type="application/json")
            after = client.post("/t/search", json={"order": 1, "text": "lilium"}, headers=to)
    except Hang as problem:
        return Outcome(-1, trace=str(problem), hung=True), []
    trace = answer.get_data(as_text=True) if answer.status_code >= 500 else ""
    now = world.decided()
    wrong = [f"an earlier decision is gone: {d}" for d in world.kept if d not in now]
    if answer.status_code >= 400 and len(now) != len(world.kept):
        wrong.append("refused, and yet something was decided")
    if after.status_code != 200:
        wrong.append(f"the page does not go on: {after.status_code}")
    return Outcome(answer.status_code, trace=trace), wrong


# ---------------------------------------------------------------------------- the answers of the API


def answered(dice: Random) -> Case:
    """Which answer is broken, and the seed of its damage: the answer itself is made when it arrives."""
    part = dice.choice(("/search", "/search", "/me", "/tracks/", "/playlists", "/items"))
    return Case(
        f"answers of {part}",
        words=(part, str(dice.randrange(2**32)), dice.choice(("resolve", "decide", "push", "push"))),
    )


def answering(world: World, case: Case) -> Judged:
    """A command during which some answers arrive broken."""
    world.fresh()
    part, seed, what = case.words
    dice = Random(int(seed))

    def spoil(path: str, body: bytes) -> bytes:
        if part not in path.split("?", maxsplit=1)[0] or dice.random() < 0.3:
            return body
        try:
            document = json.loads(body)
        except ValueError:
            return body
        if dice.random() < 0.7:
            return shapes.written(shapes.broken(document, dice)[1])
        return damage.BYTES[dice.choice(tuple(damage.BYTES))](body, dice)[:900_000]

    (world.home / "data" / "tokens").mkdir(parents=True, exist_ok=True)
    if part == "/me":
        for file in (world.home / "data" / "tokens").glob("*.json"):
            file.unlink()
    words = {
        "resolve": ("resolve", "article.md", "--refresh", "--format", "json"),
        "decide": ("decide", "1", "--accept", "spotify:track:sandbox0DYesY11bjdKTJ5"),
        "push": ("push", "--yes", "--name", f"Broken {seed}"),
    }[what]
    world.spoil = spoil
    try:
        outcome = world.run(*words)
    finally:
        world.spoil = None
    now = world.decided()
    wrong = [f"an earlier decision is gone: {d}" for d in world.kept if d not in now]
    after = world.run("review", "--all", "--format", "csv")
    if after.trace or (after.code and part != "/me"):  # another account has resolved nothing yet
        wrong.append(f"what was kept cannot be shown: {after.err[-300:]} {after.trace[-600:]}")
    return outcome, wrong
