"""The watch over the database, and what is said of a database that went away."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from cockpit_tui.domain.errors import StoreError
from cockpit_tui.store import migrate, watch
from cockpit_tui.store.engine import Store
from cockpit_tui.store.watch import Watch
from cockpit_tui.store.workspace import set_fact

ROUNDS, ROUND_SECONDS = 400, 0.05
GONE = "postgresql://somebody@/team?host=/nowhere/at/all"


@pytest.fixture(autouse=True)
def asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "AGAIN_SECONDS", 0.01)


def is_told(of: Store, told: threading.Event) -> bool:
    """Whether a commit of another program is told sooner or later."""
    for number in range(ROUNDS):
        with of.write() as connection:
            set_fact(connection, "told", str(number))
        if told.wait(ROUND_SECONDS):
            told.clear()
            return True
    return False


def test_a_watch_that_lost_its_database_listens_again(store: Store) -> None:
    """And tells at once, since nobody knows what was committed meanwhile."""
    if store.is_sqlite:
        pytest.skip("a file does not hang up")
    told, other, is_back = threading.Event(), Store(store.url), threading.Event()
    watching = Watch(store, told.set, is_back.set)
    watching.start()
    assert is_told(other, told)
    with other.write() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert told.wait(ROUNDS * ROUND_SECONDS), "that the database is gone"
    assert is_back.wait(ROUNDS * ROUND_SECONDS), "that the database is back"
    told.clear()
    assert is_told(other, told)
    watching.stop()
    other.close()


def test_a_watch_waits_for_a_database_that_is_not_there(tmp_path: Path) -> None:
    """An exception that left the thread would fail this test: warnings are errors."""
    folder = tmp_path / "gone"
    store = Store(f"sqlite:///{folder / 'cockpit.db'}")
    told = threading.Event()
    watching = Watch(store, told.set)
    watching.start()
    assert told.wait(ROUNDS * ROUND_SECONDS), "that it is not there"
    told.clear()
    assert not told.wait(ROUND_SECONDS)
    folder.mkdir()
    migrate.upgrade(store)
    assert told.wait(ROUNDS * ROUND_SECONDS), "that it came"
    told.clear()
    assert is_told(store, told)
    watching.stop()
    store.close()


def test_a_watch_over_a_lost_database_ends_at_once(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'gone' / 'cockpit.db'}")
    watching = Watch(store, lambda: None)
    before = set(threading.enumerate())
    watching.start()
    watching.stop()
    begun = set(threading.enumerate()) - before
    assert "store-watch" not in {thread.name for thread in begun}
    store.close()


def test_a_dead_line_to_the_server_is_noticed_within_a_minute_or_so(store: Store) -> None:
    """A machine that slept, or a router that forgot, says nothing: the system asks."""
    if store.is_sqlite:
        pytest.skip("a file has no line")
    with store.read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        asked = driver.info.get_parameters()
    idle, pause, times = (
        int(asked[f"keepalives_{name}"]) for name in ("idle", "interval", "count")
    )
    assert idle + pause * times <= 90
    store_of_ones_own = Store(store.url.update_query_dict({"keepalives_idle": "7"}))
    with store_of_ones_own.read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["keepalives_idle"] == "7"
    store_of_ones_own.close()


def test_a_server_that_does_not_answer_is_named_in_words() -> None:
    store = Store(GONE)
    with pytest.raises(StoreError, match="cannot be used: connection") as refused, store.read():
        pass
    assert "Check that it is there" in refused.value.hint
    assert "The database “team” on /nowhere/at/all cannot be used" in refused.value.message
