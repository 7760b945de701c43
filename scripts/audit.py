"""Looks whether what is installed has known vulnerabilities, with pip-audit; says so where that cannot be found out.

Ends with 1 where one was found, and with 0 where none was or the advisory service could not be asked: a check that
did not run says so, and never stands for one that passed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def verdict(report: str) -> tuple[int, str]:
    """(exit code, what to say) for what pip-audit printed as JSON."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, "not run: the advisory service cannot be reached."
    asked = [package for package in packages if "vulns" in package]
    bad = [f"{p['name']} {p['version']}: {v['id']}" for p in asked for v in p["vulns"]]
    if not asked:
        return 0, f"not run: the advisory service knows none of the {len(packages)} installed packages."
    if bad:
        return 1, "\n".join(["known vulnerabilities:", *bad])
    return 0, f"{len(asked)} of {len(packages)} installed packages were looked up, and none has a known vulnerability."


def main() -> int:
    """Audits the environment that this Python belongs to."""
    command = Path(sys.executable).with_name("pip-audit")
    call = [str(command), "--format", "json", "--progress-spinner", "off", "--timeout", "10", "--skip-editable"]
    try:
        report = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300).stdout
    except (OSError, subprocess.TimeoutExpired):
        report = ""
    code, words = verdict(report)
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
