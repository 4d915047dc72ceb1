"""Verbs on calls to action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from cockpit_tui.domain.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.rows import CtaDetail, CtaRow
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.screens.verb_runner import VerbRunner
from cockpit_tui.services.ctas import MoveTasks
from cockpit_widgets.text_dialog import TextDialog


class CtaVerbs:
    """Verbs on the marked CTAs, or on the one under the cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def _targets(self) -> tuple[CtaId, ...]:
        ids = self.screen.cta_ids
        if not ids:
            raise CockpitError("No CTA is under the cursor.", "j and k move to one.")
        return ids

    async def _detail(self, cta_id: CtaId) -> CtaDetail:
        return await self.run.read(lambda: self.run.session.views.detail(cta_id))

    def _title(self, verb: str, ids: Sequence[CtaId]) -> str:
        return verb if len(ids) == 1 else f"{verb} of {len(ids):,} CTAs"

    async def _set_value(
        self, picklist: Picklist, column: str, old: Callable[[CtaRow], str]
    ) -> None:
        ids = await self._targets()
        verb = column.removesuffix("_id").capitalize()
        current = getattr(await self._detail(ids[0]), column)
        chosen = await self.run.pick_value(picklist, self._title(verb, ids), current)
        if chosen is None:
            return
        if await self.run.confirm(verb, ids, lambda row: (old(row), chosen.label)):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.edit(ids, {column: chosen.id}))

    async def status(self) -> None:
        await self._set_value(Picklist.CTA_STATUS, "status_id", lambda row: row.status)

    async def priority(self) -> None:
        await self._set_value(Picklist.PRIORITY, "priority_id", lambda row: row.priority)

    async def reason(self) -> None:
        await self._set_value(Picklist.REASON, "reason_id", lambda row: row.reason)

    async def type(self) -> None:
        await self._set_value(Picklist.CTA_TYPE, "type_id", lambda row: row.type)

    async def due(self) -> None:
        """CD-6: asks whether the open tasks move along; leaving the question keeps them."""
        ids = await self._targets()
        detail = await self._detail(ids[0])
        day = await self.run.pick_date(self._title("Due date", ids), detail.row.due)
        if day is None:
            return
        shift = False
        if len(ids) > 1 or any(task.due and not task.is_closed for task in detail.tasks):
            answer = await self.run.choose(
                "Shift the open tasks by as many days?",
                [("keep", "k", "Keep their dates"), ("shift", "s", "Shift them along")],
            )
            shift = answer == "shift"
        today = self.run.session.clock.today()
        if await self.run.confirm(
            "Due date",
            ids,
            lambda row: (_day(row.due, today), _day(day, today)),
            lambda task: shift and task.due is not None and not task.is_closed,
        ):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.edit(ids, {"due": day}, shift_tasks=shift))

    async def owner(self) -> None:
        """CD-10: asks whose open tasks go along."""
        ids = await self._targets()
        detail = await self._detail(ids[0])
        chosen = await self.run.pick_people(
            self._title("Owner", ids), (detail.row.owner_id,), several=False
        )
        if chosen is None:
            return
        move = MoveTasks.NONE
        if len(ids) > 1 or any(not task.is_closed for task in detail.tasks):
            answer = await self.run.choose(
                "Move open tasks to the new owner?",
                [
                    (MoveTasks.NONE, "n", "Move none"),
                    (MoveTasks.OLD_OWNER, "o", "Those of the old owner"),
                    (MoveTasks.ALL, "a", "All of them"),
                ],
            )
            move = MoveTasks(answer) if answer else MoveTasks.NONE
        owner = chosen[0]
        if await self.run.confirm(
            "Owner",
            ids,
            lambda row: (row.owner, owner.name),
            lambda task: move is not MoveTasks.NONE and not task.is_closed,
        ):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.edit(ids, {"owner_id": owner.id}, move_tasks=move))

    async def close(self) -> None:
        """CD-11: asks for the outcome, and what becomes of open tasks."""
        ids = await self._targets()
        outcome = await self.run.choose(
            self._title("Close", ids),
            [
                (Outcome.SUCCESS, "s", "Closed success"),
                (Outcome.LOST, "l", "Closed lost"),
                (Outcome.INVALID, "i", "Closed invalid"),
            ],
        )
        if outcome is None:
            return
        tasks = await self.run.read(lambda: self.run.session.views.tasks(ids))
        open_tasks = sum(1 for task in tasks if not task.is_closed)
        answer: str | None = "keep"
        if open_tasks:
            answer = await self.run.choose(
                f"{open_tasks} open task{'' if open_tasks == 1 else 's'}",
                [("skip", "s", "Skip them"), ("keep", "k", "Keep them open")],
            )
        if answer is None:
            return
        chosen, skip = Outcome(outcome), answer == "skip"
        if await self.run.confirm(
            "Close",
            ids,
            lambda row: (row.status, f"Closed {chosen.value}"),
            lambda task: skip and not task.is_closed,
        ):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.close(ids, chosen, close_tasks=skip))

    async def reopen(self) -> None:
        ids = await self._targets()
        if await self.run.confirm("Reopen", ids, lambda row: (row.status, "open again")):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.reopen(ids, reopen_tasks=True))

    async def delete(self) -> None:
        """TP-1, SY-8: mirrored tasks are asked about; the rest undo brings back."""
        ids = await self._targets()
        tasks = await self.run.read(lambda: self.run.session.views.tasks(ids))
        mirrored = sum(1 for task in tasks if task.is_synced)
        answer: str | None = "keep"
        if mirrored:
            answer = await self.run.choose(
                f"{mirrored:,} of the tasks are in Salesforce",
                [("keep", "k", "Keep them there"), ("delete", "d", "Delete them there too")],
                self.run.org_words(),
            )
        if answer is None:
            return
        keep = answer == "keep"
        if await self.run.confirm(
            "Delete", ids, lambda row: (row.status, "deleted"), lambda _: not keep
        ):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.delete(ids, keep_in_salesforce=keep), relist=True)

    async def flag(self) -> None:
        await self._set_fact("is_flagged")

    async def milestone(self) -> None:
        await self._set_fact("is_milestone")

    async def _set_fact(self, column: str) -> None:
        """Sets the same on all marked, the opposite of the first: it never flips each."""
        ids = await self._targets()
        rows = await self.run.read(lambda: self.run.session.views.rows(ids[:1]))
        value = not getattr(rows[0], column)
        words = {True: "yes", False: "no"}
        if await self.run.confirm(
            column.removeprefix("is_").capitalize(),
            ids,
            lambda row: (words[getattr(row, column)], words[value]),
        ):
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.edit(ids, {column: value}))

    async def snooze(self) -> None:
        """CD-4: a day and a reason; wakes what sleeps."""
        ids = await self._targets()
        detail = await self._detail(ids[0])
        ctas = self.run.session.ctas
        if detail.row.is_snoozed:
            self.run.save(lambda: ctas.wake(ids))
            return
        day = await self.run.pick_date(self._title("Snooze through", ids), None)
        if day is None:
            return
        reason = await self.run.pick_value(Picklist.SNOOZE_REASON, "Why", None)
        today = self.run.session.clock.today()
        if reason is not None and await self.run.confirm(
            "Snooze", ids, lambda row: (row.status, f"asleep through {_day(day, today)}")
        ):
            self.run.save(lambda: ctas.snooze(ids, day, reason.id))

    async def comment(self) -> None:
        ids = await self._targets()
        detail = await self._detail(ids[0])
        text = await self.run.ask(TextDialog("Comment", detail.comment, is_long=True))
        if text is not None:
            ctas = self.run.session.ctas
            self.run.save(lambda: ctas.edit(ids[:1], {"comment": text}))


def _day(day: date | None, today: date) -> str:
    return "no date" if day is None else to_long_date(day, today)
