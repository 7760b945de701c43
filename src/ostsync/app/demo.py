"""The whole way on a bundled article: against a sandbox on a free port, in a temporary home, with nothing left behind.

Only the report stays, where `Demo.report` says. Nothing leaves this machine and no setting of the person's counts.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.app.context import App, Tell
from ostsync.paths import Paths

if TYPE_CHECKING:
    from ostsync.app.resolve import Outcome, Run
    from ostsync.model import Source, User
    from ostsync.playlists.carry import Outcome as PushOutcome
    from ostsync.sandbox.server import Sandbox

ARTICLE = "saddest-soundtracks.md"
CLIENT_ID = "demo"


@dataclass
class Demo:
    """A running sandbox and an App that knows nothing but it."""

    app: App
    sandbox: Sandbox
    home: Path

    def read(self) -> Source:
        """Reads the bundled article."""
        from ostsync.reading import read_bytes

        data = (resources.files("ostsync.app") / "data" / ARTICLE).read_bytes()
        return read_bytes(data, name=ARTICLE, kind=None, encoding=None, select=None, works=self.app.works)

    def log_in(self) -> User:
        """The real login (PKCE, a listener on this machine), in which a script stands in for the person's browser."""
        from ostsync.spotify import login

        def agree(address: str) -> bool:
            import requests

            with requests.Session() as browser:
                browser.trust_env = False  # no proxy stands between this computer and itself
                return browser.get(address, timeout=10).ok

        spotify = self.app.settings.spotify
        login.log_in(
            login.App(spotify.client_id, spotify.accounts_url, spotify.redirect_uri),
            self.app.tokens,
            login.Desk(say=lambda text: None, ask=None, browse=agree),
            ledger=self.app.ledger,
            clock=self.app.clock,
        )
        return self.app.spotify().me()

    def run(self, source: Source) -> Run:
        """A resolve of the article, ready to go."""
        from ostsync.app.resolve import Run
        from ostsync.matching.options import Options

        return Run(self.app, (source,), Options())

    def report(self, outcome: Outcome) -> Path:
        """Writes the HTML report to where it stays."""
        from ostsync.report.html import report_html

        title = outcome.sources[0].title or "Soundtracks"
        page = report_html(
            outcome.results,
            title=title,
            made_at=self.app.clock.now(),
            sources=[ARTICLE],
            requests=outcome.requests,
        )
        file = Path(tempfile.mkdtemp(prefix="ostsync-report-")) / "report.html"
        file.write_text(page, encoding="utf-8")
        return file

    def push(self) -> PushOutcome:
        """Pushes what was matched, as `ostsync push --yes` does."""
        from ostsync.app import push, results

        [outcome] = push.push(self.app, results.known(self.app), push.Options(), agree=lambda plans: True)
        return outcome


@contextmanager
def demo(tell: Tell) -> Iterator[Demo]:
    """A demo for the length of a `with`; sandbox and home are gone after it, however it ends."""
    from ostsync.sandbox.server import running
    from ostsync.settings import Settings, SpotifySettings

    with ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="ostsync-demo-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        sandbox = stack.enter_context(running())
        settings = Settings.model_construct(
            spotify=SpotifySettings(
                client_id=CLIENT_ID,
                redirect_uri="http://127.0.0.1/callback",
                api_url=sandbox.api_url,
                accounts_url=sandbox.accounts_url,
            )
        )
        app = App(settings, Paths.find(home), tell=tell)
        stack.callback(app.close)
        yield Demo(app, sandbox, home)
