"""Verbs on a customer's Salesforce activities: logging one, and taking a Task under a CTA."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import cast

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.domain.rows.customers import AccountRow, ActivityRow
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.verbs.filling import Typed, asked_again, filled
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.ctas import NAME_LENGTH
from cockpit_tui.services.logging_activities import (
    KINDS,
    MEETING_MINUTES,
    LogKind,
    NewLog,
    meeting_start,
)
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.form_fields import FieldKind, FormField
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.drawing.signs import key_for

KIND_WORDS: Mapping[LogKind, str] = {"call": "Call", "note": "Note", "meeting": "Meeting"}
MOST_OFFERED = 200


class ActivityVerbs:
    """For the customer that a screen is about, or whose CTA is under the cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    def handlers(self) -> Handlers:
        return {
            "activity.log": partial(self.run.start, self.log),
            "activity.adopt": partial(self.run.start, self.adopt),
            "account.activities": partial(self.run.start, self.show_all),
        }

    async def show_all(self) -> None:
        """C3-2: the customer's activities, all of them."""
        self.screen.home.open_activities(self.screen, await self._customer())

    async def _customer(self) -> AccountRow:
        if self.screen.account is not None:
            return self.screen.account
        selected = await self.run.selected_cta()
        return selected.detail.account

    async def log(self) -> None:
        """What happened, for Salesforce: a call or a note as a done Task, a meeting as an Event."""
        account = await self._customer()
        zone = await self.run.read(lambda: self.run.session.logs.time_zone())
        await self._ask_for_log(account, zone)

    async def _ask_for_log(
        self, account: AccountRow, zone: str, typed: Typed | None = None
    ) -> None:
        today = self.run.session.clock.today()
        found = await filled(
            self.run,
            "Log an activity",
            _fields(today),
            "Log it",
            account.name,
            partial(_checked, today),
            is_past=True,
            typed=typed,
        )
        if found is None:
            return
        kind, day = cast("LogKind", found["kind"]), cast("date", found["day"])
        minutes = str(found["minutes"])
        new = NewLog(
            account_id=account.id,
            kind=kind,
            subject=str(found["subject"]),
            day=day,
            comments=str(found["comments"]),
            start=meeting_start(day, str(found["time"]), zone) if kind == "meeting" else None,
            minutes=int(minutes) if minutes else None,
        )
        logs = self.run.session.logs
        otherwise = asked_again(self.run, partial(self._ask_for_log, account, zone), found)
        self.run.last_was("a logged activity")
        self.run.save(lambda: logs.log(new), ids=(), otherwise=otherwise)

    async def adopt(self) -> None:
        """The Salesforce Task under the cursor, else one that is picked, goes under a CTA."""
        account = await self._customer()
        row = await self._task_of(account)
        if row is None:
            return
        cta_id = await self._cta_for(account, row)
        if cta_id is not None:
            adoptions = self.run.session.adoptions
            self.run.last_was("a Salesforce Task taken over")
            self.run.save(lambda: adoptions.adopt(row.salesforce_id, cta_id), ids=())

    async def _task_of(self, account: AccountRow) -> ActivityRow | None:
        customers, pointed = self.run.session.customers, self.screen.activity_id
        if pointed is not None:
            return await self.run.read(lambda: customers.activity(pointed))
        found = await self.run.read(lambda: customers.activities(account.id, limit=MOST_OFFERED))
        free = [row for row in found.pending if row.kind == "Task" and row.cta_id is None]
        if not free:
            raise CockpitError(
                f"{account.name} has no open Salesforce Task that is not under a CTA.",
                f"{key_for('account.activities', 'A')} shows all of its activities.",
            )
        today = self.run.session.clock.today()
        choices = [
            Choice(row, row.subject, detail=f"{to_list_date(row.date, today)}  {row.owner}")
            for row in free
        ]
        return await self.run.ask(TaskPicker("Take a Salesforce Task under this CTA", choices))

    async def _cta_for(self, account: AccountRow, row: ActivityRow) -> CtaId | None:
        """The CTA under the cursor; from a customer's activities one of its open CTAs."""
        if self.screen.cta_id is not None:
            return self.screen.cta_id
        views = self.run.session.views

        def open_ctas() -> list[Choice[CtaId]]:
            ids = views.listing(f"account:ACC-{account.id} is:open").ids[:MOST_OFFERED]
            today = self.run.session.clock.today()
            return [
                Choice(CtaId(cta.id), cta.name, detail=to_list_date(cta.due, today))
                for cta in views.rows(ids)
            ]

        choices = await self.run.read(open_ctas)
        if not choices:
            raise CockpitError(
                f"{account.name} has no open CTA to take it under.",
                f"Esc, then {key_for('cta.add', 'n')} adds one.",
            )
        return await self.run.ask(
            Picker(f"“{row.subject}” goes under", choices, anchor=self.screen.cursor_line)
        )


class TaskPicker(Picker[ActivityRow]):
    """As wide as a subject with its day and its owner."""

    width = 84


def _fields(today: date) -> list[FormField]:
    kinds = tuple(Choice[object](kind, KIND_WORDS[kind], key=KIND_WORDS[kind][0]) for kind in KINDS)
    return [
        FormField("subject", "Subject", is_required=True, limit=NAME_LENGTH),
        FormField("kind", "What", FieldKind.CHOICE, "call", kinds, is_required=True),
        FormField("day", "Day", FieldKind.DATE, today, is_required=True),
        FormField("time", "Time", note="of a meeting", example="14:30"),
        FormField("minutes", "Minutes", note="of a meeting", example=f"{MEETING_MINUTES}"),
        FormField("comments", "Comments", FieldKind.LONG, "", limit=LONGEST_TEXT),
    ]


def _checked(today: date, values: Mapping[str, object]) -> Mapping[str, str]:
    """What does not go together: a meeting has a time, others are past, minutes are a number."""
    complaints = {}
    minutes = str(values["minutes"])
    if minutes and not (minutes.isascii() and minutes.isdigit()):
        complaints["minutes"] = "a whole number"
    day = values["day"]
    if values["kind"] != "meeting" and isinstance(day, date) and day > today:
        complaints["day"] = f"a {values['kind']} is past"
    if values["kind"] == "meeting" and isinstance(day, date):
        try:
            meeting_start(day, str(values["time"]), "UTC")
        except InvalidInput:
            complaints["time"] = "a meeting: 14:30"
    return complaints
