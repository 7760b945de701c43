"""What the audit of dependencies says: a vulnerability fails, and a check that did not run says that it did not."""

from __future__ import annotations

import json
import runpy
from typing import Any

import pytest

from ..conftest import ROOT


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}], 1, "a 1: CVE-1"),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}], 0, "1 of 2"),
        ([{"name": "b", "skip_reason": "not found"}], 0, "not run"),
        (None, 0, "not run"),
    ],
)
def test_what_the_audit_says(packages: list[dict[str, Any]] | None, code: int, words: str) -> None:
    verdict = runpy.run_path(str(ROOT / "scripts" / "audit.py"))["verdict"]
    said = verdict("" if packages is None else json.dumps({"dependencies": packages}))
    assert said[0] == code
    assert words in said[1]
