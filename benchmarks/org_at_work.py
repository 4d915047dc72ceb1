"""Somebody else who works in the org, past the mirror."""

from __future__ import annotations

import json
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

BATCH = 200
"""Records of one call (Salesforce: sObject Collections)."""
DATA = "/services/data/v66.0"


class Org(Struct, frozen=True):
    """An org and a session in it."""

    url: str
    token: str

    def describe_tasks(self, n: int, words: str) -> int:
        """Writes a description into so many open tasks, in calls of 200; how many there were."""
        soql = f"SELECT Id FROM Task WHERE IsClosed = false LIMIT {n}"  # noqa: S608 SOQL of ours
        found = self.request("GET", f"/query?q={urllib.parse.quote(soql)}")["records"]
        for start in range(0, len(found), BATCH):
            records = [
                {"attributes": {"type": "Task"}, "id": row["Id"], "Description": words}
                for row in found[start : start + BATCH]
            ]
            self.request("PATCH", "/composite/sobjects", {"allOrNone": False, "records": records})
        return len(found)

    def request(self, method: str, path: str, body: object = None) -> Any:
        """The answer to one call below the data root."""
        request = urllib.request.Request(  # noqa: S310 the sandbox's own address
            self.url + DATA + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


@dataclass
class Work:
    """How much was changed so far."""

    records: int = 0


@contextmanager
def busy_org(home: Path, records: int = 600) -> Iterator[Work]:
    """While it is open, somebody changes hundreds of tasks of the demo's org, again and again."""
    stop, work = threading.Event(), Work()

    def change() -> None:
        number = 0
        while not stop.wait(0.2):
            try:
                found = json.loads((home / "data" / "demo-org.json").read_text(encoding="utf-8"))
                org = Org(found["instance_url"], found["access_token"])
                number += 1
                work.records += org.describe_tasks(records, f"Bulk {number}")
            except (OSError, ValueError, KeyError) as error:
                print(f"\r\x1b[Kthe org: {error!r}", end="", file=sys.stderr)

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    try:
        yield work
    finally:
        stop.set()
        thread.join(10)
