"""Several processes on one database: one leader, nothing twice, and sleepers write nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit_tui.domain.ids import CtaId
from tests.sync.bench import Bench
from tests.sync.test_leases import age

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


def start(bench: Bench, url: str, cta_id: CtaId, name: str, count: int) -> subprocess.Popen[str]:
    sandbox = bench.sandbox
    words = [url, sandbox.instance_url, sandbox.access_token, str(cta_id), name, str(count)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sync.lone_mirror", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def until(is_met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_met():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def composites(bench: Bench) -> int:
    """How many composite calls the org did so far, answered or not."""
    calls = bench.sandbox.control.requests()
    return sum(row["path"].endswith("/composite") for row in calls)


@pytest.mark.parametrize("count", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_processes_that_start_together_on_one_database_make_each_record_once(
    bench: Bench, read_url: str, count: int
) -> None:
    """fault 67: two, and ten, programs at once."""
    bench.close()
    cta_id = bench.add_cta("Crowd")
    running = [start(bench, read_url, cta_id, f"Crowd {n} of {count}", 4) for n in range(count)]
    for process in running:
        output, _ = process.communicate(timeout=PATIENCE_SECONDS * 4)
        assert process.returncode == 0
        json.loads(output)
    bench._cycles = None
    assert bench.sync().exit_code == 0
    made = Counter(
        row["Subject"]
        for n in range(count)
        for number in range(4)
        for row in bench.org.tasks_called(f"Crowd {n} of {count} {number}")
    )
    assert len(made) == count * 4
    assert set(made.values()) == {1}


def test_a_leader_that_is_stopped_in_mid_call_writes_nothing_when_it_wakes(
    bench: Bench, read_url: str
) -> None:
    """fault 68: SIGSTOP, the lease goes to another, SIGCONT."""
    bench.close()
    bench._cycles = None
    cta_id = bench.add_cta("Sleeper")
    seen = composites(bench)
    bench.sync_rule(f"delay method=POST path=/composite seconds={PATIENCE_SECONDS} times=always")
    sleeper = start(bench, read_url, cta_id, "Sleeper", 2)

    def is_sent() -> bool:
        """Its calls are let go one by one until the one that the org did writes."""
        nonlocal seen
        assert sleeper.poll() is None
        if composites(bench) == seen:
            return False
        if bench.org.tasks_called("Sleeper 0"):
            return True
        seen = composites(bench)
        bench.sandbox.control.answer_now()
        return False

    until(is_sent)
    bench.sandbox.control.clear_faults()
    sleeper.send_signal(signal.SIGSTOP)
    assert len(bench.rows("push_batch", state="sent")) == 1
    age(bench.store, 1)
    report = bench.sync()
    assert (report.pending, report.in_doubt, report.skipped) == (0, 0, "")
    sleeper.send_signal(signal.SIGCONT)
    bench.sandbox.control.answer_now()
    output, _ = sleeper.communicate(timeout=PATIENCE_SECONDS)
    assert sleeper.returncode == 0
    assert any("Another process mirrors" in words for words in json.loads(output)["skipped"])
    assert bench.sync().exit_code == 0
    for number in range(2):
        assert len(bench.org.tasks_called(f"Sleeper {number}")) == 1
    assert bench.rows("push_batch") == []
