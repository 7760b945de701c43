"""`ostsync login`: connects a Spotify account, and says how to make the app that this needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ostsync.cli._shared import Output, Session, interactive, pass_app
from ostsync.errors import ConfigError

if TYPE_CHECKING:
    from ostsync.app.context import App

GUIDE = """\
ostsync speaks to Spotify through an app of your own, which takes five minutes to make.

  1. Open https://developer.spotify.com/dashboard and log in. Since February 2026 the account that owns
     an app needs Spotify Premium. Choose "Create app".
  2. Name and description are yours. Tick "Web API". As redirect URI paste exactly this, and add it:

         {redirect_uri}

     (with 127.0.0.1; Spotify refuses the word localhost). Agree to the terms and save.
  3. The app stays in development mode, which is all that ostsync needs: up to 5 people may use it.
     Under Settings > User Management add the name and e-mail of each account that will log in.
     An account that is not listed there can log in, and is then refused everything.
  4. Copy the Client ID from the app's page: 32 characters. (Not the client secret; ostsync needs none.)

Then run   ostsync login --client-id CLIENT_ID
It is kept as `client_id` under [spotify] in {config_file}
(OSTSYNC_SPOTIFY__CLIENT_ID in the environment does the same).
"""


@click.command("login")
@click.option("--no-browser", is_flag=True, help="Print the address to open, and take the pasted answer.")
@click.option("--client-id", metavar="ID", help="Keep this client ID in the settings first.")
@pass_app
def command(app: App, no_browser: bool, client_id: str | None) -> None:
    """Connect a Spotify account.

    Without a client ID it says step by step how to make a Spotify app. The login is kept in a private file;
    `ostsync logout` forgets it.
    """
    from ostsync.app import account

    session = click.get_current_context().find_object(Session)
    assert session is not None
    out = Output(session=session)
    config_file = session.config or app.paths.config_file
    ready = app.settings.spotify.access_token is not None
    if client_id is None and app.settings.spotify.client_id is None and not ready:
        client_id = _introduce(app, config_file)
    if client_id is not None:
        app = _keep(session, app, client_id, config_file, out)
    user = account.login(app, say=_say, ask=_ask if interactive() else None, browser=not no_browser)
    if user is None:
        out.show("Logged in. Whose account it is will be asked when Spotify may be asked again: see `ostsync status`.")
        return
    out.show(f"Logged in as {user.display_name or user.id}.")
    out.say("Next: `ostsync resolve SOURCE`, then `ostsync push`.")


def _introduce(app: App, config_file: Path) -> str:
    """Says how to make an app, and asks for its client ID where somebody can answer."""
    _say(GUIDE.format(redirect_uri=app.settings.spotify.redirect_uri, config_file=config_file))
    if not interactive():
        raise ConfigError("No Spotify app is set up: there is no client id.", "The steps above say how to make one.")
    answer: str = click.prompt("Client ID (or Ctrl-C to do this later)", err=True)
    return answer.strip()


def _keep(session: Session, app: App, client_id: str, config_file: Path, out: Output) -> App:
    """Checks the client ID and puts it into the settings; answers the App that knows it."""
    from ostsync.app.account import set_client_id
    from ostsync.spotify.login import App as SpotifyApp
    from ostsync.spotify.login import check_client_id

    spotify = app.settings.spotify
    client_id = check_client_id(SpotifyApp(client_id, spotify.accounts_url, spotify.redirect_uri))
    set_client_id(config_file, client_id)
    out.say(f"The client ID is kept in {config_file}.")
    session.close()
    app = session.open()
    if app.settings.spotify.client_id != client_id:
        raise ConfigError(
            "OSTSYNC_SPOTIFY__CLIENT_ID in the environment holds another client id, and wins over the config file.",
            "Unset it, and run this again.",
        )
    return app


def _say(text: str) -> None:
    """What a login says must be seen, so --quiet does not silence it."""
    click.echo(text, err=True)


def _ask(question: str) -> str:
    answer: str = click.prompt(question, err=True, default="", show_default=False)
    return answer
