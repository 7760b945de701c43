"""Measures reading against hand labels: reads every document of a bench directory and runs its own scorer.

    python benchmarks/reading_score.py [BENCH] [--errors] [--no-works]

BENCH is a directory with docs/, gold/ and score.py (default: $OSTSYNC_BENCH/bench/extraction).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ostsync.model import Kind
from ostsync.reading import read_bytes
from ostsync.titles.works import Works


def main() -> int:
    """Writes predictions and scores them."""
    words = [a for a in sys.argv[1:] if not a.startswith("--")]
    default = (
        Path(os.environ.get("OSTSYNC_BENCH", Path(__file__).resolve().parents[2] / "shared")) / "bench" / "extraction"
    )
    bench = Path(words[0]) if words else default
    works = None if "--no-works" in sys.argv else Works.shipped()
    with tempfile.TemporaryDirectory() as place:
        for doc in sorted((bench / "docs").iterdir()):
            source = read_bytes(doc.read_bytes(), name=doc.name, works=works)
            tracks = [
                {
                    "title": r.title,
                    "work": r.work,
                    "artist": r.artist,
                    "confidence": r.confidence,
                    "text": r.text,
                    "line": r.line,
                }
                for r in source.recommendations
                if r.kind is not Kind.ALBUM
            ]
            (Path(place) / f"{doc.stem}.json").write_text(json.dumps(tracks, ensure_ascii=False), encoding="utf-8")
        extra = ["--errors"] if "--errors" in sys.argv else []
        command = [sys.executable, str(bench / "score.py"), "--gold", str(bench / "gold"), "--pred", place, *extra]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
