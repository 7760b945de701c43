"""`ostsync demo`: shows the whole way, from an article to a playlist, in seconds and without an account."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from ostsync.cli._progress import matching
from ostsync.cli._shared import Output, general_options
from ostsync.model import Resolved, Status
from ostsync.report.rows import needs_a_look, offered, plural, track_line, why
from ostsync.report.tables import MARKS
from ostsync.text import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST = 110

NEXT = """\
  1. Make an app at https://developer.spotify.com/dashboard (Web API, redirect address http://127.0.0.1:8888/callback).
  2. ostsync login                      asks for its client ID, and takes you to Spotify
  3. ostsync resolve ARTICLE            a file, an address, or - for what you paste
  4. ostsync review --web               settles what was missed, on a local page
  5. ostsync push                       shows the plan, asks, and makes the playlist
"""


@click.command("demo")
@general_options
def command() -> None:
    """Go the whole way on a bundled article, without an account.

    Reads it, logs in, matches, reports, pushes, and pushes again: against a sandbox on this computer that behaves
    like Spotify's Web API of 2026. Nothing leaves the computer, and nothing but the report stays.
    """
    from ostsync.app.demo import ARTICLE, demo

    out = Output.here()
    page = Page(out)
    page.title("ostsync: an article goes in, a playlist comes out")
    page.text("All of this happens on this computer: the Spotify below is a sandbox with a few hundred real titles.")
    with demo(out.say) as way:
        page.step("Read", f"{ARTICLE}, a blog post in prose and lists")
        source = way.read()
        works = {r.work for r in source.recommendations if r.work}
        page.text(
            f"{plural(len(source.recommendations), 'track')} from {plural(len(works), 'work')}. Some of them stand in"
        )
        [(sentence, _)] = Counter(r.text for r in source.recommendations).most_common(1)
        page.quote(sentence)

        page.step("Log in", "PKCE with a redirect to 127.0.0.1, as with Spotify")
        user = way.log_in()
        page.text(f"Logged in as {user.display_name or user.id}; a script pressed “Agree” in place of your browser.")

        page.step("Match", "every request counts: Spotify allows a few hundred a day")
        run = way.run(source)
        with matching(out, len(run.items)) as step:
            outcome = run.go(step)
        page.matches([r for r in outcome.results if r.verdict.status is Status.MATCHED])
        page.text(outcome.sentence())

        page.step("Report", "what is missing, and why; nothing is guessed")
        page.misses(needs_a_look(outcome.results))
        page.text("The same with every candidate and a link to each, to open in a browser:")
        page.strong(str(way.report(outcome)))

        page.step("Push", "for real it shows its plan, and asks")
        pushed = way.push()
        checked = "read back and right" if pushed.verified else "but it reads back differently"
        page.text(
            f"Made the playlist “{pushed.name}” with {plural(pushed.counts.added, 'track')}: "
            f"{plural(pushed.counts.requests, 'request')}, {checked}."
        )

        page.step("Push again", "as often as you like: what you change by hand stays")
        again = way.push()
        changes = "Nothing to change" if again.unchanged else plural(len(again.operations), "change")
        page.text(f"{changes}; {plural(again.counts.requests, 'request')} to find that out.")
    page.title("In the end")
    page.raw(f"  {outcome.summary.matched:>2} of {plural(len(outcome.results), 'track')} are in the playlist.")
    for reason, count in Counter(map(_kind, needs_a_look(outcome.results))).most_common():
        page.raw(f"  {count:>2} {reason}.")
    page.title("For real")
    page.raw(NEXT)


class Page:
    """How the demo looks: numbered steps with air between them."""

    def __init__(self, out: Output) -> None:
        self._console: Console = out.console()
        self._console.width = min(self._console.width, WIDEST)
        self._steps = 0

    def title(self, text: str) -> None:
        """A line that begins or ends the whole."""
        self._console.print(f"\n{text}", style="bold")

    def step(self, name: str, note: str) -> None:
        """The head of the next step."""
        from rich.text import Text

        self._steps += 1
        head = Text(f"\n {self._steps}  ", style="bold green")
        head.append(name, style="bold")
        head.append(f"   {note}", style="dim")
        self._console.print(head)

    def text(self, text: str) -> None:
        """A sentence of the step."""
        from rich.padding import Padding

        self._console.print(Padding(text, (0, 0, 0, 4), expand=False))

    def strong(self, text: str) -> None:
        """Something to take along, never broken over lines."""
        self._console.print(f"    {text}", style="bold", soft_wrap=True)

    def quote(self, text: str) -> None:
        """The end of a sentence from the article."""
        text = plain(text)
        room = self._console.width - 10
        self._console.print(f"    “{text if len(text) <= room else '…' + text[-room:]}”", style="italic")

    def raw(self, text: str) -> None:
        """Lines as they are."""
        self._console.print(text, soft_wrap=True)

    def matches(self, results: list[Resolved]) -> None:
        """What was asked for beside what was found."""
        table = self._table()
        for result in results:
            match = result.verdict.match
            assert match is not None
            table.add_row("✓", _said(result), track_line(match), f"{result.verdict.confidence:.0%}")
        self._console.print(table)

    def misses(self, results: list[Resolved]) -> None:
        """What was asked for beside why it was not found, alike reasons together."""
        from rich.text import Text

        table = self._table()
        for result in sorted(results, key=why):
            sign, colour = MARKS[result.verdict.status]
            table.add_row(Text(sign, style=colour), _said(result), _reason(result), "")
        self._console.print(table)

    def _table(self) -> Table:
        from rich.table import Table

        table = Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column(width=5, justify="right", style="green")
        table.add_column(ratio=4, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=5, no_wrap=True, overflow="ellipsis", style="dim")
        table.add_column(width=4, justify="right")
        return table


def _kind(result: Resolved) -> str:
    return "wait for you to choose" if result.verdict.status is Status.AMBIGUOUS else f"not there: {why(result)}"


def _reason(result: Resolved) -> str:
    if result.verdict.status is Status.AMBIGUOUS:
        return plain("perhaps " + ", ".join(candidate.track.name for candidate in offered(result)[:3]))
    return why(result)


def _said(result: Resolved) -> str:
    said = result.recommendation
    return plain(f"{said.title} · {said.work}" if said.work else said.title)
