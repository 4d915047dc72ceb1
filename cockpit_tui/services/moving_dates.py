"""What goes along when tasks move to other days: tasks after them, their CTAs (CD-8, CD-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cockpit_tui.domain.date_moves import DateMoves
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.ids import PartId, TaskId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services import field_rules
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.permitted import Service, counted
from cockpit_tui.store.records import task_edits
from cockpit_tui.store.records.date_moves import plan_moves
from cockpit_tui.store.records.picklists import has_mapping
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

Days = Mapping[TaskId, date | None]
"""The day that each task gets."""


class MovingDates(Service):
    """The half of the verbs on tasks that looks beyond the tasks themselves."""

    def _planned(self, work: UnitOfWork, days: Days, move: MoveDates) -> Sequence[DateMoves]:
        """What follows the tasks; to be asked before they move."""
        if move is MoveDates.THIS or not days:
            return ()
        return plan_moves(work.connection, days, self.practice.holidays)

    def _take_along(
        self,
        work: UnitOfWork,
        days: Days,
        plans: Sequence[DateMoves],
        move: MoveDates,
        *,
        move_cta: bool,
    ) -> tuple[str, ...]:
        """Moves what follows the tasks, which have their days by now; in words."""
        along, moved = 0, list[DateMoves]()
        for plan in plans:
            for task in plan.tasks:
                self._editable(work, task.id)
            for task in plan.moving:
                task_edits.edit_task(work, task.id, {"due": task.new})
                self._mirror_if_automatic(work, task.id)
            along += len(plan.moving)
            is_along = move is MoveDates.CTA and plan.cta_new != plan.cta_old
            if is_along and self._move_cta(work, plan.cta_id, plan.cta_new):
                moved.append(plan)
        notes = self._along_words(along, moved, of_one=len(days) == 1) if plans else ()
        followed = {int(plan.cta_id): plan.last(is_followed=True) for plan in plans}
        return (*notes, *self._after_ctas(work, days, followed, move_cta=move_cta))

    def _along_words(
        self, along: int, moved: Sequence[DateMoves], *, of_one: bool
    ) -> tuple[str, ...]:
        nothing = f"No task follows {'it' if of_one else 'them'}."
        tasks = f"{counted(along, 'following task')} moved along." if along else nothing
        if not moved:
            return (tasks,)
        if of_one:
            return tasks, f"The CTA is due {self._day(moved[0].cta_new)} now."
        return tasks, f"{counted(len(moved), 'CTA')} moved along."

    def _after_ctas(
        self,
        work: UnitOfWork,
        days: Days,
        followed: Mapping[int, date | None],
        *,
        move_cta: bool,
    ) -> tuple[str, ...]:
        """CD-8 for the CTAs of all these tasks; `followed`: the last day of what moved along."""
        last: dict[int, date] = {}
        for task_id, day in days.items():
            cta_id = work.row(schema.task, task_id)["cta_id"]
            for due in filter(None, (day, followed.get(cta_id))):
                last[cta_id] = max(due, last.get(cta_id, due))
        met: list[str] = []
        for cta_id, due in last.items():
            cta = work.row(schema.cta, cta_id)
            met += self._after_cta(work, cta, due, move_cta=move_cta)
        if len(days) == 1 or not met:
            return tuple(met)
        n = len(met)
        if move_cta:
            whose = "its" if n == 1 else "their"
            return (f"{counted(n, 'CTA')} moved to the last of {whose} tasks.",)
        return (f"{counted(n, 'CTA')} {'is' if n == 1 else 'are'} due before these tasks.",)

    def _after_cta(
        self, work: UnitOfWork, cta: Mapping[str, Any], due: date | None, *, move_cta: bool
    ) -> tuple[str, ...]:
        """CD-8: a CTA should not be due before its tasks. A warning, or the CTA moves."""
        if due is None or cta["due"] is None or due <= cta["due"]:
            return ()
        if not move_cta:
            return (f"The CTA is due {self._day(cta['due'])}, before this task.",)
        self._move_cta(work, cta["id"], due)
        return (f"The CTA is due {self._day(due)} now.",)

    def _move_cta(self, work: UnitOfWork, cta_id: int, due: date | None) -> bool:
        """Whether that changed anything. Raises InvalidInput where its type keeps it (CD-13)."""
        cta = work.row(schema.cta, cta_id)
        self.actor.require(Right.EDIT, "cta", cta["owner_id"])
        field_rules.require_edit(work, cta, {"due": due})
        return bool(work.update(schema.cta, cta_id, {"due": due}))

    def _day(self, day: date | None) -> str:
        """As people write it."""
        return "no day" if day is None else to_long_date(day, self.clock.today())

    def _editable(
        self, work: UnitOfWork, task_id: TaskId, right: Right = Right.EDIT
    ) -> dict[str, Any]:
        row = work.row(schema.task, task_id)
        parts = work.rows(schema.task_part, task_id=task_id)
        self.actor.require(right, "task", *(part["assignee_id"] for part in parts))
        return row

    def _is_automatic(self, work: UnitOfWork, account_id: int) -> bool:
        """SY-3: mirrored without being asked, where that is possible."""
        if not self.practice.auto_sync or not has_mapping(work):
            return False
        return work.row(schema.account, account_id)["salesforce_id"] is not None

    def _mirror_if_automatic(self, work: UnitOfWork, task_id: TaskId) -> None:
        cta = work.row(schema.cta, work.row(schema.task, task_id)["cta_id"])
        if self._is_automatic(work, cta["account_id"]):
            for part in work.rows(schema.task_part, task_id=task_id):
                task_edits.set_synced(work, PartId(part["id"]), is_synced=True)
