"""Random CTAs and customers written straight into the tables, with what is known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, update

from cockpit_tui.domain.query.conditions import TextPart
from cockpit_tui.domain.query.facts import (
    AccountFacts,
    ActivityFacts,
    CtaFacts,
    PartFacts,
    SnapshotFacts,
    TaskFacts,
)
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.text import to_parts, to_words
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import derived, full_text
from tests.activities import insert_activity
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace

TITLES = ("Call back", "Überblick senden", "_x file")
_DAYS_AGO = st.sampled_from((-3, 0, 1, 2, 3, 6, 7, 8, 13, 14, 30, 31, 44, 45))
"""Near the borders of what the queries ask."""
_MAYBE = st.sampled_from((None, 0, 50, 49, 60, 100, -5, -10))
_TASK = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "comments": st.sampled_from(("", "usage of ärgerlich")),
        "status": st.integers(0, 2),
        "priority": st.integers(0, 2),
        "days": st.one_of(st.none(), st.integers(-12, 30)),
        "is_closed": st.booleans(),
        "parts": st.lists(
            st.tuples(
                st.integers(0, 2),
                st.booleans(),
                st.booleans(),
                st.sampled_from(("local", "conflict", "pending", "in-doubt")),
            ),
            max_size=2,
        ),
    }
)
CTAS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(("Renewal", "Usage down", "Ärger mit Globus", "Überblick")),
            "comment": st.sampled_from(("", "call Zoë", "ﬁle _x usage")),
            "account": st.integers(0, 1),
            "owner": st.integers(0, 2),
            "type": st.integers(0, 2),
            "reason": st.integers(0, 2),
            "priority": st.integers(0, 2),
            "status": st.sampled_from((0, 0, 1, 2, 3, 4, 4, 5)),
            "days": st.one_of(
                st.none(), _DAYS_AGO, st.sampled_from((-90, -91)), st.integers(-9, 30)
            ),
            "state": st.sampled_from((0, 0, 0, 1, 2, 3)),
            "is_flagged": st.booleans(),
            "is_milestone": st.booleans(),
            "created": _DAYS_AGO,
            "touched": st.one_of(st.none(), _DAYS_AGO, st.sampled_from((89, 90, 91))),
            "playbook": st.sampled_from((None, "Rescue plan", "rescue, fast")),
            "source": st.sampled_from(("person", "rule")),
            "tasks": st.lists(_TASK, max_size=2),
        }
    ),
    max_size=10,
)
ACCOUNTS = st.lists(
    st.fixed_dictionaries(
        {
            "owner": st.one_of(st.none(), st.integers(0, 2)),
            "arr": st.one_of(st.none(), st.sampled_from((5_000_000, 9_999_999, 10_000_000, 0))),
            "health": _MAYBE,
            "nps": _MAYBE,
            "usage": _MAYBE,
            "renewal": st.one_of(st.none(), _DAYS_AGO, st.integers(-10, 120)),
            "segment": st.sampled_from(("", "Enterprise", "SMB")),
            "stage": st.sampled_from(("", "Adoption")),
            "industry": st.sampled_from(("", "SaaS", "saas")),
            "activities": st.lists(
                st.tuples(
                    st.one_of(st.none(), _DAYS_AGO),
                    st.booleans(),
                    st.sampled_from(("Task", "Event")),
                    st.sampled_from(("", "Call", "Email", "ListEmail")),
                    st.booleans(),
                    st.one_of(st.none(), _DAYS_AGO),
                ),
                max_size=4,
            ),
            "cases": st.lists(st.one_of(st.none(), _DAYS_AGO), max_size=3),
            "snapshots": st.dictionaries(
                _DAYS_AGO, st.tuples(_MAYBE, _MAYBE, _MAYBE, _MAYBE), max_size=4
            ),
        }
    ),
    min_size=2,
    max_size=2,
)
NOW = FixedClock().now()


def _likeness(facts: CtaFacts) -> tuple[int, int, int]:
    """What twins have alike."""
    return facts.account_id, facts.type_id, facts.reason_id


class Rows:
    """Random CTAs written straight into the tables, with what is known of each."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        with self._store.read() as connection:
            value = schema.picklist_value
            self._values: dict[str, list[int]] = {}
            for picklist, value_id in connection.execute(
                select(value.c.picklist, value.c.id).order_by(value.c.position)
            ):
                self._values.setdefault(picklist, []).append(value_id)
        self._people = list(workspace.people.values())
        self._accounts = list(workspace.accounts.items())
        self.first_status = self._values[Picklist.CTA_STATUS.value][0]
        self._customers = [AccountFacts(), AccountFacts()]
        self._gone: frozenset[int] = frozenset()
        self.reader = Reader(workspace.people["Ana"], TODAY)
        self.facts: dict[int, CtaFacts] = {}

    def write(
        self,
        drawn: list[dict[str, Any]],
        accounts: list[dict[str, Any]] | None = None,
        *,
        has_leavers: bool = False,
    ) -> None:
        """Fills the tables; with `accounts` the customers too, and with leavers Sam has gone."""
        self.facts.clear()
        self._gone = frozenset(self._people[2:3]) if has_leavers else frozenset()
        with self._store.write() as connection:
            for table in (schema.task_part, schema.task, schema.cta):
                connection.execute(delete(table))
            person = schema.person
            connection.execute(update(person).values(is_active=person.c.id.not_in(self._gone)))
            for number, account in enumerate(accounts or ()):
                self._write_account(connection, number, account, drawn)
            found = [self._facts(number, values) for number, values in enumerate(drawn, 1)]
            alike = Counter(_likeness(facts) for facts in found if not facts.state.is_closed)
            for values, facts in zip(drawn, found, strict=True):
                is_twin = not facts.state.is_closed and alike[_likeness(facts)] > 1
                self.facts[facts.id] = replace(facts, is_twin=is_twin)
                self._insert(connection, values, facts)
            derived.recount(connection)
            full_text.rebuild(connection)

    def _value(self, picklist: Picklist, number: int) -> int:
        return self._values[picklist.value][number]

    def _facts(self, number: int, drawn: dict[str, Any]) -> CtaFacts:
        account, account_id = self._accounts[drawn["account"]]
        owner = self._people[drawn["owner"]]
        state = CtaState(drawn["state"])
        texts = [text for task in drawn["tasks"] for text in (task["title"], task["comments"])]
        return CtaFacts(
            id=number,
            state=state,
            owner_id=owner,
            account_id=account_id,
            type_id=self._value(Picklist.CTA_TYPE, drawn["type"]),
            reason_id=self._value(Picklist.REASON, drawn["reason"]),
            priority_id=self._value(Picklist.PRIORITY, drawn["priority"]),
            status_id=self._value(Picklist.CTA_STATUS, drawn["status"]),
            due=to_day(drawn["days"]),
            is_flagged=drawn["is_flagged"],
            is_milestone=drawn["is_milestone"],
            is_orphaned=owner in self._gone,
            created_at=to_instant(drawn["created"]),
            touched_at=None if drawn["touched"] is None else to_instant(drawn["touched"]),
            closed_at=to_instant(drawn["created"] - 2) if state.is_closed else None,
            snoozed_until=TODAY + timedelta(days=4) if state is CtaState.SNOOZED else None,
            playbook=drawn["playbook"],
            source=drawn["source"],
            tasks=tuple(map(self._task_facts, drawn["tasks"])),
            words={
                TextPart.NAME: to_words(drawn["name"]),
                TextPart.COMMENT: to_words(drawn["comment"]),
                TextPart.TASKS: to_words(*texts),
                TextPart.ACCOUNT: to_words(account),
            },
            account=self._customers[drawn["account"]],
        )

    def _task_facts(self, drawn: dict[str, Any]) -> TaskFacts:
        return TaskFacts(
            status_id=self._value(Picklist.TASK_STATUS, drawn["status"]),
            priority_id=self._value(Picklist.PRIORITY, drawn["priority"]),
            due=to_day(drawn["days"]),
            is_closed=drawn["is_closed"],
            parts=tuple(
                PartFacts(self._people[person], is_closed, is_synced, sync_state)
                for person, is_closed, is_synced, sync_state in drawn["parts"]
            ),
        )

    def alone(self, connection: Connection) -> Iterator[tuple[int, CtaFacts]]:
        """Each task's id, and what is known of its CTA if that is its only one; the parts of one
        that is done count as open ones do."""
        task, part, person = schema.task, schema.task_part, schema.person
        for cta_id, facts in self.facts.items():
            found = select(task.c.id, task.c.title, task.c.comments).where(task.c.cta_id == cta_id)
            for row, own in zip(
                connection.execute(found.order_by(task.c.id)).all(), facts.tasks, strict=True
            ):
                names = select(person.c.name).join(part, part.c.assignee_id == person.c.id)
                of_it = connection.scalars(names.where(part.c.task_id == row.id))
                if own.is_closed:
                    opened = tuple(replace(one, is_closed=False) for one in own.parts)
                    own = replace(own, parts=opened)
                words = {
                    **facts.words,
                    TextPart.TASKS: to_words(row.title, row.comments),
                    cast("TextPart", "assignees"): to_words(*of_it),
                }
                yield row.id, replace(facts, tasks=(own,), words=words)

    def _write_account(
        self,
        connection: Connection,
        number: int,
        drawn: dict[str, Any],
        ctas: list[dict[str, Any]],
    ) -> None:
        _, account_id = self._accounts[number]
        columns = {
            "owner_id": None if drawn["owner"] is None else self._people[drawn["owner"]],
            "arr_cents": drawn["arr"],
            "renewal_date": to_day(drawn["renewal"]),
            **{name: drawn[name] for name in ("health", "nps", "usage")},
            **{name: drawn[name] for name in ("segment", "stage", "industry")},
        }
        account = schema.account
        connection.execute(update(account).where(account.c.id == account_id).values(**columns))
        snapshots = [
            SnapshotFacts(TODAY - timedelta(days=days), *values)
            for days, values in drawn["snapshots"].items()
        ]
        self._customers[number] = AccountFacts(
            **columns,
            activities=tuple(
                ActivityFacts(_ago(ago), is_closed, kind, subtype, _ago(changed))
                for ago, is_closed, kind, subtype, is_deleted, changed in drawn["activities"]
                if not is_deleted
            ),
            cases_opened_at=tuple(to_instant(ago) for ago in drawn["cases"] if ago is not None),
            ctas_created_at=tuple(
                to_instant(cta["created"]) for cta in ctas if cta["account"] == number
            ),
            tasks_done_at=tuple(
                to_done(task)
                for cta in ctas
                if cta["account"] == number
                for task in cta["tasks"]
                if task["is_closed"]
            ),
            snapshots=tuple(snapshots),
        )
        _write_beside(connection, account_id, drawn, snapshots)

    def _insert(self, connection: Connection, drawn: dict[str, Any], facts: CtaFacts) -> None:
        names = ("owner_id", "account_id", "type_id", "reason_id", "priority_id", "status_id")
        dated = ("created_at", "touched_at", "closed_at", "snoozed_until", "due")
        texts = [text for task in drawn["tasks"] for text in (task["title"], task["comments"])]
        connection.execute(
            insert(schema.cta).values(
                id=facts.id,
                name=drawn["name"],
                comment=drawn["comment"],
                is_flagged=facts.is_flagged,
                is_milestone=facts.is_milestone,
                playbook=facts.playbook,
                source=facts.source,
                state=facts.state.value,
                is_archived=facts.state is CtaState.ARCHIVED,
                tasks_open=facts.tasks_open,
                tasks_total=facts.tasks_total,
                words=to_parts(drawn["name"], drawn["comment"], texts),
                **{name: getattr(facts, name) for name in (*names, *dated)},
            )
        )
        for place, (values, task) in enumerate(zip(drawn["tasks"], facts.tasks, strict=True)):
            self._insert_task(connection, facts.id, place, values, task)

    def _insert_task(
        self,
        connection: Connection,
        cta_id: int,
        place: int,
        drawn: dict[str, Any],
        task: TaskFacts,
    ) -> None:
        task_id = cta_id * 10 + place
        connection.execute(
            insert(schema.task).values(
                id=task_id,
                cta_id=cta_id,
                position=place,
                title=drawn["title"],
                comments=drawn["comments"],
                status_id=task.status_id,
                priority_id=task.priority_id,
                due=task.due,
                created_at=NOW,
                closed_at=to_done(drawn) if task.is_closed else None,
            )
        )
        for position, part in enumerate(task.parts):
            connection.execute(
                insert(schema.task_part).values(
                    id=task_id * 10 + position,
                    task_id=task_id,
                    position=position,
                    assignee_id=part.assignee_id,
                    status_id=task.status_id,
                    is_synced=part.is_synced,
                    cta_id=cta_id,
                    is_closed=part.is_closed,
                    sync_state=part.sync_state,
                )
            )


