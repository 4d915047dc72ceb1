"""Forms: a new CTA, a new task, and all fields of one at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from cockpit_tui.domain.field_rules import CONTACTS, OPPORTUNITY
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, ValueId
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.rows.org import Value
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import LinkKind, Picklist
from cockpit_tui.screens.verbs.cta_questions import CtaQuestions
from cockpit_tui.screens.verbs.filling import Typed, asked_again, filled
from cockpit_tui.screens.verbs.form_rules import complaints_of_new, links_asked, with_rules
from cockpit_tui.screens.verbs.repeating import Repeating
from cockpit_tui.screens.verbs.saving_texts import save_texts
from cockpit_tui.screens.verbs.task_dates import asks_to_move_cta
from cockpit_tui.screens.verbs.task_verbs import TaskVerbs
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.ctas import NAME_LENGTH, NewCta
from cockpit_tui.services.going_along import MoveDates, MoveTasks
from cockpit_tui.services.tasks import NewTask
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.form_dialog import FormCheck
from cockpit_widgets.dialogs.form_fields import FieldKind, FormField

EDITED = "an edit of several fields"
NO_LINK = 0
"""Stands for no record; ids begin at 1."""


class Adding:
    """Everything that is filled in rather than picked."""

    def __init__(self, runner: VerbRunner, tasks: TaskVerbs) -> None:
        self.run = runner
        self.screen = runner.screen
        self.questions = CtaQuestions(runner)
        self.tasks = tasks
        self.repeating = Repeating(runner)

    async def add_cta(self) -> None:
        """CL-20: the form opens with sensible values; owner is me, which one key keeps."""
        session, actor = self.run.session, self.run.session.actor
        accounts = await self.run.read(lambda: session.customers.accounts())
        selected = await self.run.selected()
        account = selected.detail.account.id if selected else None
        due = self.run.session.clock.today() + timedelta(self.run.session.practice.due_days)
        fields = [
            _text("name", "Name", "", is_required=True),
            _choice(
                "account_id",
                "Customer",
                [Choice(row.id, row.name, detail=row.segment) for row in accounts],
                account,
            ),
            *[
                await self._value_field(*entry, current=None)
                for entry in (
                    ("type_id", "Type", Picklist.CTA_TYPE),
                    ("reason_id", "Reason", Picklist.REASON),
                    ("priority_id", "Priority", Picklist.PRIORITY),
                )
            ],
            await self._people_field("owner_id", "Owner", actor.person_id),
            _day("due", "Due", due),
            self.repeating.field(),
            _long("comment", "Comment", ""),
        ]
        every = await self.run.read(lambda: self.run.session.field_rules.all())
        fields[-1:-1] = [self._link_field(column) for column in links_asked(every)]
        repeats = await self.repeating.check()
        proposed = {field.key: field.value for field in fields}

        def check(values: Mapping[str, object]) -> Mapping[str, str]:
            return {**complaints_of_new(every, proposed, values), **repeats(values)}

        await self._ask_for_cta(fields, check)

    async def _ask_for_cta(
        self, fields: Sequence[FormField], check: FormCheck, typed: Typed | None = None
    ) -> None:
        found = await filled(self.run, "New CTA", fields, "Add CTA", check=check, typed=typed)
        if found is None:
            return
        new = NewCta(
            account_id=AccountId(cast("int", found["account_id"])),
            name=str(found["name"]),
            type_id=cast("ValueId", found["type_id"]),
            reason_id=cast("ValueId", found["reason_id"]),
            priority_id=cast("ValueId", found["priority_id"]),
            owner_id=cast("PersonId", found["owner_id"]),
            due=cast("date | None", found["due"]),
            comment=str(found["comment"]),
            opportunity_id=cast("int", found.get(OPPORTUNITY)) or None,
            contact_ids=cast("tuple[int, ...]", found.get(CONTACTS, ())),
        )
        again = partial(self._ask_for_cta, fields, check)
        ctas, otherwise = self.run.session.ctas, asked_again(self.run, again, found)
        self.run.last_was("a new CTA")
        if found["repeat"]:
            self.repeating.add(new, str(found["repeat"]), otherwise)
            return
        self.run.save(lambda: ctas.add(new), relist=True, otherwise=otherwise)

    async def add_task(self) -> None:
        """TP-1: under the CTA of the cursor, as every task."""
        cta_id = self.run.cta()
        row = (await self.run.read(lambda: self.run.session.views.detail(cta_id))).row
        fields = [
            _text("title", "Title", "", is_required=True),
            _day("due", "Due", None, note="empty: in a week"),
            await self._value_field("priority_id", "Priority", Picklist.PRIORITY, current=None),
            await self._assignees_field((row.owner_id,)),
            _long("comments", "Comments", ""),
        ]
        await self._ask_for_task(row, fields)

    async def _ask_for_task(
        self, row: CtaRow, fields: Sequence[FormField], typed: Typed | None = None
    ) -> None:
        found = await filled(self.run, "New task", fields, "Add task", aside=row.name, typed=typed)
        if found is None:
            return
        new = NewTask(
            row.id,
            str(found["title"]),
            due=cast("date | None", found["due"]),
            priority_id=cast("ValueId", found["priority_id"]),
            assignees=cast("tuple[PersonId, ...]", found["assignees"]),
            comments=str(found["comments"]),
        )
        tasks, move_cta = self.run.session.tasks, False
        if new.due is not None:
            move_cta = await asks_to_move_cta(self.run, row, new.due)
        otherwise = asked_again(self.run, partial(self._ask_for_task, row, fields), found)
        self.run.last_was("a new task")
        self.run.save(lambda: tasks.add(new, move_cta=move_cta), otherwise=otherwise)

    async def edit_cta(self) -> None:
        cta_id = self.run.cta()
        detail = await self.run.read(lambda: self.run.session.views.detail(cta_id))
        before: dict[str, Any] = {
            "name": detail.row.name,
            "type_id": detail.type_id,
            "reason_id": detail.reason_id,
            "priority_id": detail.priority_id,
            "status_id": detail.status_id,
            "owner_id": detail.row.owner_id,
            "due": detail.row.due,
            "comment": detail.comment,
        }
        fields = [
            _text("name", "Name", detail.row.name, is_required=True),
            *[
                await self._value_field(key, label, picklist, current=before[key])
                for key, label, picklist in (
                    ("type_id", "Type", Picklist.CTA_TYPE),
                    ("reason_id", "Reason", Picklist.REASON),
                    ("priority_id", "Priority", Picklist.PRIORITY),
                    ("status_id", "Status", Picklist.CTA_STATUS),
                )
            ],
            await self._people_field("owner_id", "Owner", detail.row.owner_id),
            _day("due", "Due", detail.row.due),
            _long("comment", "Comment", detail.comment),
        ]
        series = await self.repeating.series_of(cta_id)
        if series is not None:
            before["repeat"] = series.words
            fields.insert(-1, self.repeating.field(series))
        check = await self.repeating.check()
        rules = await self.run.read(lambda: self.run.session.field_rules.of_type(detail.type_id))
        ruled = [with_rules(field, rules.get(field.key, frozenset())) for field in fields]
        found = await filled(
            self.run, "Edit CTA", ruled, "Save", aside=detail.account.name, check=check
        )
        changes = changed(found, before)
        if series is not None and "repeat" in changes:
            self.run.last_was(EDITED)
            self.repeating.change(series, str(changes.pop("repeat")))
        if changes:
            await self._save_cta(cta_id, changes, detail)

    async def _save_cta(self, cta_id: CtaId, changes: dict[str, Any], before: CtaDetail) -> None:
        """Saves with the questions that go with each field."""
        is_closed = before.row.is_closed
        shift, skip, reopen, move = False, False, False, MoveTasks.NONE
        if changes.get("due") is not None:
            shift = await self.questions.shifts_tasks([cta_id])
        if "owner_id" in changes:
            move = await self.questions.moves_tasks([cta_id])
        if "status_id" in changes:
            values = await self.run.read(lambda: self.run.session.views.values(Picklist.CTA_STATUS))
            is_closing = any(
                value.is_closed for value in values if value.id == changes["status_id"]
            )
            if is_closing and not is_closed:
                skips = await self.questions.skips_tasks([cta_id])
                skip = skips is True
                if skips is None:
                    del changes["status_id"]
            elif is_closed and not is_closing:
                reopen, _ = await self.questions.reopens_tasks([cta_id])
        if not changes:
            return
        ctas = self.run.session.ctas
        self.run.last_was(EDITED)
        save_texts(
            self.run,
            lambda changes, since: ctas.edit(
                [cta_id],
                changes,
                shift_tasks=shift,
                move_tasks=move,
                close_tasks=skip,
                reopen_tasks=reopen,
                since=since,
            ),
            changes,
            {"comment": before.comment},
        )

    async def edit_task(self) -> None:
        task = await self.tasks.under_cursor()
        before: dict[str, Any] = {
            "title": task.title,
            "status_id": task.status_id,
            "priority_id": task.priority_id,
            "due": task.due,
            "blockers": tuple(blocker.id for blocker in task.blockers),
            "comments": task.comments,
        }
        fields = [
            _text("title", "Title", task.title, is_required=True),
            await self._value_field(
                "status_id", "Status", Picklist.TASK_STATUS, current=task.status_id
            ),
            await self._value_field(
                "priority_id", "Priority", Picklist.PRIORITY, current=task.priority_id
            ),
            _day("due", "Due", task.due),
            await self._after_field(task),
            _long("comments", "Comments", task.comments),
        ]
        found = await filled(self.run, "Edit task", fields, "Save")
        changes = changed(found, before)
        if changes:
            tasks, move, move_cta = self.run.session.tasks, MoveDates.THIS, False
            if (day := changes.get("due")) is not None:
                move, move_cta = await self.tasks.dates.goes_along([task], {task.id: day})
            self.run.last_was(EDITED)
            save_texts(
                self.run,
                lambda changes, since: tasks.edit(
                    [task.id], changes, move_dates=move, move_cta=move_cta, since=since
                ),
                changes,
                {"comments": task.comments},
            )

    async def _value_field(
        self, key: str, label: str, picklist: Picklist, *, current: ValueId | None
    ) -> FormField:
        values = await self.run.read(lambda: self.run.session.views.values(picklist))
        chosen = current or _default(values)
        return _choice(key, label, [Choice(value.id, value.label) for value in values], chosen)

    async def _people_field(self, key: str, label: str, current: PersonId) -> FormField:
        people = await self.run.read(lambda: self.run.session.views.people())
        choices = [Choice(person.id, person.name, detail=person.title) for person in people]
        return _choice(key, label, choices, current)

    def _link_field(self, column: str) -> FormField:
        """CD-13: the customer's deal, or its contacts, for types that ask for them from the
        beginning on."""
        run, is_deal = self.run, column == OPPORTUNITY
        kind = LinkKind.OPPORTUNITY if is_deal else LinkKind.CONTACT

        async def look_up(account_id: AccountId) -> list[Choice[object]]:
            found = await run.read(lambda: run.session.links.linkable(account_id))
            of_kind = [link for link in found if link.kind is kind]
            rows = [Choice[object](link.id, link.name, detail=link.detail) for link in of_kind]
            return [Choice[object](NO_LINK, "none"), *rows] if is_deal and rows else rows

        return FormField(
            column,
            "Opportunity" if is_deal else "Contacts",
            FieldKind.CHOICE if is_deal else FieldKind.SEVERAL,
            None if is_deal else (),
            within="account_id",
            look_up=look_up,
        )

    async def _after_field(self, task: TaskRow) -> FormField:
        """TP-16: the tasks of its CTA that have to be done before."""
        tasks = await self.run.read(lambda: self.run.session.views.tasks([task.cta_id]))
        others = tuple(Choice[object](row.id, row.title) for row in tasks if row.id != task.id)
        taken = tuple(blocker.id for blocker in task.blockers)
        refusal = "" if others else "the only task"
        return FormField("blockers", "After", FieldKind.SEVERAL, taken, others, refusal=refusal)

    async def _assignees_field(self, taken: tuple[PersonId, ...]) -> FormField:
        people = await self.run.read(lambda: self.run.session.views.people())
        choices = tuple(Choice[object](person.id, person.name) for person in people)
        return FormField(
            "assignees", "Assignees", FieldKind.SEVERAL, taken, choices, is_required=True
        )


def changed(found: Mapping[str, object] | None, before: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs, so that nothing is written that nobody changed."""
    if found is None:
        return {}
    return {key: value for key, value in found.items() if value != before[key]}


def _default(values: Sequence[Value]) -> ValueId | None:
    return next((value.id for value in values if value.is_default), None)


def _text(key: str, label: str, value: str, *, is_required: bool = False) -> FormField:
    return FormField(key, label, value=value, is_required=is_required, limit=NAME_LENGTH)


def _long(key: str, label: str, value: str) -> FormField:
    return FormField(key, label, FieldKind.LONG, value, limit=LONGEST_TEXT)


def _day(key: str, label: str, value: date | None, note: str = "") -> FormField:
    return FormField(key, label, FieldKind.DATE, value, note=note)


def _choice(key: str, label: str, choices: Sequence[Choice[Any]], value: object) -> FormField:
    return FormField(key, label, FieldKind.CHOICE, value, tuple(choices), is_required=True)
