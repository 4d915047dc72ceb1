"""A process that edits and syncs without pause until it is killed; run by test_kill.

Arguments: database address, instance URL, access token, CTA, file for the committed edits, seed.
Each line of the file is `task number`: the task's title ends with that number by a commit.
"""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store


def work(arguments: list[str]) -> None:
    url, instance_url, token, cta, log_path, seed = arguments
    store, clock = Store(url), SystemClock()
    dice = random.Random(seed)
    session = Session(instance_url, token)
    settings = MirrorSettings(instance_url, is_loopback=True, pushes_everyones=True)
    threading.Thread(target=mirror, args=(store, session, settings), daemon=True).start()
    service = TaskService(store, workspace.sign_in(store, None), clock, Practice())
    tasks: list[TaskId] = []
    number = int(seed) * 100_000
    with Path(log_path).open("a") as log:
        while True:
            number += 1
            if len(tasks) < 4 or dice.random() < 0.2:
                title = f"Restless {number}"
                task_id = TaskId(service.add(NewTask(CtaId(int(cta)), title)).ids[0])
                service.sync([task_id])
                tasks.append(task_id)
            else:
                task_id = dice.choice(tasks)
                service.edit([task_id], {"title": f"Restless {number}"})
            log.write(f"{task_id} {number}\n")
            log.flush()
            threading.Event().wait(dice.uniform(0, 0.05))


def mirror(store: Store, session: Session, settings: MirrorSettings) -> None:
    cycles = Cycles(store, HttpTransport(session), SystemClock(), settings)
    while True:
        cycles.run(is_forced=True)


if __name__ == "__main__":
    work(sys.argv[1:])
