"""The local review page: what it shows, what it takes, and who may speak to it.

It listens on 127.0.0.1 alone, under a random token in the address; requests with another Host or from another
origin are refused, and the content security policy lets it load nothing from elsewhere but covers and the
player where the settings allow them. Everything the page asks for is done in the thread that serves the desk,
one thing at a time, and a decision is on disk before the page shows it as saved.
"""

from __future__ import annotations

import hmac
import queue
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from ostsync.errors import OstsyncError
from ostsync.parsing import Malformed, json_value
from ostsync.report.rows import against, length, needs_a_look, why
from ostsync.review.desk import Case, Desk, progress
from ostsync.text import plain

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue
    from werkzeug.serving import BaseWSGIServer

HOST = "127.0.0.1"
LONGEST = 400
"""Characters of any one text shown; the files keep all of it."""
LARGEST_REQUEST = 10_000
"""Bytes of a request: an order number and a link, or words."""
SILENCE_SECONDS = 30
"""How long a connection may stay silent before its thread is taken back."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the page may show beside text."""

    title: str = "Review"
    images: bool = False
    """Covers from Spotify's image server."""
    player: bool = False
    """Spotify's embedded player, loaded when asked for."""


class Bench:
    """Where requests are worked off: in one thread, in order, until the person is done."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[tuple[Future[Any], Callable[[], Any]] | None] = queue.Queue()

    def do(self, job: Callable[[], Any]) -> Any:
        """Has the job done by the working thread, and answers its result or raises its error."""
        future: Future[Any] = Future()
        self._jobs.put((future, job))
        return future.result()

    def work(self) -> None:
        """Works until `close`; Ctrl-C ends it with KeyboardInterrupt."""
        while (item := self._jobs.get()) is not None:
            future, job = item
            try:
                future.set_result(job())
            except Exception as problem:  # noqa: BLE001 - handed to the thread that asked
                future.set_exception(problem)

    def close(self) -> None:
        """Ends `work` once everything before it is done."""
        self._jobs.put(None)


@contextmanager
def served(desk: Desk, look: Look, *, bench: Bench, port: int = 0) -> Iterator[str]:
    """Serves the page while the block runs; gives its address. Nothing keeps running afterwards."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    token = secrets.token_urlsafe(24)

    class Handler(WSGIRequestHandler):
        timeout = SILENCE_SECONDS

    server: BaseWSGIServer = make_server(HOST, port, lambda environ, start: [], threaded=True, request_handler=Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    origin = f"http://{HOST}:{server.server_port}"
    server.app = build(desk, look, token=token, origin=origin, bench=bench)
    thread = threading.Thread(target=server.serve_forever, name="review page", daemon=True)
    thread.start()
    try:
        yield f"{origin}/{token}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def build(desk: Desk, look: Look, *, token: str, origin: str, bench: Bench) -> Flask:
    """The page as a WSGI application."""
    import logging

    from flask import Flask, Response, abort, jsonify, render_template, request
    from jinja2 import StrictUndefined

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # its request lines would print the token
    app = Flask("ostsync.review", template_folder="templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.jinja_env.autoescape = True  # flask would escape in files named .html alone
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["shown"] = _shown
    app.jinja_env.globals.update(why=why, against=against, length=length, needs_a_look=needs_a_look, look=look)
    host = origin.removeprefix("http://")

    @app.before_request
    def guard() -> None:
        if request.host != host:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            abort(403)
        if not hmac.compare_digest(request.path.split("/")[1].encode(), token.encode()):
            abort(404)
        if request.method == "POST" and (request.headers.get("Origin") != origin or not request.is_json):
            abort(403)

    @app.after_request
    def seal(response: Response) -> Response:
        response.headers.update(_headers(look))
        return response

    @app.get(f"/{token}/")
    def page() -> str:
        cases = bench.do(desk.cases)
        named = {field: _named(cases, field) for field in ("section", "work")}
        return render_template(
            "page.html.j2", cases=cases, progress=progress(cases), sections=named["section"], works=named["work"]
        )

    @app.get(f"/{token}/<any('page.css','page.js','report.css'):name>")
    def static_file(name: str) -> Response:
        room, folder = ("report", "templates") if name == "report.css" else ("review", "static")
        text = (resources.files(f"ostsync.{room}") / folder / name).read_text(encoding="utf-8")
        return Response(text, mimetype="text/css" if name.endswith(".css") else "text/javascript")

    @app.post(f"/{token}/<any('choose','skip','reject','search','undo'):what>")
    def act(what: str) -> ResponseReturnValue:
        try:
            body = json_value(request.get_data(as_text=True))
        except Malformed:
            body = None
        if not isinstance(body, dict):
            return jsonify(error="The page sent something unreadable. Reload it."), 400
        try:
            case = bench.do(lambda: _act(desk, what, body))
        except OstsyncError as problem:
            return jsonify(error=f"{problem.message} {problem.advice}"), 409
        if case is None:
            return jsonify(error="There is nothing to undo."), 409
        return jsonify(
            order=case.order,
            case=render_template("case.html.j2", case=case),
            progress=progress(bench.do(desk.cases)),
            saved=what != "search",
        )

    @app.post(f"/{token}/done")
    def done() -> ResponseReturnValue:
        bench.close()
        return jsonify(done=True)

    return app


def _act(desk: Desk, what: str, body: dict[str, Any]) -> Case | None:
    if what == "undo":
        return desk.undo()
    order = body.get("order")
    order = order if type(order) is int else -1
    text = body.get("text")
    text = text if isinstance(text, str) else ""
    if what == "choose":
        return desk.choose(order, text)
    if what == "search":
        return desk.search(order, text)
    return desk.skip(order) if what == "skip" else desk.reject(order)


def _headers(look: Look) -> dict[str, str]:
    images = " https://i.scdn.co" if look.images else ""
    frames = "https://open.spotify.com" if look.player else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src data:{images}; frame-src {frames}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",  # the address holds the token
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _named(cases: list[Case], field: str) -> list[str]:
    names = (getattr(c.result.recommendation, field) for c in cases)
    return list(dict.fromkeys(n for n in names if n))


def _shown(text: str | None) -> str:
    line = plain(text or "")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
