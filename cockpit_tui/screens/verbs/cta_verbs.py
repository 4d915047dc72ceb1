"""Verbs on calls to action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.line_merge import LastLines
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.triage import Deed
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.screens.base.acts import CtaAct, Touched, no_task, once_of_text, open_task
from cockpit_tui.screens.verbs.cta_questions import CtaQuestions, changing_hands
from cockpit_tui.screens.verbs.saving_texts import save_texts
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.ctas import NAME_LENGTH
from cockpit_tui.services.going_along import MoveTasks
from cockpit_widgets.dialogs.picker import Again
from cockpit_widgets.dialogs.text_dialog import TextDialog
from cockpit_widgets.drawing.signs import key_for

DUE, OWNER, CLOSE, SNOOZE = "Due date", "Owner", "Close", "Snooze"
"""Verbs that can be answered as the last time."""


class CtaVerbs:
    """Verbs on the marked CTAs, or on the one under the cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen
        self.questions = CtaQuestions(runner)

    async def _detail(self, cta_id: CtaId) -> CtaDetail:
        return await self.run.read(lambda: self.run.session.views.detail(cta_id))

    def _title(self, verb: str, ids: Sequence[CtaId]) -> str:
        return verb if len(ids) == 1 else f"{verb} of {len(ids):,} CTAs"

    async def _as_last_time(self, verb: str, answer: Again | None, ids: Sequence[CtaId]) -> None:
        """D7: what the verb did last, or nothing where its first question was left."""
        if answer is not None:
            await self.run.carry_out(self.run.habits.last_of_verb[verb], ids)

    async def _set_value(
        self, picklist: Picklist, column: str, old: Callable[[CtaRow], str]
    ) -> None:
        ids = self.run.ctas()
        await self.questions.refuse_kept(ids, column)
        verb = column.removesuffix("_id").capitalize()
        current = getattr(await self._detail(ids[0]), column)
        chosen = await self.run.pick_value(picklist, self._title(verb, ids), current)
        if chosen is None:
            return
        ctas = self.run.session.ctas
        act = CtaAct(
            verb,
            "Set",
            lambda ids: ctas.edit(ids, {column: chosen.id}),
            lambda row: (old(row), chosen.label),
            writes={column: chosen.id},
        )
        await self.run.carry_out(act, ids)

    async def priority(self) -> None:
        await self._set_value(Picklist.PRIORITY, "priority_id", lambda row: row.priority)

    async def reason(self) -> None:
        await self._set_value(Picklist.REASON, "reason_id", lambda row: row.reason)

    async def type(self) -> None:
        await self._set_value(Picklist.CTA_TYPE, "type_id", lambda row: row.type)

    async def status(self) -> None:
        """A closed status closes, with the question that goes with it (CD-11)."""
        ids = self.run.ctas()
        current = (await self._detail(ids[0])).status_id
        picklist, title = Picklist.CTA_STATUS, self._title("Status", ids)
        chosen = await self.run.pick_value(picklist, title, current)
        if chosen is None:
            return
        ctas, skip, reopen = self.run.session.ctas, False, False
        touched: Touched = no_task
        if chosen.is_closed:
            skip_tasks = await self.questions.skips_tasks(ids)
            if skip_tasks is None:
                return
            skip = skip_tasks
            touched = open_task if skip else no_task
        else:
            reopen, touched = await self.questions.reopens_tasks(ids)
        act = CtaAct(
            "Status",
            "Set",
            lambda ids: ctas.edit(
                ids, {"status_id": chosen.id}, close_tasks=skip, reopen_tasks=reopen
            ),
            lambda row: (row.status, chosen.label),
            touched,
            writes={"status_id": chosen.id},
            is_closing=chosen.is_closed,
        )
        await self.run.carry_out(act, ids)

    async def name(self) -> None:
        """One CTA's: two of the same name would be no help to anybody."""
        cta_id = self.run.cta()
        await self.questions.refuse_kept((cta_id,), "name")
        detail = await self._detail(cta_id)
        dialog = TextDialog(
            "Name",
            detail.row.name,
            limit=NAME_LENGTH,
            check=lambda text: "" if text.strip() else "A CTA needs a name.",
            anchor=self.screen.cursor_line,
        )
        text = await self.run.ask(dialog)
        if text is None or text == detail.row.name:
            return
        ctas = self.run.session.ctas
        act = CtaAct(
            "Name",
            "Rename",
            lambda ids: ctas.edit(ids, {"name": text}),
            lambda row: (row.name, text),
            once="A name is given to one CTA.",
        )
        await self.run.carry_out(act, (cta_id,))

    async def due(self) -> None:
        """CD-6: asks whether the open tasks move along; leaving the question keeps them."""
        ids = self.run.ctas()
        await self.questions.refuse_kept(ids, "due")
        detail = await self._detail(ids[0])
        title = self._title(DUE, ids)
        day = await self.run.pick_date_or_again(DUE, title, detail.row.due)
        if day is None or isinstance(day, Again):
            await self._as_last_time(DUE, day, ids)
            return
        is_other = len(ids) > 1 or day != detail.row.due
        shift = is_other and await self.questions.shifts_tasks(ids)
        today, ctas = self.run.session.clock.today(), self.run.session.ctas
        act = CtaAct(
            DUE,
            "Move",
            lambda ids: ctas.edit(ids, {"due": day}, shift_tasks=shift),
            lambda row: (_day(row.due, today), _day(day, today)),
            lambda cta, task: shift and _is_dated(cta, task),
            tasks_word="shift along",
            said=_day(day, today),
            writes={"due": day},
            deed=Deed.MOVED,
        )
        await self.run.carry_out(act, ids)

    async def owner(self) -> None:
        """CD-10: asks whose open tasks go along."""
        ids = self.run.ctas()
        await self.questions.refuse_kept(ids, "owner_id")
        detail = await self._detail(ids[0])
        title, now = self._title(OWNER, ids), (detail.row.owner_id,)
        owner = await self.run.pick_person_or_again(OWNER, title, now)
        if owner is None or isinstance(owner, Again):
            await self._as_last_time(OWNER, owner, ids)
            return
        move = MoveTasks.NONE
        is_same = len(ids) == 1 and owner.id == detail.row.owner_id
        if not is_same:
            move = await self.questions.moves_tasks(ids)
        ctas = self.run.session.ctas
        act = CtaAct(
            OWNER,
            "Move",
            lambda ids: ctas.edit(ids, {"owner_id": owner.id}, move_tasks=move),
            lambda row: (row.owner, owner.name),
            changing_hands(move, owner.id),
            Right.ASSIGN,
            tasks_word="get the new owner",
            said=owner.name,
            writes={"owner_id": owner.id},
            deed=Deed.DELEGATED,
        )
        await self.run.carry_out(act, ids)

    async def close(self) -> None:
        """CD-11: asks for the outcome, and what becomes of open tasks."""
        ids = self.run.ctas()
        await self.questions.refuse_closing(ids)
        statuses = await self.run.read(lambda: self.run.session.views.values(Picklist.CTA_STATUS))
        labels = {value.outcome: value.label for value in reversed(statuses) if value.is_closed}
        outcome = await self.run.choose_or_again(
            CLOSE,
            self._title(CLOSE, ids),
            [
                (kind.value, kind.value[0], labels[kind.value])
                for kind in Outcome
                if kind.value in labels
            ],
        )
        if outcome is None or isinstance(outcome, Again):
            await self._as_last_time(CLOSE, outcome, ids)
            return
        skip = await self.questions.skips_tasks(ids)
        if skip is None:
            return
        chosen, ctas = Outcome(outcome), self.run.session.ctas
        act = CtaAct(
            CLOSE,
            "Close",
            lambda ids: ctas.close(ids, chosen, close_tasks=skip),
            lambda row: (row.status, labels[outcome]),
            open_task if skip else no_task,
            tasks_word="are skipped",
            said=labels[outcome],
            is_closing=True,
            deed=Deed.CLOSED,
        )
        await self.run.carry_out(act, ids)

    async def reopen(self) -> None:
        """CD-11: offers to open the tasks that closing skipped."""
        ids = self.run.ctas()
        reopen, touched = await self.questions.reopens_tasks(ids)
        ctas = self.run.session.ctas
        act = CtaAct(
            "Reopen",
            "Reopen",
            lambda ids: ctas.reopen(ids, reopen_tasks=reopen),
            lambda row: (row.status, "open again" if row.is_closed else row.status),
            touched,
            tasks_word="are opened again",
        )
        await self.run.carry_out(act, ids)

    async def delete(self) -> None:
        """TP-1, SY-8: mirrored tasks are asked about; the rest undo brings back."""
        ids = self.run.ctas()
        mirrored = sum(1 for task in await self.questions.tasks(ids) if task.is_synced)
        answer: str | None = "keep"
        if mirrored:
            answer = await self.run.choose(
                f"{mirrored:,} of the tasks are in Salesforce",
                [("keep", "k", "Keep them there"), ("delete", "d", "Delete them there too")],
                self.run.org_words(),
            )
        if answer is None:
            return
        keep, ctas = answer == "keep", self.run.session.ctas
        act = CtaAct(
            "Delete",
            "Delete",
            lambda ids: ctas.delete(ids, keep_in_salesforce=keep),
            lambda row: (row.status, "deleted"),
            lambda _cta, _task: not keep,
            Right.DELETE,
            is_relisted=True,
            tasks_word="are deleted in Salesforce too",
            deed=Deed.DELETED,
        )
        await self.run.carry_out(act, ids)

    async def flag(self) -> None:
        await self._set_fact("is_flagged")

    async def milestone(self) -> None:
        await self._set_fact("is_milestone")

    async def _set_fact(self, column: str) -> None:
        """Sets the same on all marked, the opposite of the first: it never flips each."""
        ids = self.run.ctas()
        rows = await self.run.read(lambda: self.run.session.views.rows(ids[:1]))
        value = not getattr(rows[0], column)
        words, ctas = {True: "yes", False: "no"}, self.run.session.ctas
        act = CtaAct(
            column.removeprefix("is_").capitalize(),
            "Set",
            lambda ids: ctas.edit(ids, {column: value}),
            lambda row: (words[getattr(row, column)], words[value]),
            writes={column: value},
        )
        await self.run.carry_out(act, ids)

    async def snooze(self) -> None:
        """CD-4: a day and a reason; wakes what sleeps."""
        ids = self.run.ctas()
        detail = await self._detail(ids[0])
        ctas = self.run.session.ctas
        if detail.row.is_snoozed:
            act = CtaAct(
                "Wake",
                "Wake",
                ctas.wake,
                lambda row: ("asleep", "awake") if row.is_snoozed else ("awake", "awake"),
                deed=Deed.WOKEN,
            )
            await self.run.carry_out(act, ids)
            return
        if len(ids) == 1 and detail.row.is_closed:
            raise CockpitError(
                "A closed CTA does not sleep.", f"{key_for('record.reopen', 'C')} opens it again."
            )
        views = self.run.session.views
        today, words = await self.run.read(lambda: (views.snooze_today(), views.snooze_day_words()))
        title = f"Snooze {len(ids):,} CTAs through" if len(ids) > 1 else "Snooze through"
        day = await self.run.pick_date_or_again(SNOOZE, title, None, day=(today, words))
        if day is None or isinstance(day, Again):
            await self._as_last_time(SNOOZE, day, ids)
            return
        reason = await self.run.pick_value(Picklist.SNOOZE_REASON, "Why", None)
        if reason is None:
            self.run.dropped("snoozed")
            return
        act = CtaAct(
            SNOOZE,
            "Snooze",
            lambda ids: ctas.snooze(ids, day, reason.id),
            lambda row: (row.status, f"asleep through {_day(day, today)}"),
            forbids=lambda row: "closed" if row.is_closed else "",
            said=f"{_day(day, today)}, {reason.label}",
            deed=Deed.SNOOZED,
        )
        await self.run.carry_out(act, ids)

    async def comment(self) -> None:
        """`.` adds what was written to the comments of others, and takes nothing from them."""
        cta_id = self.run.cta()
        await self.questions.refuse_kept((cta_id,), "comment")
        detail = await self._detail(cta_id)
        text = await self.run.ask(TextDialog("Comment", detail.comment, is_long=True))
        if text is None:
            return
        ctas, lines = self.run.session.ctas, LastLines.written(detail.comment, text)
        act = CtaAct(
            "Comment",
            "Write",
            lambda ids: ctas.edit(ids, {"comment": lines}),
            lambda _row: ("", f"added: {lines.text[:40]}"),
            writes={"comment": lines},
            once=once_of_text(lines),
        )
        self.run.habits.remember(act)
        save_texts(
            self.run,
            lambda changes, since: ctas.edit([cta_id], changes, since=since),
            {"comment": text},
            {"comment": detail.comment},
        )


def _is_dated(cta: CtaRow, task: TaskRow) -> bool:
    return cta.due is not None and task.due is not None and not task.is_closed


def _day(day: date | None, today: date) -> str:
    return "no date" if day is None else to_long_date(day, today)
