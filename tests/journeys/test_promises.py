"""A whole day with the cockpit, and two promises: it speaks to its org and to nobody else (no
telemetry, no update check), and never writes the person's settings."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.journeys.house import PROGRAM, House
from tests.journeys.steps import WIDE, a_mirrored_task, go_to_tasks, opened, show_kestrel

SPY = """
import json, os, sys

LEDGER = os.environ["NETWORK_LEDGER"]


def hear(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[:2]
        if isinstance(address, (tuple, list)):
            with open(LEDGER, "a", encoding="utf-8") as ledger:
                ledger.write(json.dumps([event, [str(part) for part in address[:2]]]) + "\\n")


sys.addaudithook(hear)
"""
"""Loaded by every Python that the program starts; sockets within this machine have no host."""
COMMANDS = (
    ("doctor",),
    ("status",),
    ("cta", "list", "--json"),
    ("config", "validate"),
    ("sync", "--once"),
    ("account", "list"),
    ("history",),
    ("undo", "--dry-run"),
    ("completion", "bash"),
)


SETTINGS = """# mine, with a tab\there\r
[ui]
week_start = "sunday"   # as at home
title    = false

[keys]
"cta.flag" = "f,f8"
"""


def test_a_day_with_the_cockpit_speaks_to_its_org_alone_and_leaves_the_settings_alone(
    house: House, tmp_path: Path
) -> None:
    task = a_mirrored_task(house)
    settings = house.root / "config" / "config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_bytes(SETTINGS.encode())
    before = settings.stat()
    ledger = tmp_path / "ledger"
    environment = _spied_on(house, tmp_path, ledger)
    org = house.serve_org()
    terminal = opened(house, size=WIDE, environment=environment)
    show_kestrel(terminal)
    go_to_tasks(terminal)
    terminal.type("c")
    terminal.wait_for("✓ Done")
    terminal.press("R")
    org.wait_for_row(f"SELECT Id FROM Task WHERE Id = '{task.salesforce_id}' AND IsClosed = true")
    terminal.press("A")
    terminal.wait_for(r"All \d+")
    terminal.press("esc", "?")
    terminal.wait_for("Keys that work here")
    terminal.press("esc")
    terminal.type(":theme\r")
    terminal.wait_for("follows the terminal")
    terminal.type("colour-safe-d\r")
    terminal.wait_for("Theme colour-safe-dark")
    terminal.press("esc", "esc")
    terminal.type("bp")
    terminal.wait_for("by priority")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    for words in COMMANDS:
        subprocess.run(
            (*PROGRAM, *words),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
    with ledger.open(encoding="utf-8") as lines:
        spoken_to = {tuple(address) for _, address in map(json.loads, lines)}
    assert spoken_to == {("127.0.0.1", str(house.port))}
    after = settings.stat()
    assert settings.read_bytes() == SETTINGS.encode()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    kept = json.loads((house.root / "state" / "state.json").read_text())
    assert (kept["theme"], kept["group_by"]) == ("colour-safe-dark", "priority")


def _spied_on(house: House, folder: Path, ledger: Path) -> dict[str, str]:
    spy = folder / "spy"
    spy.mkdir()
    (spy / "sitecustomize.py").write_text(SPY)
    paths = [str(spy), *filter(None, [os.environ.get("PYTHONPATH")])]
    return house.environment(PYTHONPATH=os.pathsep.join(paths), NETWORK_LEDGER=str(ledger))
