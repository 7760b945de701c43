"""Decides the pages and answers of the accounts service: the consent page, and the token endpoint.

A browser gets a page on which a person agrees or declines, as themselves or as another account. A script, which
does not ask for HTML, is agreed with at once and redirected.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template_string, request
from werkzeug.wrappers import Response as AnyResponse

from ostsync.sandbox.accounts import FIXED_TOKEN
from ostsync.sandbox.asking import world

api = Blueprint("accounts", __name__)

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Allow this app? · sandbox</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 10vh auto; padding: 0 1rem; color: #222 }
  h1 { font-size: 1.4rem } .note { color: #666; font-size: .9rem } li { font-family: ui-monospace, monospace }
  button { font: inherit; padding: .5rem 1.2rem; border-radius: 2rem; border: 1px solid #888; cursor: pointer }
  button.yes { background: #1b5e3f; border-color: #1b5e3f; color: #fff } input { font: inherit; padding: .3rem .6rem }
  @media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd } .note { color: #999 } }
</style>
<h1>Allow the app to use this account?</h1>
<p class="note">This is the ostsync sandbox on this computer. It is not Spotify, and no real account is touched.</p>
<p>The app <b>{{ ask.client_id }}</b> asks for:</p>
<ul>{% for scope in ask.scopes | sort %}<li>{{ scope }}</li>
{% else %}<li>nothing beyond the catalogue</li>{% endfor %}</ul>
<form method="post">
  <p><label>Account: <input name="account" value="{{ account }}" pattern="[a-z0-9\\-]+" required></label></p>
  <p><button class="yes" name="answer" value="yes" autofocus>Agree</button>
     <button name="answer" value="no" formnovalidate>Cancel</button></p>
</form>
<p class="note">You will be sent back to {{ ask.redirect_uri }}</p>
</html>"""


@api.get("/authorize")
def authorize() -> AnyResponse | str:
    """Asks a person; agrees with a script."""
    ask = world().accounts.ask(request.args)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return redirect(world().accounts.approve(ask, FIXED_TOKEN))
    return render_template_string(_PAGE, ask=ask, account=FIXED_TOKEN)


@api.post("/authorize")
def answered() -> AnyResponse:
    """The person has agreed or declined."""
    ask = world().accounts.ask(request.args)
    if request.form.get("answer") != "yes":
        return redirect(ask.answer(error="access_denied"))
    return redirect(world().accounts.approve(ask, request.form.get("account") or FIXED_TOKEN))


@api.post("/api/token")
def token() -> dict[str, Any]:
    """Codes and refresh tokens become access tokens."""
    return dict(world().accounts.exchange(request.form))


@api.get("/image/<ident>/<version>")
def image(ident: str, version: str) -> Response:
    """A playlist's cover, as a browser shows it."""
    playlist = world().playlists.get(ident)
    if playlist is None or playlist.cover is None:
        return Response(status=404)
    return Response(playlist.cover, mimetype="image/jpeg")