def to_day(days: int | None) -> date | None:
    """So many days from today."""
    return None if days is None else TODAY + timedelta(days=days)


def _ago(days: int | None) -> date | None:
    """So many days before today."""
    return to_day(None if days is None else -days)


def to_instant(days_ago: int) -> datetime:
    """At noon so many days ago: the same day wherever the tests run."""
    return NOW.replace(hour=12) - timedelta(days=days_ago)


def to_done(task: dict[str, Any]) -> datetime:
    """When a closed task was done: near the borders of what the queries ask."""
    return to_instant((task["days"] or 0) % 46)


def _write_beside(
    connection: Connection, account_id: int, drawn: dict[str, Any], snapshots: list[SnapshotFacts]
) -> None:
    """The account's activities, cases and snapshots."""
    for table in (schema.activity, schema.support_case, schema.account_snapshot):
        connection.execute(delete(table).where(table.c.account_id == account_id))
    for number, (ago, is_closed, kind, subtype, is_deleted, changed) in enumerate(
        drawn["activities"]
    ):
        insert_activity(
            connection,
            salesforce_id=f"00T{account_id:06d}{number:09d}",
            kind=kind,
            subtype=subtype,
            is_closed=is_closed,
            is_deleted=is_deleted,
            date=_ago(ago),
            system_modstamp=None if changed is None else to_instant(changed),
            account_id=account_id,
        )
    for ago in drawn["cases"]:
        opened = None if ago is None else to_instant(ago)
        connection.execute(
            insert(schema.support_case).values(account_id=account_id, opened_at=opened)
        )
    for one in snapshots:
        connection.execute(
            insert(schema.account_snapshot).values(
                account_id=account_id,
                day=one.day,
                arr_cents=one.arr_cents,
                health=one.health,
                nps=one.nps,
                usage=one.usage,
            )
        )
