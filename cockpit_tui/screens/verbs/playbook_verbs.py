"""The verb on CTAs that applies a playbook, or puts another in its place (TP-9)."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.playbooks import PlaybookRow
from cockpit_tui.screens.verbs.holiday_verbs import HolidayVerbs
from cockpit_tui.screens.verbs.playbook_preview import MOVE_DUE, playbook_preview
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.permitted import counted
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.drawing.signs import key_for

DIGITS = 9
"""Playbooks that a digit picks at once."""


class PlaybookVerbs:
    """On the marked CTAs, or on the one under the cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen
        self.holidays = HolidayVerbs(runner)

    async def playbook(self) -> None:
        """Applies while none is applied, and replaces where one is; shown before it is written."""
        ids = self.run.ctas()
        session = self.run.session
        applied = await self.run.read(lambda: session.playbooks.applied(ids))
        # Of several, those that have one are left alone unless all of them do.
        is_replacement = all(applied.get(cta_id) for cta_id in ids)
        chosen = await self._pick(ids, applied[ids[0]] if is_replacement else "")
        if chosen is None:
            return
        planned = await self._planned(ids, chosen, is_replacement=is_replacement)
        if planned is None:
            self.run.dropped("applied")
            return
        moves, keep = planned
        self.run.last_was("a playbook")
        if is_replacement:
            self.run.save(
                lambda: session.playbooks.replace(
                    ids, chosen.id, keep_in_salesforce=keep, move_due=moves
                )
            )
        else:
            self.run.save(lambda: session.playbooks.apply(ids, chosen.id, move_due=moves))

    async def _planned(
        self, ids: Sequence[CtaId], chosen: PlaybookRow, *, is_replacement: bool
    ) -> tuple[bool, bool] | None:
        """The plan is shown, anew when somebody's holidays were changed on the way.

        Whether the CTAs' dates move and whether tasks that go are kept in Salesforce; None when
        it was left.
        """
        session, keep = self.run.session, None
        while True:
            plans = await self.run.read(
                lambda: session.playbooks.plans(ids, chosen.id, is_replacement=is_replacement)
            )
            if keep is None and any(old.is_synced for plan in plans for old in plan.removed):
                keep = await self._asks_to_keep()
                if keep is None:
                    return None
            keeps = keep is not False
            org = self.screen.status.org if self.screen.status else None
            today = session.clock.today()
            preview = playbook_preview(plans, chosen, org, today, keep_in_salesforce=keeps)
            answer = await self.run.ask(PreviewDialog(preview))
            if answer is None:
                return None
            if not answer.is_aside:
                return MOVE_DUE in answer.options, keeps
            owners = {task.assignee_id for plan in plans for task in plan.tasks}
            await self.holidays.choose(list(owners))

    async def _pick(self, ids: Sequence[CtaId], applied: str) -> PlaybookRow | None:
        """TP-10: the active ones that fit the type of one of the CTAs at least."""
        session = self.run.session
        playbooks = await self.run.read(lambda: session.playbooks.all())
        rows = await self.run.read(lambda: session.views.rows(ids))
        types = {row.type for row in rows}
        fitting = [p for p in playbooks if p.is_active and (not p.type or p.type in types)]
        if not fitting:
            hint = f"{key_for('playbooks', 'B')} shows all of them and makes new ones."
            raise CockpitError("No playbook fits here.", hint)
        choices = [
            Choice(
                playbook,
                playbook.name,
                key=str(place) if place <= DIGITS else "",
                detail=f"{counted(len(playbook.steps), 'step')}, {playbook.last_day} days",
            )
            for place, playbook in enumerate(fitting, 1)
        ]
        title = "Replace the playbook by" if applied else "Apply a playbook"
        aside = f"now {applied}" if applied and len(ids) == 1 else ""
        anchor = self.screen.cursor_line
        return await self.run.ask(PlaybookPicker(title, choices, aside=aside, anchor=anchor))

    async def _asks_to_keep(self) -> bool | None:
        """SY-8 for tasks of the old playbook that are in Salesforce; None when it was left."""
        answer = await self.run.choose(
            "Tasks that go are in Salesforce",
            [("keep", "k", "Keep them there"), ("delete", "d", "Delete them there too")],
            self.run.org_words(),
        )
        return None if answer is None else answer == "keep"


class PlaybookPicker(Picker[PlaybookRow]):
    """As wide as a name and its measure need."""

    width = 64
