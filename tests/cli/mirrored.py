"""The org behind a connected house, seen and changed beside the program."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from sqlalchemy import update

from cockpit_sandbox.launch import Sandbox
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import mirror_schema
from tests.cli.cockpit_call import Cockpit


def remote(sandbox: Sandbox, cockpit: Cockpit, **changes: str) -> dict[str, Any]:
    """The Salesforce Task of TASK-1, changed there first if anything is given."""
    task_id = cockpit.json("task", "show", "TASK-1")["salesforce_ids"][0]
    address = f"{sandbox.instance_url}/services/data/v66.0/sobjects/Task/{task_id}"
    headers = {
        "Authorization": f"Bearer {sandbox.access_token}",
        "Content-Type": "application/json",
    }
    if changes:
        body = json.dumps(changes).encode()
        request = urllib.request.Request(address, body, headers, method="PATCH")  # noqa: S310
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found


def change_org(cockpit: Cockpit, **columns: object) -> None:
    store = Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        connection.execute(update(mirror_schema.org).values(**columns))
    store.close()


def change_sign_in(cockpit: Cockpit, instance_url: str) -> str:
    """Where the kept session points from now on; where it pointed before."""
    file = cockpit.home / "data" / "sign-ins.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    (entry,) = kept.values()
    before: str = entry["instance_url"]
    entry["instance_url"] = instance_url
    file.write_text(json.dumps(kept), encoding="utf-8")
    return before
