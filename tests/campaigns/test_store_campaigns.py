"""Short runs of the store's campaigns; `benchmarks/store_campaign.py` runs the long ones."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns import damaging, killing

DAMAGES = 2 * len(damaging.DAMAGES)
SCENARIOS = {killing.Resolve: 1, killing.Push: 1}
ARTICLE = """# Sad OST

- Gate of Steiner - Steins;Gate
- Qwfpgj Zzyzx - Guild Wars 2
- Vbnmk Ghjkl - Naruto
- Fear Not This Night - Guild Wars 2
"""


def test_no_damage_takes_a_decision_and_every_damaged_database_is_replaced(tmp_path: Path) -> None:
    tally = damaging.campaign(tmp_path, DAMAGES, size=30)
    assert tally.runs == DAMAGES
    assert tally.lost["decisions"] == 0
    assert tally.resurrected == 0
    assert tally.broken == []
    assert set(tally.unnoticed) <= {"wal_damaged", "wal_truncated", "wal_gone"}, "a lost -wal leaves no trace"
    assert tally.mended > DAMAGES // 3


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    kills = sum(SCENARIOS.values())
    tally = killing.campaign(tmp_path, kills, seed=7, article=ARTICLE, scenarios=SCENARIOS)
    assert sum(tally.kills.values()) == kills
    assert tally.wrong == []
