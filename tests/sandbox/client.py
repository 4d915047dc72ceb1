"""A small client of the org for tests: a request in, status and JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from cockpit_sandbox.org import Org

VERSION = "66.0"
BASE = f"/services/data/v{VERSION}"


class Received(Struct, frozen=True):
    """One answer."""

    status: int
    headers: Mapping[str, str]
    content: Any

    @property
    def code(self) -> str:
        """The error code of a refusal."""
        return str(self.content[0]["errorCode"])


def control(org: Org, verb: str, **content: object) -> Received:
    """The answer of a control verb."""
    headers = {"Authorization": f"Bearer {org.control_token}"}
    body = json.dumps({"verb": verb, **content}).encode()
    answer = org.handle("POST", "/__control__", headers, body)
    return Received(answer.status, answer.headers, json.loads(answer.body))


def told(org: Org, verb: str, **content: object) -> dict[str, Any]:
    """What a control verb that is understood says."""
    answer = control(org, verb, **content)
    assert answer.status == 200, answer.content
    said: dict[str, Any] = answer.content
    return said


class Client(Struct, frozen=True):
    """Talks to an org as one user."""

    org: Org
    token: str

    def send(
        self,
        method: str,
        path: str,
        content: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Received:
        """Send a request; a path that is not absolute is below the version."""
        target = path if path.startswith("/services") else f"{BASE}/{path}"
        body = b"" if content is None else json.dumps(content).encode()
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = self.org.handle(method, target, sent, body)
        received = json.loads(answer.body) if answer.body else None
        return Received(answer.status, answer.headers, received)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Received:
        """GET."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, content: object) -> Received:
        """POST."""
        return self.send("POST", path, content)

    def patch(
        self, path: str, content: object, headers: Mapping[str, str] | None = None
    ) -> Received:
        """PATCH."""
        return self.send("PATCH", path, content, headers)

    def delete(self, path: str) -> Received:
        """DELETE."""
        return self.send("DELETE", path)

    def ask(
        self, soql: str, *, deleted: bool = False, headers: Mapping[str, str] | None = None
    ) -> Received:
        """The answer of /query, or of /queryAll."""
        return self.get(f"{'queryAll' if deleted else 'query'}?q={quote(soql)}", headers)

    def rows(self, soql: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """The records of one page."""
        answer = self.ask(soql, deleted=deleted)
        assert answer.status == 200, answer.content
        records: list[dict[str, Any]] = answer.content["records"]
        return records

    def ids(self, soql: str, *, deleted: bool = False) -> list[str]:
        """The ids of the records."""
        return [row["Id"] for row in self.rows(soql, deleted=deleted)]

    def create(self, object_name: str, **values: object) -> str:
        """Create a record and return its id."""
        answer = self.post(f"sobjects/{object_name}", values)
        assert answer.status == 201, answer.content
        return str(answer.content["id"])

    def row(self, object_name: str, record_id: str) -> dict[str, Any]:
        """All fields of a record."""
        answer = self.get(f"sobjects/{object_name}/{record_id}")
        assert answer.status == 200, answer.content
        content: dict[str, Any] = answer.content
        return content
