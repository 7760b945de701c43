"""What the reports say: totals that add up, any title as text, one self-contained page."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest

from ostsync.model import (
    Album,
    Candidate,
    Evidence,
    Medium,
    Reason,
    Recommendation,
    Resolved,
    Status,
    Track,
    Verdict,
)
from ostsync.report.document import resolve_document
from ostsync.report.html import report_html
from ostsync.report.markdown import review_markdown
from ostsync.report.rows import AGAINST, REASONS, Summary, needs_a_look, offered, why
from ostsync.report.sheet import review_csv
from ostsync.report.tables import results_table

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    '=HYPERLINK("http://evil")',
    "red \x1b[31m and \u202e reversed",
    "[bold]rich markup[/bold] :smile:",
    "[link](javascript:alert(1)) `code` | pipe *star*",
    "long " * 2000,
    "&amp; &lt;b&gt; ' \"",
]


def resolved(order: int, status: Status, title: str = "Title", **more: object) -> Resolved:
    track = Track("T" * 22, title, (title,), Album("A" * 22, title), 185_000)
    reason = None if status is Status.MATCHED else Reason.AMBIGUOUS if status is Status.AMBIGUOUS else Reason.NO_RESULTS
    verdict = Verdict(
        status,
        reason,
        track if status is Status.MATCHED else None,
        0.93 if status is Status.MATCHED else 0.0,
        (Evidence("title", 1.0, 1.0, title),),
        (Candidate(track, 0.4, reason="cover"),),
        requests=2,
    )
    words = Recommendation(title, title, title, section=title, medium=Medium.ANIME, text=title, line=order)
    return Resolved(order, title, words, verdict, **more)  # type: ignore[arg-type]


EACH = [resolved(i, status) for i, status in enumerate(Status, 1)]


def test_totals_add_up() -> None:
    repeated = resolved(5, Status.MATCHED, duplicate_of=1)
    summary = Summary.of([*EACH, repeated])
    assert summary == Summary(
        total=5, matched=2, ambiguous=1, missed=1, postponed=1, duplicates=1, requests=8, cached=0
    )
    assert summary.sentence() == "2 of 5 matched, 1 to choose, 1 missed, 1 postponed · 8 requests"


def test_every_reason_has_words() -> None:
    from ostsync.matching.weights import shipped

    assert set(REASONS) == set(Reason)
    assert set(AGAINST) == set(shipped().lid)


def test_a_miss_shows_the_candidates_that_have_the_title_alone() -> None:
    track = Track("T" * 22, "Something else")
    candidates = (Candidate(track, 0.3, reason="cover"), Candidate(track, 0.1, reason="title"))
    words = Recommendation("Title")
    missed = Resolved(1, "a", words, Verdict(Status.MISSED, Reason.COVER_ONLY, candidates=candidates))
    choice = Resolved(1, "a", words, Verdict(Status.AMBIGUOUS, Reason.LOW_CONFIDENCE, candidates=candidates))
    assert [c.reason for c in offered(missed)] == ["cover"]
    assert [c.reason for c in offered(choice)] == ["cover", "title"]
    assert "under another name" in why(choice)


def test_what_was_skipped_or_repeats_needs_no_look() -> None:
    skipped = Resolved(6, "a", EACH[2].recommendation, Verdict(Status.MISSED, Reason.SKIPPED))
    repeated = resolved(7, Status.MISSED, duplicate_of=3)
    assert [r.order for r in needs_a_look([*EACH, skipped, repeated])] == [2, 3]


def test_the_json_keeps_its_promise() -> None:
    document = json.loads(json.dumps(resolve_document(EACH)))
    assert set(document["summary"]) == {
        "total", "matched", "ambiguous", "missed", "postponed", "duplicates", "requests", "cached",
    }  # fmt: skip
    first = document["results"][0]
    assert list(first) == [
        "order", "source", "title", "work", "artist", "medium", "section", "kind", "status", "reason", "confidence",
        "decided_by", "requests", "duplicate_of", "match", "evidence", "candidates",
    ]  # fmt: skip
    assert set(first["match"]) == {"uri", "id", "name", "artists", "album", "duration_ms", "url"}
    assert set(first["candidates"][0]) == {"uri", "name", "artists", "album", "confidence", "reason"}
    assert first["match"]["url"] == f"https://open.spotify.com/track/{'T' * 22}"
    assert document["results"][2]["match"] is None


@pytest.mark.parametrize("title", HOSTILE)
def test_any_title_is_text_on_the_page(title: str) -> None:
    page = report_html(
        [resolved(1, Status.MATCHED, title), resolved(2, Status.MISSED, title)], title=title, made_at=NOW
    )
    assert not re.search(r"<(script|img|iframe|link|object)\b", page, re.IGNORECASE)
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert not re.search(r"(?:src|href)=\"(?!https://open\.spotify\.com/track/|#track-)", page)


def test_the_page_asks_for_nothing_from_outside() -> None:
    page = report_html(EACH, title="SAD OST", made_at=NOW, sources=["article.txt"])
    assert "default-src 'none'" in page
    assert "@import" not in page
    assert "url(" not in page
    assert not re.search(r"style=\"|\bon\w+=\"", page), "inline styles and handlers would fall to the policy"


def test_the_page_says_why_and_what_to_do() -> None:
    page = report_html(EACH, title="SAD OST", made_at=NOW, requests=17)
    assert "Several tracks fit about equally well." in page
    assert "ostsync decide 2 --accept LINK" in page
    assert "<b>17</b>" in page
    assert "93% sure" in page


def test_an_empty_run_makes_a_page() -> None:
    assert "no track was read" in report_html([], title="Nothing", made_at=NOW)


@pytest.mark.parametrize("title", HOSTILE)
def test_any_title_survives_the_csv_and_never_acts(title: str) -> None:
    (row,) = csv.DictReader(io.StringIO(review_csv([resolved(1, Status.MATCHED, title)])))
    assert row["title"].removeprefix("'") == title
    assert row["title"][:1] not in "=+-@"


@pytest.mark.parametrize("title", HOSTILE)
def test_any_title_is_text_in_the_terminal(title: str) -> None:
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=100, color_system=None).print(results_table([resolved(1, Status.AMBIGUOUS, title)]))
    assert "\x1b" not in out.getvalue()
    if title.startswith("[bold]"):
        assert "[bold]rich markup[/bold] :smile:" in out.getvalue()


def test_markdown_renders_any_title_as_text() -> None:
    from markdown_it import MarkdownIt

    for title in HOSTILE:
        html = MarkdownIt("commonmark").render(review_markdown([resolved(1, Status.AMBIGUOUS, title)], title=title))
        assert not re.search(r"<(script|img|em|code)\b", html)
        assert 'href="javascript' not in html
