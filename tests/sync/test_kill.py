"""SIGKILL at random moments: every committed edit arrives, and nothing arrives twice."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from tests.sync.bench import Bench

KILLS = {"sqlite": 5, "postgresql": 3}
ROOT = Path(__file__).parents[2]


def test_a_mirror_that_is_killed_again_and_again_loses_no_edit_and_makes_no_twin(
    bench: Bench, read_url: str, tmp_path: Path
) -> None:
    cta_id = bench.add_cta("Restless")
    log = tmp_path / "committed.log"
    log.touch()
    dice = random.Random(20)
    for kill in range(KILLS[bench.store.url.get_backend_name()]):
        lines = len(log.read_text().splitlines())
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.sync.restless",
                read_url,
                bench.sandbox.instance_url,
                bench.sandbox.access_token,
                str(cta_id),
                str(log),
                str(kill + 1),
            ],
            cwd=ROOT,
        )
        while len(log.read_text().splitlines()) < lines + 5:
            assert process.poll() is None, "the process ended by itself"
            threading.Event().wait(0.02)
        threading.Event().wait(dice.uniform(0.1, 0.9))
        process.kill()
        process.wait()
    report = bench.sync()
    assert (report.pending, report.in_doubt, report.quarantined) == (0, 0, 0)
    assert bench.all_conflicts() == []
    committed: dict[int, int] = {}
    for line in log.read_text().splitlines():
        task, number = line.split()
        committed[int(task)] = int(number)
    assert len(committed) >= 10
    here = {row["id"]: row["title"] for row in bench.rows("task", cta_id=cta_id)}
    for task_id, newest in committed.items():
        assert int(here[task_id].split()[1]) >= newest
    mirrored = {row["task_id"] for row in bench.rows("task_part", is_synced=True)}
    titles = [title for task_id, title in here.items() if task_id in mirrored]
    there = Counter(
        row["Subject"]
        for row in bench.org.query(
            "SELECT Id, Subject FROM Task WHERE Subject LIKE 'Restless %' AND IsDeleted = false"
        )
        if row["Id"] not in bench.org.before
    )
    assert there == Counter(titles)
