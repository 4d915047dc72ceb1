"""Somebody at work in Salesforce: the org beside the cockpit, over HTTP."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, cast

from msgspec import Struct, field

API = "/services/data/v66.0"
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.05


class Colleague(Struct, frozen=True):
    """A session of the org's user."""

    instance_url: str
    access_token: str
    wait: threading.Event = field(default_factory=threading.Event)

    def rows(self, soql: str) -> list[dict[str, Any]]:
        """What a query finds."""
        words = urllib.parse.urlencode({"q": soql})
        found = self._call("GET", f"{API}/query?{words}")
        return cast("list[dict[str, Any]]", found["records"])

    def row(self, soql: str) -> dict[str, Any]:
        """The only row that a query finds."""
        (found,) = self.rows(soql)
        return found

    def wait_for_row(self, soql: str) -> dict[str, Any]:
        """The first row, as soon as there is one."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.rows(soql)
            if found:
                return found[0]
            assert time.monotonic() < limit, f"nothing in the org: {soql}"
            self.wait.wait(PAUSE_SECONDS)

    def wait_for_value(self, task_id: str, name: str, part: str) -> str:
        """A Task's field as soon as `part` is in it; for fields that no query filters by."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            value = str(self.row(f"SELECT {name} FROM Task WHERE Id = '{task_id}'")[name] or "")
            if part in value:
                return value
            assert time.monotonic() < limit, f"{name} is {value}"
            self.wait.wait(PAUSE_SECONDS)

    def update(self, object_name: str, record_id: str, fields: Mapping[str, object]) -> None:
        self._call("PATCH", f"{API}/sobjects/{object_name}/{record_id}", fields)

    def create(self, object_name: str, fields: Mapping[str, object]) -> str:
        found = self._call("POST", f"{API}/sobjects/{object_name}", fields)
        return str(found["id"])

    def _call(
        self, method: str, path: str, content: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 the address is the sandbox's own
            self.instance_url + path,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Authorization": f"Bearer {self.access_token}",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            text = answer.read()
        return cast("dict[str, Any]", json.loads(text)) if text else {}
