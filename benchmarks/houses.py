"""The workspaces that are measured, each in a COCKPIT_HOME of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

from benchmarks.terminal_runs import COCKPIT
from cockpit_tui.domain.lists.views import DEFAULT_TABS
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.view_state import ViewState, write_state
from cockpit_tui.services.workspace import prepare
from cockpit_tui.store.engine import Store
from tests.many_ctas import TODAY, make_workspace


def written(root: Path, ctas: int) -> Path:
    """A house with so many open CTAs, written straight to the store, on the team's tab."""
    home = root / f"written-{ctas}"
    database = home / "data" / "cockpit.db"
    if not database.exists():
        database.parent.mkdir(parents=True, exist_ok=True)
        draft = database.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        make_workspace(draft, ctas).close()
        draft.rename(database)
    # A house that was kept may be older than the schema, and the first start would upgrade it.
    store = Store(f"sqlite:///{database}")
    prepare(store)
    store.close()
    _remember_view(home)
    return home


def demo(root: Path, size: str) -> Path:
    """A house with the demo as a person makes it: customers from the local org, a first mirror."""
    home = root / f"demo-{size}"
    if not (home / "data" / "demo.db").exists():
        environment = {**os.environ, **environment_of(home)}
        command = [COCKPIT, "demo", "--size", size, "--no-colleague"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    _remember_view(home)
    return home


def names_file(home: Path) -> Path:
    """Name, customer and owner of each open CTA of a written house, a line each."""
    path = home / "names.tsv"
    if not path.exists():
        database = sqlite3.connect(home / "data" / "cockpit.db")
        rows = database.execute(
            "SELECT cta.name, account.name, person.name, cta.comment FROM cta"
            " JOIN account ON account.id = cta.account_id JOIN person ON person.id = cta.owner_id"
            " WHERE cta.state = 0 ORDER BY cta.due"
        )
        with path.open("w", encoding="utf-8") as file:
            file.writelines("\t".join(row) + "\n" for row in rows)
        database.close()
    return path


def environment_of(home: Path) -> dict[str, str]:
    """What makes the program live in the house, on the day of the data."""
    return {"COCKPIT_HOME": str(home), "COCKPIT_TODAY": TODAY.isoformat()}


def _remember_view(home: Path) -> None:
    state = home / "state" / "state.json"
    state.parent.mkdir(parents=True, exist_ok=True)
    (team,) = (tab for tab in DEFAULT_TABS if tab.key == "team")
    write_state(state, ViewState().of_tab(team, (GroupBy.DUE, SortBy.DUE)))
