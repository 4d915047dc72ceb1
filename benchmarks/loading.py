"""python -m benchmarks.loading store|fetch URL FOLDER

One first load in a process of its own, so that its memory is its own: `store` is the mirror's,
`fetch` asks for the very same pages and parses them, and keeps nothing. The token comes on
standard input. Prints one line of JSON.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.calls import ApiRequest
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.services import workspace
from cockpit_tui.store.engine import Store
from tests.sync.spy import Spy

PAGES = "pages.json"


class Load(Struct, frozen=True):
    """What one process took."""

    rows: int
    seconds: float
    cpu_seconds: float
    """Of this process alone; the org's is another."""
    memory_mb: float
    """The most that the process held."""
    calls: int


def load(how: str, url: str, token: str, folder: Path, limit_seconds: float) -> Load:
    """Runs it in a process of its own. Raises subprocess.TimeoutExpired, CalledProcessError."""
    command = [sys.executable, "-m", "benchmarks.loading", how, url, str(folder)]
    done = subprocess.run(
        command,
        input=token,
        capture_output=True,
        text=True,
        check=True,
        timeout=limit_seconds,
    )
    return Load(**json.loads(done.stdout))


def main() -> None:
    """Does what the arguments say."""
    how, url, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    transport = Spy(HttpTransport(Session(url, sys.stdin.read())))
    cpu, start = time.process_time(), time.perf_counter()
    if how == "store":
        rows = _mirror(transport, url, folder)
        pages = [
            [each.path, dict(each.headers)]
            for each in transport.requests
            if each.method == "GET" and ("/query" in each.path)
        ]
        (folder / PAGES).write_text(json.dumps(pages), encoding="utf-8")
    else:
        rows = _fetch(transport, folder)
    found = Load(
        rows,
        time.perf_counter() - start,
        time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        len(transport.requests),
    )
    print(json.dumps(asdict(found)))


def _mirror(transport: Spy, url: str, folder: Path) -> int:
    store = Store(f"sqlite:///{folder / 'cockpit.db'}")
    workspace.prepare(store)
    settings = MirrorSettings(url, is_loopback=True)
    cycles = Cycles(store, transport, SystemClock(), settings)
    report = cycles.run(is_forced=True)
    if report.errors:
        raise SystemExit(f"The load failed: {report.errors[0].message}")
    rows = sum(tally.seen for tally in report.pulled.values())
    cycles.close()
    store.close()
    return rows


def _fetch(transport: Spy, folder: Path) -> int:
    rows = 0
    for path, headers in json.loads((folder / PAGES).read_text(encoding="utf-8")):
        body = transport.call(ApiRequest("GET", path, headers=headers)).body
        if isinstance(body, bytes):
            text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline="")
            rows += sum(1 for _ in csv.reader(text)) - 1
        elif isinstance(body, dict):
            rows += len(body.get("records", ()))
    return rows


if __name__ == "__main__":
    main()
