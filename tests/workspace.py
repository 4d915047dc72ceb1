"""A small workspace to act in: people, customers, and services in somebody's name."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import insert, select, update

from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.playbooks import PlaybookService
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.records import people
from cockpit_tui.store.records.task_rows import read_tasks
from cockpit_tui.store.tables import mirror_schema, playbook_schema, schema
from cockpit_tui.store.tables.recurrence_schema import recurrence
from tests.clock import FixedClock


@dataclass
class Workspace:
    """Ana (admin), Leo and Sam (members), Vera (viewer); Globex and Hooli from Salesforce."""

    store: Store
    clock: FixedClock
    practice: Practice = field(default_factory=Practice)
    people: dict[str, PersonId] = field(default_factory=dict)
    accounts: dict[str, AccountId] = field(default_factory=dict)

    acting: str = "Ana"
    """Whose acts are undone where nobody is named."""

    @classmethod
    def at(cls, store: Store, other: Workspace) -> Workspace:
        """The same people and customers, seen through another store."""
        found = cls.__new__(cls)
        found.__dict__.update(other.__dict__, store=store)
        return found

    def set_role(self, name: str, role: str) -> None:
        """The person acts with other rights from now on."""
        with self.store.write() as connection:
            whose = schema.person.c.id == self.people[name]
            connection.execute(update(schema.person).where(whose).values(role=role))

    def __post_init__(self) -> None:
        with self.store.write() as connection:
            for number, (name, role) in enumerate(
                (("Ana", "admin"), ("Leo", "member"), ("Sam", "member"), ("Vera", "viewer")), 1
            ):
                person = people.add_person(connection, name, email=f"{name}@x.example", role=role)
                self.people[name] = person
                connection.execute(
                    schema.person.update()
                    .where(schema.person.c.id == person)
                    .values(salesforce_id=f"005000000000{number:03d}AAA")
                )
            for number, name in enumerate(("Globex", "Hooli"), 1):
                result = connection.execute(
                    insert(schema.account).values(
                        name=name,
                        words=to_words(name),
                        salesforce_id=f"001000000000{number:03d}AAA",
                        owner_id=self.people["Ana"],
                        arr_cents=number * 10_000_000,
                    )
                )
                assert result.inserted_primary_key is not None
                self.accounts[name] = AccountId(result.inserted_primary_key[0])

    def actor(self, name: str = "Ana") -> Actor:
        with self.store.read() as connection:
            return people.actor(connection, self.people[name])

    def ctas(self, name: str = "Ana") -> CtaService:
        return CtaService(self.store, self.actor(name), self.clock, self.practice)

    def tasks(self, name: str = "Ana") -> TaskService:
        return TaskService(self.store, self.actor(name), self.clock, self.practice)

    def playbooks(self, name: str = "Ana") -> PlaybookService:
        return PlaybookService(self.store, self.actor(name), self.clock, self.practice)

    def history(self, name: str = "Ana") -> HistoryService:
        return HistoryService(self.store, self.actor(name), self.clock, self.practice)

    def value(self, picklist: Picklist, label: str) -> ValueId:
        table = schema.picklist_value
        with self.store.read() as connection:
            found = connection.scalar(
                select(table.c.id).where(table.c.picklist == picklist.value, table.c.label == label)
            )
        assert found is not None
        return ValueId(found)

    def add_cta(self, name: str = "Usage down", account: str = "Globex", who: str = "Ana") -> CtaId:
        return CtaId(self.ctas(who).add(NewCta(self.accounts[account], name)).ids[0])

    def add_task(self, cta_id: CtaId, title: str = "Call", *assignees: str) -> TaskId:
        chosen = tuple(self.people[name] for name in assignees)
        return TaskId(self.tasks().add(NewTask(cta_id, title, assignees=chosen)).ids[0])

    def tasks_of(self, cta_id: CtaId) -> list[TaskRow]:
        """The CTA's tasks in order."""
        with self.store.read() as connection:
            return read_tasks(connection, [cta_id])

    def map_fields(self) -> None:
        """Saves a mapping, as connecting to an org does, so that tasks can be mirrored."""
        with self.store.write() as connection:
            connection.execute(
                insert(mirror_schema.sync_mapping).values(
                    field="status",
                    value_id=self.value(Picklist.TASK_STATUS, "Open"),
                    salesforce_value="Not Started",
                    direction="both",
                )
            )

    def add_linkable(self) -> None:
        """Each customer has a deal, a case and two contacts."""
        with self.store.write() as connection:
            for name, account in self.accounts.items():
                for table, values in (
                    (schema.opportunity, {"name": f"{name} renewal", "stage": "Open"}),
                    (schema.support_case, {"number": str(account), "subject": "Slow"}),
                    (schema.contact, {"name": f"Ada of {name}"}),
                    (schema.contact, {"name": f"Bo of {name}"}),
                ):
                    connection.execute(insert(table).values(account_id=account, **values))

    def connect(self, *, time_zone: str = "Europe/Berlin") -> None:
        """The workspace belongs to an org of that time zone; nothing is exchanged with it."""
        with self.store.write() as connection:
            connection.execute(
                insert(mirror_schema.org).values(
                    id="00D000000000001EAA",
                    name="Acme",
                    is_sandbox=True,
                    instance_url="https://acme.example",
                    time_zone=time_zone,
                    user_salesforce_id="005000000000001AAA",
                    is_armed=True,
                )
            )

    def row(self, table_name: str, record_id: int) -> dict[str, object]:
        table = schema.metadata.tables[table_name]
        with self.store.read() as connection:
            found = connection.execute(select(table).where(table.c.id == record_id)).mappings()
            return {str(name): value for name, value in found.one().items()}

    def operations(self) -> list[tuple[str, str]]:
        """Kind and state of what waits in the outbox."""
        outbox = mirror_schema.outbox
        with self.store.read() as connection:
            query = select(outbox.c.kind, outbox.c.state).order_by(outbox.c.id)
            return [(kind, state) for kind, state in connection.execute(query)]

    def domain(self) -> dict[str, list[dict[str, object]]]:
        """Every journaled row without its derived columns: what undo must bring back."""
        from cockpit_tui.store.work.unit_of_work import DERIVED_FIELDS

        tables = (
            schema.cta,
            schema.task,
            schema.task_part,
            schema.record_link,
            schema.attachment,
            playbook_schema.playbook,
            playbook_schema.playbook_step,
            playbook_schema.step_blocker,
            playbook_schema.task_blocker,
            recurrence,
        )
        with self.store.read() as connection:
            return {
                table.name: [
                    {
                        str(name): value
                        for name, value in row.items()
                        if name not in DERIVED_FIELDS.get(table.name, ())
                    }
                    for row in connection.execute(select(table).order_by(table.c.id)).mappings()
                ]
                for table in tables
            }
