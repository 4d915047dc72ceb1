"""A workspace beside a living sandbox org: what tests of the mirror act on and look at."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.report import CycleReport
from cockpit_sync.salesforce.calls import Transport
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import conflicts, mirror_state
from cockpit_tui.store.mirror.conflicts import ConflictRow
from cockpit_tui.store.records import people
from cockpit_tui.store.tables import mirror_schema, schema
from tests.conftest import FixedClock

DATA = "/services/data/v66.0"


class OrgSide(Struct, frozen=True):
    """Somebody else in Salesforce: reads and writes the org past the mirror."""

    sandbox: Sandbox
    before: frozenset[str] = frozenset()
    """Mirrored tasks of earlier tests, which are looked past."""

    def request(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 the sandbox's own address
            self.sandbox.instance_url + DATA + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.sandbox.access_token}",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            content = answer.read()
        return json.loads(content) if content else None

    def query(self, soql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.request(
            "GET", "/queryAll?q=" + urllib.parse.quote(soql, safe="")
        )["records"]
        return found

    def task(self, salesforce_id: str) -> dict[str, Any]:
        columns = (
            "Id, Subject, Status, Priority, ActivityDate, Description, OwnerId, WhatId, IsClosed, "
            "IsDeleted, Cockpit_Ref__c"
        )
        (found,) = self.query(f"SELECT {columns} FROM Task WHERE Id = '{salesforce_id}'")
        return found

    def change(self, salesforce_id: str, **fields: Any) -> None:
        self.request("PATCH", f"/sobjects/Task/{salesforce_id}", fields)

    def delete(self, salesforce_id: str) -> None:
        self.request("DELETE", f"/sobjects/Task/{salesforce_id}")

    def tasks_called(self, subject: str) -> list[dict[str, Any]]:
        escaped = subject.replace("'", "\\'")
        found = self.query(f"SELECT Id, Subject, IsDeleted FROM Task WHERE Subject = '{escaped}'")
        return [row for row in found if row["Id"] not in self.before]

    def mirrored_tasks(self) -> frozenset[str]:
        return frozenset(
            row["Id"] for row in self.query("SELECT Id FROM Task WHERE Cockpit_Ref__c != null")
        )


@dataclass
class Bench:
    """A store that has read the org once, services in the signed-in user's name, and cycles."""

    store: Store
    clock: FixedClock
    sandbox: Sandbox
    transport: Transport | None = None
    settings: MirrorSettings | None = None
    _cycles: Cycles | None = field(default=None, repr=False)

    org: OrgSide = field(init=False)

    def __post_init__(self) -> None:
        self.org = OrgSide(self.sandbox, OrgSide(self.sandbox).mirrored_tasks())

    @property
    def cycles(self) -> Cycles:
        if self._cycles is None:
            self._cycles = self.new_cycles()
        return self._cycles

    def new_cycles(
        self, transport: Transport | None = None, pace: PushPace | None = None, **changes: Any
    ) -> Cycles:
        """The mirror of another process, so to say."""
        base: dict[str, Any] = {
            "instance_url": self.sandbox.instance_url,
            "is_loopback": True,
            "pushes_everyones": True,
        }
        settings = MirrorSettings(**{**base, **changes})
        chosen = transport or self.transport or self.http()
        return Cycles(self.store, chosen, self.clock, settings, push_pace=pace)

    def http(self) -> HttpTransport:
        return HttpTransport(Session(self.sandbox.instance_url, self.sandbox.access_token))

    def sync(self) -> CycleReport:
        return self.cycles.run(is_forced=True)

    def close(self) -> None:
        if self._cycles is not None:
            self._cycles.close()

    def actor(self, person_id: PersonId | None = None) -> Actor:
        with self.store.read() as connection:
            found = person_id or people.org_person(connection)
            assert found is not None
            return people.actor(connection, found)

    def change_later(self, salesforce_id: str, **fields: Any) -> None:
        """Somebody changes a Task in the org, in a later second than anybody before."""
        self.sandbox.control.advance_clock(2)
        self.org.change(salesforce_id, **fields)

    def tasks(self) -> TaskService:
        return TaskService(self.store, self.actor(), self.clock, Practice())

    def history(self) -> HistoryService:
        return HistoryService(self.store, self.actor(), self.clock, Practice())

    def add_cta(self, name: str = "Usage down", account_id: AccountId | None = None) -> CtaId:
        account = account_id or self.account()
        service = CtaService(self.store, self.actor(), self.clock, Practice())
        return CtaId(service.add(NewCta(account, name)).ids[0])

    def add_task(
        self, title: str, *assignees: PersonId, cta_id: CtaId | None = None, comments: str = ""
    ) -> TaskId:
        """A task that is mirrored from now on."""
        new = NewTask(
            cta_id or self.add_cta(), title, assignees=tuple(assignees), comments=comments
        )
        task_id = TaskId(self.tasks().add(new).ids[0])
        self.tasks().sync([task_id])
        return task_id

    def add_mirrored_task(self, title: str, *assignees: PersonId) -> tuple[TaskId, str]:
        """A task that both sides have; ours and Salesforce's id."""
        task_id = self.add_task(title, *assignees)
        report = self.sync()
        assert report.exit_code == 0, report
        return task_id, self.salesforce_ids(task_id)[0]

    def account(self, number: int = 0) -> AccountId:
        account = schema.account
        query = (
            select(account.c.id)
            .where(account.c.salesforce_id.is_not(None), ~account.c.is_deleted)
            .order_by(account.c.id)
            .offset(number)
            .limit(1)
        )
        with self.store.read() as connection:
            found = connection.scalar(query)
        assert found is not None
        return AccountId(found)

    def others(self) -> list[PersonId]:
        """Active Salesforce users other than the signed-in one."""
        person = schema.person
        query = (
            select(person.c.id)
            .where(
                person.c.is_active,
                person.c.salesforce_id.is_not(None),
                person.c.salesforce_id != self.sandbox.user_id,
            )
            .order_by(person.c.id)
        )
        with self.store.read() as connection:
            return [PersonId(found) for found in connection.scalars(query)]

    def inactive_person(self) -> PersonId:
        """Somebody whom Salesforce has as inactive."""
        (found, *_) = self.rows("person", is_active=False)
        return PersonId(found["id"])

    @property
    def true(self) -> str:
        """The literal of this database."""
        return "1" if self.store.is_sqlite else "TRUE"

    def sync_rule(self, *rules: str) -> None:
        """Makes the org misbehave from now on."""
        self.sandbox.control.add_faults(*rules)

    def value(self, picklist: Picklist, label: str) -> ValueId:
        table = schema.picklist_value
        query = select(table.c.id).where(table.c.picklist == picklist.value, table.c.label == label)
        with self.store.read() as connection:
            found = connection.scalar(query)
        assert found is not None
        return ValueId(found)

    def status(self, label: str) -> ValueId:
        return self.value(Picklist.TASK_STATUS, label)

    def label(self, value_id: object) -> str:
        table = schema.picklist_value
        with self.store.read() as connection:
            found = connection.scalar(select(table.c.label).where(table.c.id == value_id))
        assert isinstance(found, str)
        return found

    def row(self, table_name: str, record_id: int) -> Mapping[str, Any]:
        table = schema.metadata.tables[table_name]
        with self.store.read() as connection:
            found = connection.execute(select(table).where(table.c.id == record_id)).mappings()
            return {str(name): value for name, value in found.one().items()}

    def rows(self, table_name: str, **equal: object) -> list[Mapping[str, Any]]:
        table = schema.metadata.tables[table_name]
        query = select(table)
        for name, value in equal.items():
            query = query.where(table.c[name] == value)
        with self.store.read() as connection:
            return [
                {str(name): value for name, value in found.items()}
                for found in connection.execute(query).mappings()
            ]

    def part(self, task_id: TaskId, number: int = 0) -> Mapping[str, Any]:
        parts = sorted(self.rows("task_part", task_id=task_id), key=lambda row: row["position"])
        return parts[number]

    def salesforce_ids(self, task_id: TaskId) -> list[str]:
        link = mirror_schema.link
        parts = sorted(self.rows("task_part", task_id=task_id), key=lambda row: row["position"])
        with self.store.read() as connection:
            found = connection.execute(select(link.c.local_id, link.c.salesforce_id))
            links = {row.local_id: row.salesforce_id for row in found}
        return [links[part["id"]] for part in parts if part["id"] in links]

    def sync_state(self, task_id: TaskId, number: int = 0) -> str:
        return str(self.part(task_id, number)["sync_state"])

    def open_conflicts(self) -> list[ConflictRow]:
        with self.store.read() as connection:
            return list(conflicts.conflict_rows(connection))

    def all_conflicts(self) -> list[ConflictRow]:
        with self.store.read() as connection:
            return list(conflicts.conflict_rows(connection, only_open=False))

    def sync_status(self) -> SyncStatus:
        return mirror_state.sync_status(self.store, self.clock.now())


def forget_leases(store: Store) -> None:
    """As those of dead processes: taken at once by whoever asks."""
    with store.write() as connection:
        connection.execute(delete(mirror_schema.lease))
