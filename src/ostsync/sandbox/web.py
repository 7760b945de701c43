"""Decides what holds for every request of the sandbox: tokens, limits, errors and headers around the endpoints."""

from __future__ import annotations

import functools
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from ostsync.sandbox import accounts_web, catalogue_api, library_api, pages_web, playlist_api, removed
from ostsync.sandbox.asking import world
from ostsync.sandbox.refusal import AuthorizeRefusal, Refusal, TokenRefusal, forbidden

_API = "/v1/"
_SEARCH_MAX_AGE_S = 7200
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ETAGGED = ("/v1/tracks/", "/v1/albums/", "/v1/playlists/")


class _Json(DefaultJSONProvider):
    """Names stay in their own script, keys in their own order."""

    ensure_ascii = False
    sort_keys = False
    compact = True


@functools.cache
def application() -> Flask:
    """The WSGI application. One serves every sandbox of a process: each request brings its own world along."""
    app = Flask("ostsync.sandbox", static_folder=None, template_folder="pages")
    app.url_map.strict_slashes = False  # spotipy asks for `me/`, and the live service answers it
    app.json = _Json(app)
    for part in (accounts_web.api, catalogue_api.api, playlist_api.api, library_api.api, pages_web.api):
        app.register_blueprint(part)
    for path, methods in removed.REMOVED:
        app.add_url_rule(_API + path, f"removed {path}", _gone, methods=methods, provide_automatic_options=False)

    @app.before_request
    def admit() -> None:
        if not request.path.startswith(_API):
            return
        g.token = world().accounts.speaks_for(request.headers.get("Authorization"))
        if not g.token.account.allowed:
            raise forbidden("User not registered in the Developer Dashboard")
        world().limits.count()

    @app.after_request
    def label(response: Response) -> Response:
        if request.path.startswith(_API):
            # The live service may send this for user tokens; it makes a naive cache miss for ever.
            response.headers["Vary"] = "Authorization"
            fresh_s = _SEARCH_MAX_AGE_S if request.path == "/v1/search" else 0
            response.headers["Cache-Control"] = f"private, max-age={fresh_s}"
            if response.mimetype == "application/json":
                response.headers["Content-Type"] = "application/json; charset=utf-8"
            if request.method == "GET" and response.status_code == 200 and request.path.startswith(_ETAGGED):
                response.add_etag()
                response.make_conditional(request)
        else:
            response.headers.update(_PAGE_HEADERS)
        return response

    _say_no(app)
    return app


def _gone(**_: str) -> Response:
    raise forbidden(removed.words(request.method, request.path.removeprefix(_API)))


def _say_no(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(problem: Refusal) -> tuple[Response, int, dict[str, str]]:
        return jsonify(problem.body), problem.status, problem.headers

    @app.errorhandler(TokenRefusal)
    def no_token(problem: TokenRefusal) -> tuple[dict[str, str], int]:
        return {"error": problem.error, "error_description": problem.description}, problem.status

    @app.errorhandler(AuthorizeRefusal)
    def not_asked(problem: AuthorizeRefusal) -> tuple[str, int]:
        return render_template("refused.html", words=str(problem)), 400

    @app.errorhandler(HTTPException)
    def unknown(problem: HTTPException) -> Any:
        if not request.path.startswith(_API):
            return problem
        words = "Service not found" if problem.code == 404 else problem.name
        return jsonify({"error": {"status": problem.code, "message": words}}), problem.code
