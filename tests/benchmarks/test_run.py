"""A program is measured from its start to its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ECHO = "stty raw -echo; printf ready; exec dd bs=1 count=4 2>/dev/null"
"""Sends back each of four keys as it is, and ends."""


def test_each_key_is_answered_and_each_byte_counted(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    asked = ["-n", "2", "--idle", "0", "--ready", "ready", "--keys", 'echo="abc"', "--quit", "q"]
    command = [sys.executable, "-m", "benchmarks.terminal", *asked, "--json", str(found)]
    done = subprocess.run(
        [*command, "--", "sh", "-c", ECHO], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (program,) = json.loads(found.read_text())["summary"]
    (group,) = program["groups"]
    assert program["name"] in done.stdout
    assert program["start_bytes"]["median"] == len("ready")
    assert (group["label"], group["n"], group["no_response"]) == ("echo", 6, 0)
    assert group["bytes_per_key"] == 1
    assert group["change"]["n"] == 6
    assert (program["exit"]["clean"], program["exit"]["of"]) == (2, 2)
    assert program["notes"] == []
