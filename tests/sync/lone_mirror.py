"""A process that adds some mirrored tasks and mirrors until nothing of its own waits; run by
test_processes. Prints one JSON line: what its cycles were skipped or ended with.

Arguments: database address, instance URL, access token, CTA, name, how many tasks to add.
"""

from __future__ import annotations

import json
import sys
import threading

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_queue
from cockpit_tui.store.mirror.yielding import StoreBusy

MOST_CYCLES = 200


def work(arguments: list[str]) -> None:
    url, instance_url, token, cta, name, count = arguments
    store, clock = Store(url), SystemClock()
    service = TaskService(store, workspace.sign_in(store, None), clock, Practice())
    for number in range(int(count)):
        task_id = TaskId(service.add(NewTask(CtaId(int(cta)), f"{name} {number}")).ids[0])
        service.sync([task_id])
    settings = MirrorSettings(instance_url, is_loopback=True, pushes_everyones=True)
    cycles = Cycles(store, HttpTransport(Session(instance_url, token)), clock, settings)
    skipped: set[str] = set()
    for _ in range(MOST_CYCLES):
        try:
            report = cycles.run()
        except StoreBusy:
            continue
        skipped.add(report.skipped)
        with store.read() as connection:
            counts = mirror_queue.queue_counts(connection)
        if not (counts.pending or counts.in_doubt):
            break
        threading.Event().wait(0.1)
    cycles.close()
    store.close()
    sys.stdout.write(json.dumps({"skipped": sorted(skipped)}) + "\n")


if __name__ == "__main__":
    work(sys.argv[1:])
