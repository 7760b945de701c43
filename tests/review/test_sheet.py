"""The review as a spreadsheet: out and in again, and what is said about damaged rows."""

import csv
import io
from datetime import UTC, datetime

import pytest

from ostsync.decisions import Action
from ostsync.errors import UsageError
from ostsync.model import Album, Candidate, Reading, Recommendation, Resolved, Status, Track, Verdict
from ostsync.report.sheet import review_csv
from ostsync.review.sheet import read_sheet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
A, B, C = ("A" * 22, "B" * 22, "C" * 22)


def track(id: str, name: str) -> Track:
    return Track(id, name, ("Somebody",), Album("L" * 22, "An Album, with a comma | and a bar"), 185_000)


def result(order: int, title: str, work: str | None = None, match: str | None = None, *others: str) -> Resolved:
    candidates = tuple(Candidate(track(o, f"{title} {o[0]}"), 0.5) for o in others)
    status = Status.MATCHED if match else Status.AMBIGUOUS if others else Status.MISSED
    verdict = Verdict(status, match=track(match, title) if match else None, candidates=candidates)
    words = Recommendation(title, work, text=f"• {title} - {work}", alternatives=(Reading("Other | name"),))
    return Resolved(order, "a.txt", words, verdict)


RESULTS = [
    result(1, "Gate of Steiner", "Steins;Gate", A),
    result(2, "-piano- <script>\n\x1b=1+1", 'Quote "of" quotes', None, B, C),
    result(3, "Memories", "Xenoblade"),
    result(4, "Memories", "Xenoblade"),
]


def edited(**actions: str | tuple[str, str]) -> str:
    """The review CSV with `t1="accept"` or `t2=("replace", link)` filled in."""
    rows = list(csv.reader(io.StringIO(review_csv(RESULTS))))
    for name, action in actions.items():
        row = rows[int(name[1:])]
        row[-2:] = (action, "") if isinstance(action, str) else action
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def test_an_unedited_review_decides_nothing_and_names_no_problem() -> None:
    sheet = read_sheet(review_csv(RESULTS), RESULTS, at=NOW)
    assert (sheet.decisions, sheet.problems, sheet.untouched) == ((), (), 4)


def test_actions_become_decisions_under_the_words_as_written() -> None:
    link = f"https://open.spotify.com/track/{C}?si=1"
    sheet = read_sheet(edited(t1="never", t2="accept", t3=("replace", link), t4="skip"), RESULTS, at=NOW)
    assert not sheet.problems
    assert [(d.action, d.uris) for d in sheet.decisions] == [
        (Action.NEVER, (f"spotify:track:{A}",)),
        (Action.ACCEPT, (f"spotify:track:{B}",)),
        (Action.ACCEPT, (f"spotify:track:{C}",)),
        (Action.SKIP, ()),
    ]
    assert [d.readings for d in sheet.decisions] == [r.recommendation.readings for r in RESULTS]
    assert [d.text for d in sheet.decisions] == [r.recommendation.text for r in RESULTS]


def test_never_on_an_ambiguous_track_rules_out_all_that_was_shown() -> None:
    (decision,) = read_sheet(edited(t2="never"), RESULTS, at=NOW).decisions
    assert decision.uris == (f"spotify:track:{B}", f"spotify:track:{C}")


def test_a_semicolon_sheet_with_a_byte_order_mark_is_read() -> None:
    rows = csv.reader(io.StringIO(edited(t1="skip")))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    sheet = read_sheet("\ufeff" + out.getvalue(), RESULTS, at=NOW)
    assert [d.action for d in sheet.decisions] == [Action.SKIP]
    assert not sheet.problems


HEADER = "order,title,work,match_uri,candidates,action,replacement"
DAMAGED = {
    "unknown action": ("1,Gate of Steiner,Steins;Gate,,,keep,", "the action “keep” is none of"),
    "replace with nothing": ("1,Gate of Steiner,,,,replace,", "the replacement is empty"),
    "replacement without action": (f"1,Gate of Steiner,,,,,spotify:track:{A}", "no action"),
    "accept with a replacement": (f"1,Gate of Steiner,,,,accept,spotify:track:{A}", "but there is a replacement"),
    "skip with a replacement": (f"1,Gate of Steiner,,,,skip,spotify:track:{A}", "but there is a replacement"),
    "an album": (f"1,Gate of Steiner,,,,replace,https://open.spotify.com/album/{A}", "names a Spotify album"),
    "a playlist": (f"1,Gate of Steiner,,,,replace,spotify:playlist:{A}", "names a Spotify playlist"),
    "another site": ("1,Gate of Steiner,,,,replace,https://example.org/track/1", "is not a Spotify track link"),
    "a cut ID": ("1,Gate of Steiner,,,,replace,spotify:track:AAAA", "This link is damaged"),
    "a short link": ("1,Gate of Steiner,,,,replace,https://spotify.link/x", "short link"),
    "a local file": ("1,Gate of Steiner,,,,replace,spotify:local:a:b:c:1", "local file"),
    "accept of nothing": ("3,Memories,Xenoblade,,,accept,", "nothing to accept"),
    "never of nothing": ("3,Memories,Xenoblade,,,never,", "nothing to never"),
    "a damaged match": ("1,Gate of Steiner,,spotify:track:oops,,accept,", "This link is damaged"),
    "too few cells": ("1,Gate of Steiner,skip", "only 3 of 7 cells"),
    "too many cells": ("1,Gate of Steiner,,,,skip,,,,", "10 cells where the header has 7"),
    "no title": ("1,,,,,skip,", "the title is empty"),
    "an order that is no number": ("one,Gate of Steiner,,,,skip,", "is no number"),
    "an unknown track": (
        "9,Never Heard,,,,skip,",
        "no track of the last resolve is written “Never Heard” with number 9",
    ),
    "two tracks of these words": (",Memories,Xenoblade,,,skip,", "several tracks have these words"),
    "a stray quote": ('1,"Gate of Steiner,,,,skip,', "not a CSV row"),
}


@pytest.mark.parametrize(("row", "says"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_row_is_reported_and_costs_only_itself(row: str, says: str) -> None:
    text = f"{HEADER}\n{row}\n4,Memories,Xenoblade,,,skip,\n"
    sheet = read_sheet(text, RESULTS, at=NOW)
    assert [p.line for p in sheet.problems] == [2]
    assert says in sheet.problems[0].message
    assert [d.action for d in sheet.decisions] == [Action.SKIP]


def test_two_rows_for_one_track_keep_the_first() -> None:
    text = f"{HEADER}\n1,Gate of Steiner,,,,skip,\n1,Gate of Steiner,,spotify:track:{A},,accept,\n"
    sheet = read_sheet(text, RESULTS, at=NOW)
    assert [d.action for d in sheet.decisions] == [Action.SKIP]
    assert "line 2 decides the same track differently" in sheet.problems[0].message


@pytest.mark.parametrize("text", ["", "\n", "title,work\nA,B\n", "no header at all", '"'])
def test_what_is_no_review_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_sheet(text, RESULTS, at=NOW)
