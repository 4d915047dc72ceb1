"""Where one stands in the cockpit: in the list, or on a field, task or activity of the pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cockpit_tui.commands import Command, Where
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.screens.base.home import Home
from cockpit_tui.screens.cockpit.fields import FIELDS, Field
from cockpit_tui.screens.cockpit.view_words import GROUP_COMMANDS
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.item_pane import ActivityItem, FactItem, TaskItem
from cockpit_widgets.panes.pane_tabs import OF_CUSTOMER

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import AttachmentRow


OF_A_CTA = frozenset({"record.open", "account.activities", "account.open", "cta.timeline"})
"""Commands of the footer that need a CTA under the cursor and no right."""
ON_ATTACHMENT: Mapping[str, str] = {
    "record.open": "change",
    "record.browse": "open it",
    "record.delete": "take off",
    "record.copy": "copy address",
}
"""What the footer calls commands where one stands on an attachment."""
OF_THE_TASK = frozenset(
    {"record.comment", "record.link", "record.edit", "record.history", "record.explain"}
)
"""Commands on a task that need it under the cursor, whatever is marked."""


class CockpitPlaces(Home):
    """What verbs act on; the other half of the cockpit's screen."""

    @cached_property
    def cta_list(self) -> CtaList:
        return self.query_one(CtaList)

    @cached_property
    def pane(self) -> CtaPane:
        return self.query_one(CtaPane)

    @property
    def is_in_pane(self) -> bool:
        """Whether keys go to the pane; true as soon as it was given the focus."""
        return self.focused is self.pane

    @property
    def where(self) -> Where:
        """Where verbs act: on CTAs, on the field, the task or activity under the pane's cursor."""
        if not self.is_in_pane:
            return Where.LIST
        if self.pane.tab in OF_CUSTOMER:
            return Where.CUSTOMER
        if self.field is not None:
            return Where.FACTS
        return Where.TASKS if self.task_id is not None or self.pane.marked else Where.ACTIVITIES

    @property
    def places(self) -> tuple[Where, ...]:
        where = self.where
        is_on_activity = where in (Where.TASKS, Where.ACTIVITIES) and self.task_id is None
        # Marks of tasks count there as well: `where` is then that of tasks.
        more = (Where.ACTIVITIES, Where.CTA_ACTIVITIES) if is_on_activity else ()
        return tuple(dict.fromkeys((where, *more)))

    def has_use(self, command: Command) -> bool:
        is_on_task = self.where is not Where.TASKS or self.task_id is not None
        return is_on_task or command.id not in OF_THE_TASK

    @property
    def field(self) -> Field | None:
        """The field of the CTA that one stands on in the pane."""
        item = self.pane.cursor if self.is_in_pane else None
        return FIELDS.get(item.key) if isinstance(item, FactItem) else None

    @property
    def task_id(self) -> TaskId | None:
        item = self.pane.cursor if self.is_in_pane else None
        return item.id if isinstance(item, TaskItem) else None

    @property
    def task_ids(self) -> tuple[TaskId, ...]:
        return (self.pane.marked if self.where is Where.TASKS else ()) or super().task_ids

    @property
    def attachment(self) -> AttachmentRow | None:
        item, detail = self.pane.cursor, self.pane.detail
        if not self.is_in_pane or detail is None or not isinstance(item, FactItem):
            return None
        from cockpit_widgets.panes.facts import attachment_item

        return next((row for row in detail.attachments if attachment_item(row) == item), None)

    @property
    def footer_here(self) -> Mapping[str, int]:
        if self._is_on_header:
            return {name: place for place, name in enumerate(GROUP_COMMANDS, 1)}
        on_attachment = {"record.browse": 1, "record.delete": 2, "record.copy": 3}
        return on_attachment if self.attachment is not None else {}

    def footer_commands(self) -> list[Command]:
        found = super().footer_commands()
        if not self._is_on_header:
            return found
        return [command for command in found if not command.needs and command.id not in OF_A_CTA]

    @property
    def _is_on_header(self) -> bool:
        """Whether there is no CTA for a verb to act on, but a group."""
        is_in_list = self.where is Where.LIST and not self.marked_count
        return is_in_list and self.cta_list.cursor_header is not None

    def label_of(self, command: Command) -> str:
        label = ON_ATTACHMENT.get(command.id) if self.attachment is not None else None
        return label or super().label_of(command)

    @property
    def activity_id(self) -> str | None:
        item = self.pane.cursor if self.is_in_pane else None
        return item.salesforce_id if isinstance(item, ActivityItem) else None

    @property
    def cta_id(self) -> CtaId | None:
        return self.cta_list.cursor_id

    @property
    def cta_ids(self) -> tuple[CtaId, ...]:
        if self.where is Where.FACTS:
            return super().cta_ids
        return self.cta_list.marked_in_order or super().cta_ids

    @property
    def cursor_line(self) -> int:
        return self.cta_list.region.y + self.cta_list.cursor_y

    @property
    def marked_count(self) -> int:
        return len(self.pane.marked if self.is_in_pane else self.cta_list.marked)

    def show_saving(self, ids: Sequence[int]) -> None:
        self.cta_list.show_saving(ids)
