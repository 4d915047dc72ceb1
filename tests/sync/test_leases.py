"""One pull leader an org, one pusher a person, whoever else is there."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import leases
from cockpit_tui.store.mirror.leases import Holder, LeaseLost
from cockpit_tui.store.tables import mirror_schema
from tests.sync.bench import Bench

NAME = "pull:00D000000000001AAA"


def age(store: Store, seconds: float) -> None:
    """Makes every lease that much older."""
    lease = mirror_schema.lease
    with store.write() as connection:
        now = leases.database_now(connection)
        connection.execute(lease.update().values(expires_at=now - timedelta(seconds=seconds)))


def test_a_living_holder_keeps_the_lease_and_others_wait(store: Store) -> None:
    first, second = Holder.of_this_process(), Holder.of_this_process()
    with store.write() as connection:
        held = leases.acquire(connection, NAME, first)
        assert held is not None
        assert leases.acquire(connection, NAME, second) is None
        assert leases.acquire(connection, NAME, first) == held
        assert "process" in leases.holder_words(connection, NAME)


def test_the_lease_of_a_dead_process_of_this_host_is_taken_at_once(store: Store) -> None:
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    us = Holder.of_this_process()
    dead = replace(us, token="dead", pid=int(child.stdout), process_start="1")
    with store.write() as connection:
        assert leases.acquire(connection, NAME, dead) is not None
        taken = leases.acquire(connection, NAME, us)
    assert taken is not None
    assert taken.fence == 2


def test_a_process_id_that_was_given_to_another_process_is_dead_too(store: Store) -> None:
    us = Holder.of_this_process()
    earlier = replace(us, token="earlier", process_start="1")
    with store.write() as connection:
        leases.acquire(connection, NAME, earlier)
        assert leases.acquire(connection, NAME, us) is not None


def test_nothing_is_known_of_a_process_of_another_host(store: Store) -> None:
    us = Holder.of_this_process()
    elsewhere = replace(us, token="elsewhere", host="another", pid=1, process_start="1")
    with store.write() as connection:
        leases.acquire(connection, NAME, elsewhere)
        assert leases.acquire(connection, NAME, us) is None
    age(store, 1)
    with store.write() as connection:
        assert leases.acquire(connection, NAME, us) is not None


def test_row_68_a_holder_that_slept_through_its_lease_can_write_nothing(store: Store) -> None:
    """fault 68."""
    sleeper, other = Holder.of_this_process(), Holder.of_this_process()
    with store.write() as connection:
        held = leases.acquire(connection, NAME, sleeper)
    assert held is not None
    age(store, 1)
    with store.write() as connection:
        assert leases.acquire(connection, NAME, other) is not None
    with pytest.raises(LeaseLost), store.write() as connection:
        leases.confirm(connection, held)


def test_a_released_lease_is_free_at_once_and_its_fence_still_rises(store: Store) -> None:
    first, second = Holder.of_this_process(), Holder.of_this_process()
    with store.write() as connection:
        held = leases.acquire(connection, NAME, first)
        assert held is not None
        leases.release(connection, held)
        taken = leases.acquire(connection, NAME, second)
    assert taken is not None
    assert taken.fence > held.fence


def test_row_67_mirrors_that_start_together_make_one_record(bench: Bench) -> None:
    """fault 67."""
    bench.close()
    cta_id = bench.add_cta("Race")
    for number in range(6):
        bench.add_task(f"Race {number}", cta_id=cta_id)
    mirrors = [bench.new_cycles() for _ in range(3)]
    begin = threading.Barrier(len(mirrors))
    failures: list[BaseException] = []

    def race(number: int) -> None:
        begin.wait()
        try:
            mirrors[number].run()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(mirrors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for cycles in mirrors:
        cycles.close()
    assert failures == []
    bench._cycles = None
    assert bench.sync().exit_code == 0
    made = Counter(
        row["Subject"] for number in range(6) for row in bench.org.tasks_called(f"Race {number}")
    )
    assert made == {f"Race {number}": 1 for number in range(6)}
