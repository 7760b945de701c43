"""The sandbox shares no code with what it is used to check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ostsync.sandbox.server

ROOM = Path(ostsync.sandbox.server.__file__).parent
ALLOWED = ("ostsync.sandbox", "ostsync.errors")


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_it_imports_nothing_of_the_rooms_it_tests(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module))
    ours = {name for name in imported if name.split(".")[0] == "ostsync"}
    assert not [name for name in ours if not name.startswith(ALLOWED)]
