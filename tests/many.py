"""Runs many commands in one process, each as a shell would: with its own files as standard input, output and error.

    python many.py PLAN.json [SETUP.py]

PLAN is a list of {"words", "in", "out", "err"}; for each, its exit code is printed in the end, as a JSON list. The
streams are made as Python made them when it started, so the locale and PYTHONIOENCODING count. SETUP is run first.
"""

from __future__ import annotations

import io
import json
import os
import runpy
import sys
from pathlib import Path


def main() -> None:
    """Runs the plan."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    looks = [(stream.encoding, stream.errors) for stream in (sys.stdin, sys.stdout, sys.stderr)]
    result = os.dup(1)
    if len(sys.argv) > 2:
        runpy.run_path(sys.argv[2])
    codes = [_run(one, looks) for one in plan]
    os.write(result, json.dumps(codes).encode())


def _run(one: dict[str, object], looks: list[tuple[str, str | None]]) -> object:
    from ostsync.cli import main as ostsync

    flags = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, name in enumerate(("in", "out", "err")):
        opened = os.open(str(one.get(name) or os.devnull), flags[number])
        os.dup2(opened, number)
        os.close(opened)
        encoding, errors = looks[number]
        raw = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
        buffered = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
        stream = io.TextIOWrapper(buffered, encoding, errors, line_buffering=number == 2)
        setattr(sys, ("stdin", "stdout", "stderr")[number], stream)
    words = [os.fsdecode(str(word).encode("utf-8", "surrogateescape")) for word in one["words"]]  # type: ignore[attr-defined]
    try:
        ostsync.main(words, prog_name="ostsync")
    except SystemExit as end:
        return end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main()
