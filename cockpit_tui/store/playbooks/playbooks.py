"""Playbooks with their steps: read, found by words, and the shipped ones of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from cockpit_tui.domain.errors import Ambiguous, NotFound
from cockpit_tui.domain.ids import CtaId, PersonId, PlaybookId, StepId, ValueId, from_word
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookDraft, PlaybookRow, StepRow
from cockpit_tui.domain.text import folded
from cockpit_tui.store import workspace
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import playbook, playbook_step, step_blocker
from cockpit_tui.store.upserts import chunked

SHIPPED_FACT = "playbooks"
"""Set once the shipped playbooks are in the workspace; who deletes them there has them no more."""
_type = schema.picklist_value.alias("type_value")
_priority = schema.picklist_value.alias("priority_value")


def read_playbooks(connection: Connection) -> list[PlaybookRow]:
    """All of them by name, inactive ones too."""
    query = _statement().order_by(playbook.c.name, playbook.c.id)
    return _rows(connection, query)


def read_playbook(connection: Connection, playbook_id: PlaybookId) -> PlaybookRow:
    """One playbook; raises NotFound."""
    found = _rows(connection, _statement().where(playbook.c.id == playbook_id))
    if not found:
        raise NotFound(f"There is no playbook PB-{playbook_id}.", "It may have been deleted.")
    return found[0]


def find_playbook(connection: Connection, word: str) -> PlaybookId:
    """By `PB-3`, by name, or by a beginning of its name or of a word of it that no other has.

    Raises NotFound, or Ambiguous when several fit.
    """
    rows = list(connection.execute(select(playbook.c.id, playbook.c.name).order_by(playbook.c.id)))
    number = from_word(word, "PB")
    wanted = folded(word.strip())
    for fits in (
        [row for row in rows if row.id == number],
        [row for row in rows if folded(row.name) == wanted],
        [row for row in rows if wanted and f" {wanted}" in f" {folded(row.name)}"],
    ):
        if len(fits) == 1:
            return PlaybookId(fits[0].id)
        if fits:
            names = "; ".join(f"PB-{row.id} {row.name}" for row in fits[:5])
            raise Ambiguous(f"“{word}” fits {len(fits)} playbooks: {names}.", "Use the id.")
    names = ", ".join(row.name for row in rows[:10])
    raise NotFound(f"There is no playbook “{word}”.", f"Playbooks: {names}." if names else "")


def applied_playbooks(connection: Connection, ids: Sequence[CtaId]) -> dict[CtaId, str]:
    """By CTA, the name of the playbook that is applied, or nothing."""
    table = schema.cta
    return {
        CtaId(row.id): row.playbook or ""
        for chunk in chunked(ids)
        for row in connection.execute(
            select(table.c.id, table.c.playbook).where(table.c.id.in_(chunk))
        )
    }


def has_shipped(connection: Connection) -> bool:
    """True once the playbooks that ship were put into the workspace."""
    return workspace.fact(connection, SHIPPED_FACT) is not None


def furnish_playbooks(connection: Connection, drafts: Sequence[PlaybookDraft]) -> None:
    """Puts the shipped playbooks into a workspace that has its value sets.

    A name that is taken is left alone; a type or priority that an admin removed counts as none.
    """
    if has_shipped(connection):
        return
    workspace.set_fact(connection, SHIPPED_FACT, "shipped")
    taken = {folded(name) for name in connection.scalars(select(playbook.c.name))}
    table = schema.picklist_value
    found = connection.execute(select(table.c.picklist, table.c.label, table.c.id))
    values = {(row.picklist, row.label): row.id for row in found}
    for draft in drafts:
        if folded(draft.name) in taken:
            continue
        key = connection.execute(
            insert(playbook).values(
                name=draft.name,
                description=draft.description,
                type_id=values.get(("cta_type", draft.type)),
                is_active=draft.is_active,
                source="shipped",
            )
        ).inserted_primary_key
        assert key is not None
        _furnish_steps(connection, int(key[0]), draft, values)


def _furnish_steps(
    connection: Connection, playbook_id: int, draft: PlaybookDraft, values: dict[Any, int]
) -> None:
    ids: list[int] = []
    for position, step in enumerate(draft.steps):
        key = connection.execute(
            insert(playbook_step).values(
                playbook_id=playbook_id,
                position=position,
                title=step.title,
                day=step.day,
                role=OwnerRole(step.owner).value,
                priority_id=values.get(("priority", step.priority)),
                description=step.description,
                is_mirrored=step.is_mirrored,
            )
        ).inserted_primary_key
        assert key is not None
        ids.append(int(key[0]))
        for earlier in step.after:
            connection.execute(
                insert(step_blocker).values(step_id=ids[-1], blocker_id=ids[earlier - 1])
            )


def _statement() -> Select[Any]:
    return select(playbook, _type.c.label.label("type")).join(
        _type, _type.c.id == playbook.c.type_id, isouter=True
    )


def _rows(connection: Connection, query: Select[Any]) -> list[PlaybookRow]:
    found = list(connection.execute(query))
    steps = _steps(connection, [row.id for row in found])
    return [
        PlaybookRow(
            id=PlaybookId(row.id),
            name=row.name,
            description=row.description,
            type_id=ValueId(row.type_id) if row.type_id else None,
            type=row.type or "",
            is_active=row.is_active,
            source=row.source,
            steps=tuple(steps.get(row.id, ())),
        )
        for row in found
    ]


def _steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[StepRow]]:
    """Steps by playbook, in order."""
    chosen = playbook_step.c.playbook_id.in_(ids)
    after: dict[int, list[StepId]] = {}
    blockers = (
        select(step_blocker)
        .join(playbook_step, playbook_step.c.id == step_blocker.c.step_id)
        .where(chosen)
        .order_by(step_blocker.c.blocker_id)
    )
    for row in connection.execute(blockers):
        after.setdefault(row.step_id, []).append(StepId(row.blocker_id))
    query = (
        select(
            playbook_step,
            schema.person.c.name.label("person"),
            _priority.c.label.label("priority"),
        )
        .join(schema.person, schema.person.c.id == playbook_step.c.person_id, isouter=True)
        .join(_priority, _priority.c.id == playbook_step.c.priority_id, isouter=True)
        .where(chosen)
        .order_by(playbook_step.c.playbook_id, playbook_step.c.position, playbook_step.c.id)
    )
    steps: dict[int, list[StepRow]] = {}
    for row in connection.execute(query):
        steps.setdefault(row.playbook_id, []).append(
            StepRow(
                id=StepId(row.id),
                playbook_id=PlaybookId(row.playbook_id),
                position=row.position,
                title=row.title,
                day=row.day,
                role=OwnerRole(row.role),
                person_id=PersonId(row.person_id) if row.person_id else None,
                person=row.person or "",
                priority_id=ValueId(row.priority_id) if row.priority_id else None,
                priority=row.priority or "",
                description=row.description,
                is_mirrored=row.is_mirrored,
                after=tuple(after.get(row.id, ())),
            )
        )
    return steps
