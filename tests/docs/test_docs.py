"""The docs are true: the reference is what the commands say, and every link leads somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_commands_say() -> None:
    reference = script("write_commands").reference()
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == reference, "run scripts/write_commands.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_options_that_pages_name_exist(page: Path) -> None:
    reference = script("write_commands").reference()
    known = set(re.findall(r"--[a-z][a-z-]+", reference)) | {"--config", "--quiet", "--verbose", "--help", "--version"}
    for line in page.read_text(encoding="utf-8").splitlines():
        if "ostsync" in line and "pip install" not in line:
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
                assert option in known, f"{page.name}: {option}"
