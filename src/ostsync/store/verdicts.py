"""What was judged: one verdict for each wording, in one world and market; what came from Spotify ages and goes.

A verdict is found again by its words: every reading (title, work, artist), the album, medium, kind, length, ISRC
and address, folded. Where they stood in which source does not matter, so two articles that name the same track
share one verdict. The words are kept unfolded beside the key, and keys are made anew when the folding changes:
a new version of the folding costs no request.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from datetime import datetime, timedelta

from ostsync.model import Asked, Candidate, DecidedBy, Evidence, Reason, Recommendation, Status, Track, Verdict
from ostsync.ports import Clock, Remembered
from ostsync.store.codec import dumps, loads, time_of, time_text
from ostsync.store.database import transaction
from ostsync.titles import fold as folding

KEEP_SPOTIFY_CONTENT = timedelta(days=30)
"""How long names, albums and candidates are kept (Spotify Developer Terms v10: "do not store indefinitely")."""


def key_of(recommendation: Recommendation) -> str:
    """What identifies the words of a recommendation, whatever their case, width or punctuation."""
    fold = folding.fold
    words = [[fold(part) if part else "" for part in (r.title, r.work, r.artist)] for r in recommendation.readings]
    rest = [
        fold(recommendation.album) if recommendation.album else "",
        recommendation.medium,
        recommendation.kind,
        recommendation.duration_ms,
        recommendation.isrc,
        recommendation.uri,
    ]
    return json.dumps([words, rest], ensure_ascii=False, separators=(",", ":"))


def fold_version() -> str:
    """What keys depend on: our folding, and the Unicode tables of this Python."""
    return f"{folding.VERSION} {unicodedata.unidata_version}"


class Verdicts:
    """The verdicts of one world and market; fulfils `ports.Memory`. Each is written as it comes."""

    def __init__(self, db: sqlite3.Connection, *, world: str, market: str, clock: Clock) -> None:
        self._db = db
        self._place = (world, market)
        self._clock = clock
        rekey(db)
        prune(db, now=clock.now())

    def recall(self, recommendation: Recommendation) -> Remembered | None:
        """What was last decided about the same words, or None.

        Once Spotify's names have expired, a match is called by the person's own words, and keeps its address.
        """
        row = self._db.execute(
            """SELECT v.*, c.content FROM verdicts v LEFT JOIN spotify_content c ON c.verdict_id = v.id
               WHERE v.world = ? AND v.market = ? AND v.key = ?""",
            (*self._place, key_of(recommendation)),
        ).fetchone()
        if row is None or (row["status"] == Status.AMBIGUOUS and row["content"] is None):
            return None  # a choice whose candidates have expired cannot be made
        return Remembered(
            verdict=_verdict(row, recommendation),
            judged_at=time_of(row["judged_at"]),
            tries=row["tries"],
            next_try=time_of(row["next_try"]) if row["next_try"] else None,
        )

    def remember(
        self, recommendation: Recommendation, verdict: Verdict, *, tries: int, next_try: datetime | None
    ) -> None:
        """Keeps a verdict in place of the earlier one. One that was made of kept candidates leaves them their age."""
        now = time_text(self._clock.now())
        place = (*self._place, key_of(recommendation))
        with transaction(self._db):
            before = self._db.execute(
                """SELECT fetched_at FROM spotify_content c JOIN verdicts v ON v.id = c.verdict_id
                   WHERE world = ? AND market = ? AND key = ?""",
                place,
            ).fetchone()
            row = self._db.execute(
                """INSERT OR REPLACE INTO verdicts (world, market, key, fold, words, status, reason, uri, confidence,
                       decided_by, matcher, asked, requests, judged_at, tries, next_try)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
                (
                    *place,
                    fold_version(),
                    dumps(recommendation),
                    verdict.status,
                    verdict.reason,
                    verdict.match.uri if verdict.match else None,
                    verdict.confidence,
                    verdict.decided_by,
                    verdict.matcher,
                    dumps(verdict.asked),
                    verdict.requests,
                    now,
                    tries,
                    time_text(next_try) if next_try else None,
                ),
            ).fetchone()
            content = Verdict(
                verdict.status, match=verdict.match, evidence=verdict.evidence, candidates=verdict.candidates
            )
            self._db.execute(
                "INSERT INTO spotify_content (verdict_id, fetched_at, content) VALUES (?, ?, ?)",
                (row["id"], before["fetched_at"] if before and verdict.from_store else now, dumps(content)),
            )


def _verdict(row: sqlite3.Row, said: Recommendation) -> Verdict:
    match: Track | None = None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    if row["content"] is not None:
        content = loads(Verdict, row["content"])
        match, evidence, candidates = content.match, content.evidence, content.candidates
    elif row["uri"]:
        match = Track(row["uri"].rpartition(":")[2], said.title, (said.artist,) if said.artist else ())
    return Verdict(
        status=Status(row["status"]),
        reason=Reason(row["reason"]) if row["reason"] else None,
        match=match,
        confidence=row["confidence"],
        evidence=evidence,
        candidates=candidates,
        decided_by=DecidedBy(row["decided_by"]),
        asked=loads(tuple[Asked, ...], row["asked"]),
        matcher=row["matcher"],
        requests=row["requests"],
        from_store=True,
    )


def prune(db: sqlite3.Connection, *, now: datetime) -> int:
    """Lets what came from Spotify go once it is 30 days old; answers how much.

    What was fetched "in the future" came while the clock was ahead: its 30 days begin now, so that they have an end.
    """
    with transaction(db, upkeep=True):
        limit, present = time_text(now - KEEP_SPOTIFY_CONTENT), time_text(now)
        db.execute("UPDATE spotify_content SET fetched_at = ? WHERE fetched_at > ?", (present, present))
        return db.execute("DELETE FROM spotify_content WHERE fetched_at < ?", (limit,)).rowcount


def forget_spotify_content(db: sqlite3.Connection, *, world: str | None = None) -> int:
    """Lets everything go that came from Spotify, of one world or of all (at logout)."""
    with transaction(db):
        return db.execute(
            "DELETE FROM spotify_content WHERE verdict_id IN (SELECT id FROM verdicts WHERE world = ? OR ? IS NULL)",
            (world, world),
        ).rowcount


def clear(db: sqlite3.Connection) -> int:
    """Forgets every verdict (never a decision): the next `resolve` asks again. Answers how many there were."""
    with transaction(db):
        return db.execute("DELETE FROM verdicts").rowcount


def rekey(db: sqlite3.Connection) -> int:
    """Makes keys anew that an earlier folding made; answers how many. Of two that meet, the newer stays."""
    version = fold_version()
    old = db.execute("SELECT id, words FROM verdicts WHERE fold <> ? ORDER BY judged_at", (version,)).fetchall()
    if old:
        with transaction(db, upkeep=True):
            for row in old:
                key = key_of(loads(Recommendation, row["words"]))
                db.execute("UPDATE OR REPLACE verdicts SET key = ?, fold = ? WHERE id = ?", (key, version, row["id"]))
    return len(old)
