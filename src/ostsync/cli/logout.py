"""`ostsync logout`: forgets the login and everything that came from Spotify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ostsync.cli._shared import Output, pass_app

if TYPE_CHECKING:
    from ostsync.app.context import App


@click.command("logout")
@pass_app
def command(app: App) -> None:
    """Forget the account and everything that came from Spotify.

    Removes the token, the kept answers, and the names and candidates of verdicts. What you wrote and decided
    stays, and so do your playlists.
    """
    from ostsync.app.account import logout

    out = Output.here()
    gone = logout(app)
    if not (gone.login or gone.answers or gone.verdicts):
        out.write("Nobody was logged in, and nothing from Spotify was kept.")
    else:
        out.write("Logged out." if gone.login else "Nobody was logged in.")
        out.say(
            f"Removed: {'the kept answers, and ' if gone.answers else ''}what Spotify said of {gone.verdicts} tracks."
        )
    if app.settings.spotify.access_token is not None:
        out.warn("The settings still hold an access token: unset OSTSYNC_SPOTIFY__ACCESS_TOKEN to stop using it.")
    out.say("To take the app's permission back, open https://www.spotify.com/account/apps")
