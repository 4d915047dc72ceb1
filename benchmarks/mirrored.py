"""A workspace and an org of its own on loopback, and what a benchmark does to both."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.ids import AccountId, CtaId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.customers import CustomerService
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.services.workspace import sign_in
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.work.outbox_queue import SOBJECT
from tests.sync.spy import Spy


@dataclass
class Mirrored:
    """One person's workspace whose tasks are mirrored."""

    sandbox: Sandbox
    store: Store
    transport: Spy
    settings: MirrorSettings
    cycles: Cycles
    ctas: CtaService
    tasks: TaskService
    cta: CtaId

    def sync(self) -> None:
        """One whole cycle at once."""
        self.cycles.run(is_forced=True)

    def salesforce_ids(self, tasks: Sequence[TaskId]) -> list[str]:
        """The Salesforce Task of each; all are mirrored and have one assignee."""
        part, link = schema.task_part, mirror_schema.link
        query = select(part.c.task_id, link.c.salesforce_id).join_from(
            part, link, (link.c.local_id == part.c.id) & (link.c.sobject == SOBJECT)
        )
        with self.store.read() as connection:
            known = {row.task_id: row.salesforce_id for row in connection.execute(query)}
        return [known[task_id] for task_id in tasks]

    def make_cta(self, name: str) -> CtaId:
        """Another CTA of the same customer."""
        query = select(schema.cta.c.account_id).where(schema.cta.c.id == self.cta)
        with self.store.read() as connection:
            account_id = connection.scalar(query)
        assert account_id is not None
        return CtaId(self.ctas.add(NewCta(AccountId(account_id), name)).ids[0])

    def make_tasks(self, n: int, words: str = "Measured", cta: CtaId | None = None) -> list[TaskId]:
        """So many new tasks that are to be mirrored; nothing is sent yet."""
        under = cta or self.cta
        made = [TaskId(self.tasks.add(NewTask(under, f"{words} {k}")).ids[0]) for k in range(n)]
        self.tasks.sync(made)
        return made


@contextmanager
def mirrored(*, is_near: bool = True, size: str = "small") -> Iterator[Mirrored]:
    """An org, a workspace, and the first reading done.

    `is_near` is what the mirror takes the org for: near, it waits shorter between its cycles.
    """
    with (
        Sandbox.start(seed=3, size=size) as sandbox,
        tempfile.TemporaryDirectory(prefix="cockpit-bench-") as folder,
    ):
        store = Store(f"sqlite:///{folder}/cockpit.db")
        workspace.prepare(store)
        transport = Spy(transport_to(sandbox))
        settings = MirrorSettings(sandbox.instance_url, is_loopback=is_near, pushes_everyones=True)
        clock = SystemClock()
        cycles = Cycles(store, transport, clock, settings)
        cycles.run(is_forced=True)
        actor = sign_in(store, None)
        account = CustomerService(store, actor, clock, Practice()).accounts("", 1)[0]
        ctas = CtaService(store, actor, clock, Practice())
        yield Mirrored(
            sandbox,
            store,
            transport,
            settings,
            cycles,
            ctas,
            TaskService(store, actor, clock, Practice()),
            CtaId(ctas.add(NewCta(AccountId(account.id), "Measured")).ids[0]),
        )
        cycles.close()
        store.close()


def transport_to(sandbox: Sandbox) -> HttpTransport:
    """The shipped way to the org."""
    return HttpTransport(Session(sandbox.instance_url, sandbox.access_token))
