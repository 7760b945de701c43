"""Decides the pages and answers of the accounts service: the consent page, and the token endpoint.

A browser gets a page on which a person agrees or declines, as themselves or as another account. A script, which
does not ask for HTML, is agreed with at once and redirected.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from ostsync.sandbox.accounts import FIXED_TOKEN
from ostsync.sandbox.asking import world

api = Blueprint("accounts", __name__)


@api.get("/authorize")
def authorize() -> Response | str:
    """Asks a person; agrees with a script."""
    ask = world().accounts.ask(request.args)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return redirect(world().accounts.approve(ask, FIXED_TOKEN))
    return render_template("consent.html", ask=ask, account=FIXED_TOKEN)


@api.post("/authorize")
def answered() -> Response:
    """The person has agreed or declined."""
    ask = world().accounts.ask(request.args)
    if request.form.get("answer") != "yes":
        return redirect(ask.answer(error="access_denied"))
    return redirect(world().accounts.approve(ask, request.form.get("account") or FIXED_TOKEN))


@api.post("/api/token")
def token() -> dict[str, Any]:
    """Codes and refresh tokens become access tokens."""
    return dict(world().accounts.exchange(request.form))
