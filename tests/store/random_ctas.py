"""Random CTAs written straight into the tables, with what is known of each, and queries on them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select

from cockpit_tui.domain.conditions import CtaFacts
from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.domain.views import Reader
from cockpit_tui.store import derived, schema
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace

TERMS = (
    "mine:yes",
    "mine:no",
    "owner:me",
    "owner:leo,sam",
    "type:risk",
    "type:opp,event",
    "priority:high",
    "reason:low-usage",
    "status:new",
    "account:glob",
    'account:"Hooli"',
    "due<7d",
    "due>=-3d",
    "due:overdue",
    "due:this-week,next-week",
    "due:later",
    "due:none",
    "due:today",
    "is:open",
    "is:closed",
    "is:snoozed",
    "is:any",
    "is:flagged",
    "is:milestone",
    "is:overdue",
    "is:synced",
    "is:conflict",
    "is:mine",
    "renew",
    "GLÖB call",
    '"usage down"',
)
CTAS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(("Renewal", "Usage down", "Ärger mit Globus", "Überblick")),
            "account": st.integers(0, 1),
            "owner": st.integers(0, 2),
            "type": st.integers(0, 2),
            "reason": st.integers(0, 2),
            "priority": st.integers(0, 2),
            "status": st.integers(0, 2),
            "days": st.one_of(st.none(), st.integers(-12, 30)),
            "state": st.sampled_from((0, 0, 0, 1, 2)),
            "is_flagged": st.booleans(),
            "is_milestone": st.booleans(),
            "parts": st.lists(
                st.tuples(
                    st.integers(0, 2),
                    st.booleans(),
                    st.booleans(),
                    st.sampled_from(("local", "conflict", "pending")),
                ),
                max_size=2,
            ),
        }
    ),
    max_size=12,
)


def queries() -> st.SearchStrategy[str]:
    def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{} {}".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("-({})".format, inner),
            st.builds("not {}".format, inner),
        )

    return st.recursive(st.sampled_from(TERMS), joined, max_leaves=5)


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
        self.reader = Reader(workspace.people["Ana"], TODAY)
        self.facts: dict[int, CtaFacts] = {}

    def write(self, drawn: list[dict[str, object]]) -> None:
        self.facts.clear()
        with self._store.write() as connection:
            for table in (schema.task_part, schema.task, schema.cta):
                connection.execute(delete(table))
            for number, values in enumerate(drawn, 1):
                self.facts[number] = facts = self._facts(values)
                self._insert(connection, number, values, facts)
            derived.recount(connection)

    def _facts(self, drawn: dict[str, object]) -> CtaFacts:
        def chosen(picklist: Picklist, name: str) -> int:
            return self._values[picklist.value][int(str(drawn[name]))]

        account, account_id = self._accounts[int(str(drawn["account"]))]
        parts = drawn["parts"]
        assert isinstance(parts, list)
        days = drawn["days"]
        return CtaFacts(
            state=CtaState(int(str(drawn["state"]))),
            owner_id=self._people[int(str(drawn["owner"]))],
            account_id=account_id,
            type_id=chosen(Picklist.CTA_TYPE, "type"),
            reason_id=chosen(Picklist.REASON, "reason"),
            priority_id=chosen(Picklist.PRIORITY, "priority"),
            status_id=chosen(Picklist.CTA_STATUS, "status"),
            due=TODAY + timedelta(days=days) if isinstance(days, int) else None,
            is_flagged=bool(drawn["is_flagged"]),
            is_milestone=bool(drawn["is_milestone"]),
            has_synced_task=any(part[2] for part in parts),
            has_conflict=any(part[3] == "conflict" for part in parts),
            open_assignees=frozenset(self._people[part[0]] for part in parts if not part[1]),
            words=to_words(str(drawn["name"]), *("Call back" for _ in parts)),
            account_words=to_words(account),
        )

    def _insert(
        self, connection: Connection, number: int, drawn: dict[str, object], facts: CtaFacts
    ) -> None:
        names = ("owner_id", "account_id", "type_id", "reason_id", "priority_id", "status_id")
        columns = {name: getattr(facts, name) for name in names}
        now = FixedClock().now()
        connection.execute(
            insert(schema.cta).values(
                id=number,
                name=drawn["name"],
                due=facts.due,
                is_flagged=facts.is_flagged,
                is_milestone=facts.is_milestone,
                created_at=now,
                state=facts.state.value,
                words=facts.words,
                **columns,
            )
        )
        parts = drawn["parts"]
        assert isinstance(parts, list)
        status = self._values[Picklist.TASK_STATUS.value][0]
        for place, (person, is_closed, is_synced, sync_state) in enumerate(parts):
            part_id = number * 10 + place
            connection.execute(
                insert(schema.task).values(
                    id=part_id,
                    cta_id=number,
                    position=place,
                    title="Call back",
                    status_id=status,
                    priority_id=facts.priority_id,
                    due=None,
                    created_at=now,
                )
            )
            connection.execute(
                insert(schema.task_part).values(
                    id=part_id,
                    task_id=part_id,
                    position=0,
                    assignee_id=self._people[person],
                    status_id=status,
                    is_synced=is_synced,
                    cta_id=number,
                    is_closed=is_closed,
                    sync_state=sync_state,
                )
            )
