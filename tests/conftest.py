"""What every test can ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bench() -> Path:
    """The directory with the real inputs (articles, catalogue, OpenAPI file); skips the test where it is absent."""
    place = Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared"))
    if not (place / "bench").is_dir():
        pytest.skip(f"needs the real inputs, and {place} is not there (set OSTSYNC_BENCH)")
    return place
