"""python -m benchmarks.sandbox_pages [--size huge] [--pages N] [--keep FILE]

Walks through all tasks of a sandbox org by key, page after page of 2,000 rows, as an initial load
does, and tells how long the org takes for a page: over HTTP, and on its own processor time. The
goal is a page in under 100 ms with 1,000,000 tasks.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from cockpit_sandbox.launch import Sandbox
from cockpit_sandbox.seed import SIZES

DATA = "/services/data/v66.0"
GOAL_MS = 100.0
PAGE = 2_000
FIELDS = (
    "Id, Subject, Status, Priority, ActivityDate, Description, OwnerId, WhatId, WhoId, AccountId,"
    " IsClosed, Type, TaskSubtype, CompletedDateTime, CallDurationInSeconds, CreatedDate,"
    " LastModifiedDate, LastModifiedById, SystemModstamp, IsDeleted, IsArchived, IsRecurrence,"
    " RecurrenceActivityId, Cockpit_Ref__c"
)
NAMES = ", Owner.Name, What.Name, What.Type, Who.Name"
WALKS = {"fields alone": FIELDS, "with names of parents": FIELDS + NAMES}


def main() -> int:
    """Measures and prints; 0 whatever comes of it, as noise is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sandbox_pages", description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), default="huge")
    parser.add_argument("--pages", type=int, default=200, help="the most pages to read")
    parser.add_argument("--keep", type=Path, help="the org's file, left for next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as scratch:
        path = asked.keep or Path(scratch) / "org.db"
        started = time.perf_counter()
        with Sandbox.start(data=path, size=asked.size) as sandbox:
            print(f"org of size {asked.size} ready after {time.perf_counter() - started:.0f} s")
            _report(sandbox, asked.pages)
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {sys.version.split()[0]}"
    )
    return 0


class Walk(Struct, frozen=True):
    """Pages one after the other."""

    times: list[float]
    """Milliseconds over HTTP, sorted."""
    cpu: list[float]
    """Milliseconds of the org's processor, sorted."""
    rows: int
    bytes: int

    def at(self, share: float) -> float:
        """A quantile of the times."""
        return self.times[round(share * (len(self.times) - 1))]


def count(sandbox: Sandbox) -> int:
    """How many tasks there are."""
    return int(_get(sandbox, "SELECT COUNT() FROM Task")["totalSize"])


def walked(sandbox: Sandbox, fields: str, most_pages: int) -> Walk:
    """Reads page after page by key."""
    times, cpu, rows, size = [], [], 0, 0
    where = ""
    for _ in range(most_pages):
        soql = f"SELECT {fields} FROM Task {where} ORDER BY SystemModstamp, Id LIMIT {PAGE}"  # noqa: S608
        before, start = _cpu_ms(sandbox.process.pid), time.perf_counter()
        body = _fetch(sandbox, soql)
        times.append((time.perf_counter() - start) * 1_000)
        cpu.append(_cpu_ms(sandbox.process.pid) - before)
        records = msgspec.json.decode(body)["records"]
        rows, size = rows + len(records), size + len(body)
        if len(records) < PAGE:
            break
        stamp = records[-1]["SystemModstamp"].replace(".000+0000", "Z")
        where = (
            f"WHERE (SystemModstamp > {stamp} OR (SystemModstamp = {stamp}"
            f" AND Id > '{records[-1]['Id']}'))"
        )
    return Walk(sorted(times), sorted(cpu), rows, size)


def _report(sandbox: Sandbox, most_pages: int) -> None:
    print(f"{count(sandbox):,} tasks")
    for label, fields in WALKS.items():
        walk = walked(sandbox, fields, most_pages)
        print(
            f"{label}: {len(walk.times)} pages, {walk.rows:,} rows,"
            f" {walk.bytes / walk.rows:.0f} bytes a row"
        )
        for name, values in (("page over HTTP", walk.times), ("the org's processor", walk.cpu)):
            middle, late = values[len(values) // 2], values[int(len(values) * 0.95)]
            verdict = "met" if middle < GOAL_MS else "missed"
            print(
                f"  {name:20} median {middle:6.1f} ms  p95 {late:6.1f} ms"
                f"  slowest {values[-1]:6.1f} ms  goal {GOAL_MS:.0f} ms: {verdict}"
            )


def _get(sandbox: Sandbox, soql: str) -> Any:
    return msgspec.json.decode(_fetch(sandbox, soql))


def _fetch(sandbox: Sandbox, soql: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310 the address is the sandbox's own
        f"{sandbox.instance_url}{DATA}/queryAll?q={quote(soql)}",
        headers={"Authorization": f"Bearer {sandbox.access_token}"},
    )
    with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body


def _cpu_ms(pid: int) -> float:
    """Processor time of a process so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
