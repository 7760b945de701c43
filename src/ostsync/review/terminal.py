"""The review in a terminal: one track at a time, with the keys that decide it.

Reads lines and writes lines, so that it works over a pipe as it does at a keyboard.
"""

from __future__ import annotations

from collections.abc import Callable

from ostsync.errors import OstsyncError, UsageError
from ostsync.model import Candidate
from ostsync.report.rows import against, length, track_line, why
from ostsync.review.desk import Case, Desk
from ostsync.text import plain, shorten

Ask = Callable[[str], str | None]
"""Shows a prompt and answers a line, or None at the end of the input."""
Say = Callable[[str], None]

KEYS = (
    ("1-9", "choose that track"),
    ("link", "paste the link of the right one"),
    ("/words", "search under other words"),
    ("s", "skip it for good"),
    ("x", "none of these, ever"),
    ("e N", "why N got its confidence"),
    ("n", "leave it for later"),
    ("b", "back to the one before"),
    ("u", "undo the last decision"),
    ("q", "quit; what was decided is kept"),
)
WIDTH = 100


def review_in_terminal(desk: Desk, ask: Ask, say: Say) -> int:
    """Goes through what needs a decision; answers how many were decided. Nothing is lost by quitting."""
    return _Sitting(desk, say).run(ask)


class _Sitting:
    """Where one goes through the queue: the place in it, and what was decided on the way."""

    def __init__(self, desk: Desk, say: Say) -> None:
        self.desk = desk
        self.say = say
        self.queue = [case.order for case in desk.open_cases()]
        self.at = 0
        self.decided: set[int] = set()

    def run(self, ask: Ask) -> int:
        if not self.queue:
            self.say("There is nothing to settle.")
            return 0
        self.say(f"{len(self.queue)} to settle.")
        self.say_keys()
        while self.at < len(self.queue):
            case = self.desk.case(self.queue[self.at])
            show(case, self.at + 1, len(self.queue), self.say)
            answer = ask("> ")
            if answer is None or answer.strip().casefold() in ("q", "quit"):
                break
            try:
                self.act(case, answer.strip())
            except OstsyncError as problem:
                self.say(f"{problem.message} {problem.advice}")
        left = len(self.desk.open_cases())
        self.say(f"{len(self.decided)} decided, {left} left." + (" Go on later with the same command." if left else ""))
        return len(self.decided)

    def act(self, case: Case, answer: str) -> None:
        """Does what one answer says."""
        key = answer.casefold()
        if key in ("", "n"):
            self.at += 1
        elif key == "b":
            self.at = max(0, self.at - 1)
        elif key == "?":
            self.say_keys()
        elif key == "u":
            self.undo()
        elif key.split(" ")[0] == "e":
            _explain(_candidate(case, key[1:].strip() or "1"), self.say)
        elif key.startswith("/"):
            self.desk.search(case.order, answer[1:])
        else:
            self.decide(case, key, answer)

    def decide(self, case: Case, key: str, answer: str) -> None:
        if key == "s":
            self.desk.skip(case.order)
            done = "Saved: skipped."
        elif key == "x":
            self.desk.reject(case.order)
            done = "Saved: none of these."
        elif key.isdecimal() and len(key) < 3:
            chosen = _candidate(case, key).track
            self.desk.choose(case.order, chosen.uri)
            done = f"Saved: {shorten(track_line(chosen), WIDTH)}"
        elif len(key) == 1:
            raise UsageError(f"There is no key {plain(answer)}.", "? shows the keys.")
        else:
            self.desk.choose(case.order, answer)
            done = "Saved."
        self.say(done)
        self.decided.add(case.order)
        self.at += 1

    def undo(self) -> None:
        before = self.desk.undo()
        if before is None:
            self.say("There is nothing to undo.")
            return
        self.decided.discard(before.order)
        self.at = self.queue.index(before.order)
        self.say(f"Undone: {shorten(before.result.recommendation.title, WIDTH)}")

    def say_keys(self) -> None:
        for key, what in KEYS:
            self.say(f"  {key:7} {what}")


def _candidate(case: Case, key: str) -> Candidate:
    if not key.isdecimal() or not 1 <= int(key) <= len(case.candidates):
        raise UsageError(f"There is no candidate {key[:20]}.", "? shows the keys.")
    return case.candidates[int(key) - 1]


def _explain(candidate: Candidate, say: Say) -> None:
    for evidence in candidate.evidence:
        say(f"     {evidence.name.replace('_', ' '):18} {evidence.value:5.2f}  {shorten(evidence.note, WIDTH)}")
    if not candidate.evidence:
        say("     Its evidence is not kept any more: `ostsync resolve --refresh` judges it anew.")


def show(case: Case, number: int, total: int, say: Say) -> None:
    """One case: what was written, the sentence it came from, the candidates."""
    words = case.result.recommendation
    named = " · ".join(shorten(part, WIDTH) for part in (words.title, words.work, words.artist) if part)
    say(f"\n[{number}/{total}] {named}")
    if words.text and words.text.strip() != words.title:
        place = f"line {words.line}: " if words.line else ""
        say(f"     {place}“{shorten(words.text.strip(), WIDTH)}”")
    if case.words is not None:
        say(f"     searched for “{plain(case.words)}”" + ("" if case.candidates else ": nothing came back"))
    elif why(case.result):
        say(f"     {why(case.result)}")
    for rank, candidate in enumerate(case.candidates, 1):
        track = candidate.track
        facts = [f"{candidate.confidence:.0%}", length(track.duration_ms), against(candidate)]
        say(f"  {rank}. {shorten(track_line(track), WIDTH)} ({', '.join(f for f in facts if f)})")
        say(f"     {track.url}")
