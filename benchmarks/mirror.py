"""The mirror on loopback: calls against the least possible, latency both ways, keys meanwhile."""

from __future__ import annotations

import json
import math
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.clock import SystemClock
from cockpit_tui.domain.ids import AccountId, CtaId, TaskId
from cockpit_tui.domain.settings import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.services.views import ViewService
from cockpit_tui.services.workspace import sign_in
from cockpit_tui.store.engine import Store

BATCH = 200
"""Records of one call (Salesforce: sObject Collections)."""
EDITS = (1, 200, 1_000)
ROUNDS = 5
DATA = "/services/data/v66.0"


@dataclass(frozen=True)
class MirrorFigures:
    """What was counted and timed."""

    writes: dict[int, tuple[int, int]]
    """Edits: calls that write beside ceil(n / 200)."""
    all_calls: dict[int, int]
    idle_calls: int
    edit_to_org_ms: float
    org_to_store_ms: float


@dataclass
class _Counting:
    inner: HttpTransport
    requests: list[tuple[str, str]]

    def call(self, request: Any) -> Any:
        self.requests.append((request.method, request.path))
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


def measure() -> MirrorFigures:
    """Starts an org of its own, edits there and here, and counts."""
    with Sandbox.start(seed=3) as sandbox, tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/cockpit.db")
        workspace.prepare(store)
        session = Session(sandbox.instance_url, sandbox.access_token)
        transport = _Counting(HttpTransport(session), [])
        settings = MirrorSettings(sandbox.instance_url, is_loopback=True, pushes_everyones=True)
        clock = SystemClock()
        cycles = Cycles(store, transport, clock, settings)
        cycles.run(is_forced=True)
        actor = sign_in(store, None)
        tasks = TaskService(store, actor, clock, Practice())
        account = ViewService(store, actor, clock, Practice()).accounts("", 1)[0]
        ctas = CtaService(store, actor, clock, Practice())
        cta = CtaId(ctas.add(NewCta(AccountId(account.id), "Measured")).ids[0])
        writes, every = {}, {}
        for n in EDITS:
            made = [TaskId(tasks.add(NewTask(cta, f"Task {k}")).ids[0]) for k in range(n)]
            tasks.sync(made)
            transport.requests.clear()
            cycles.run(is_forced=True)
            sent = [method for method, _ in transport.requests if method != "GET"]
            writes[n], every[n] = (len(sent), math.ceil(n / BATCH)), len(transport.requests)
        transport.requests.clear()
        cycles.run(is_forced=True)
        idle = len(transport.requests)
        there, back = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            tasks.sync([TaskId(tasks.add(NewTask(cta, "Timed")).ids[0])])
            cycles.run(is_forced=True)
            there.append(time.perf_counter() - start)
            _change_one(sandbox)
            start = time.perf_counter()
            cycles.run(is_forced=True)
            back.append(time.perf_counter() - start)
        cycles.close()
        store.close()
        return MirrorFigures(writes, every, idle, min(there) * 1e3, min(back) * 1e3)


def _change_one(sandbox: Sandbox) -> None:
    org = _Org(sandbox.instance_url, sandbox.access_token)
    org.describe_tasks(1, f"Changed {time.monotonic()}")


@dataclass(frozen=True)
class _Org:
    """Somebody else who works in the org, past the mirror."""

    url: str
    token: str

    def describe_tasks(self, n: int, words: str) -> None:
        """Writes a description into so many open tasks, in calls of 200."""
        found = self._request("GET", f"/query?q={urllib.parse.quote(self._soql(n))}")["records"]
        for start in range(0, len(found), BATCH):
            records = [
                {"attributes": {"type": "Task"}, "id": row["Id"], "Description": words}
                for row in found[start : start + BATCH]
            ]
            self._request("PATCH", "/composite/sobjects", {"allOrNone": False, "records": records})

    @staticmethod
    def _soql(n: int) -> str:
        return f"SELECT Id FROM Task WHERE IsClosed = false LIMIT {n}"  # noqa: S608 SOQL of ours

    def _request(self, method: str, path: str, body: object = None) -> Any:
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


@contextmanager
def busy_org(home: Path, records: int = 600) -> Iterator[None]:
    """While it is open, somebody changes hundreds of tasks of the demo's org, again and again."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.wait(0.2):
            try:
                found = json.loads((home / "data" / "demo-org.json").read_text(encoding="utf-8"))
                org = _Org(found["instance_url"], found["access_token"])
                number += 1
                org.describe_tasks(records, f"Bulk {number}")
            except (OSError, ValueError, KeyError) as error:
                print(f"\r\x1b[Kthe org: {error!r}", end="", file=sys.stderr)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
