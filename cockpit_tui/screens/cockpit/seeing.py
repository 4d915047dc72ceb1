"""Commands that change what the cockpit shows: view, filter, grouping, folds, marks, panes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.commands import Where
from cockpit_tui.commands.table import TAB
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import looks_like_salesforce_id, to_cta_word, to_task_word
from cockpit_tui.domain.lists.columns import COLUMNS_AT_MOST, ListColumn, parse_columns
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.cockpit.fields import FIELDS, UNSET
from cockpit_tui.screens.cockpit.view_words import place_words
from cockpit_tui.screens.verbs.recalling import Recalling
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker, TogglePicker
from cockpit_widgets.dialogs.rank_dialog import RankDialog
from cockpit_widgets.drawing.signs import key_for
from cockpit_widgets.panes.facts import unset_fields
from cockpit_widgets.panes.item_pane import ActivityItem, RecordItem, TaskItem
from cockpit_widgets.panes.pane_tabs import PaneTab

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner

GROUPINGS = (
    (GroupBy.DUE, "d", "Due date"),
    (GroupBy.OWNER, "o", "Owner"),
    (GroupBy.REASON, "r", "Reason"),
    (GroupBy.PRIORITY, "p", "Priority"),
    (GroupBy.ACCOUNT, "a", "Customer"),
    (GroupBy.TYPE, "i", "Type"),
    (GroupBy.STATUS, "s", "Status"),
    (GroupBy.NEW_AND_DUE, "n", "New and due"),
    (GroupBy.ALL, "l", "All in one"),
)
"""The letters are those of the verbs that set the field."""
ORDERS = (
    (SortBy.DUE, "d", "Due date"),
    (SortBy.RECOMMENDED, "r", "Recommended"),
    (SortBy.PRIORITY, "p", "Priority"),
    (SortBy.NAME, "n", "Name"),
    (SortBy.ACCOUNT, "a", "Customer"),
    (SortBy.OWNER, "o", "Owner"),
    (SortBy.TYPE, "i", "Type"),
    (SortBy.STATUS, "s", "Status"),
    (SortBy.REASON, "e", "Reason"),
    (SortBy.ARR, "m", "ARR, highest first"),
    (SortBy.RENEWAL, "w", "Renewal, nearest first"),
    (SortBy.HEALTH, "h", "Health, lowest first"),
    (SortBy.NPS, "v", "NPS, lowest first"),
    (SortBy.USAGE, "u", "Usage, lowest first"),
    (SortBy.TASKS, "t", "Open tasks, most first"),
    (SortBy.UNTOUCHED, "l", "Longest untouched first"),
    (SortBy.CREATED, "c", "Newest first"),
)


class Seeing:
    """Nothing here changes data."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = screen

    def handlers(self) -> dict[str, Callable[[], None]]:
        screen = self.screen
        asking: dict[str, Callable[[], Awaitable[None]]] = {
            "record.browse": self.browse,
            "view.group": self.group,
            "view.sort": self.sort,
            "view.columns": self.columns,
            "record.explain": self.explain,
            "cta.unset": self.set_unset,
        }
        tabs = {f"{TAB}{n}": partial(self.tab, n) for n in range(1, 10)}
        return {
            **{name: partial(self.run.start, verb) for name, verb in asking.items()},
            **tabs,
            "view.filter": screen.filter_line.edit,
            "view.fold": lambda: screen.cta_list.action_toggle_fold(),
            "view.fold_all": lambda: screen.cta_list.action_toggle_all_folds(),
            "view.reload": screen.read_again,
            "mark.toggle": self.mark,
            "mark.range": self.mark_to_here,
            "mark.group": self.mark_group,
            "mark.all": self.mark_all,
            "pane.next": self.next_pane,
            "pane.previous": self.previous_pane,
            "record.open": self.open,
            "account.open": partial(screen.open_tab, PaneTab.COMPANY),
            "cta.timeline": partial(screen.open_tab, PaneTab.TIMELINE),
            "record.copy": self.copy,
            "back": self.back,
        }

    async def group(self) -> None:
        chosen = await self.run.choose(
            "Group by", [(group.value, key, label) for group, key, label in GROUPINGS]
        )
        if chosen is not None:
            self.screen.view.change(group_by=GroupBy(chosen))

    async def sort(self) -> None:
        """CL-15: the order that the list has turns round; `=` in the picker does so at once."""
        view = self.screen.view
        plain = view.state.sort_by.plain
        orders = [Choice(order, label, key=key) for order, key, label in ORDERS]
        now = next(choice.label for choice in orders if choice.value is plain)
        choices = [Choice(plain, f"Turn round: {now}", key="="), *orders]
        chosen = await self.run.ask(
            Picker("Sort within the groups", choices, anchor=self.screen.cursor_line)
        )
        if chosen is not None:
            view.sort(chosen)

    async def columns(self) -> None:
        """CL-14: at most two numbers or dates beside each CTA, kept for this tab."""
        choices = [
            Choice(column, column.label, key=str(place))
            for place, column in enumerate(ListColumn, 1)
        ]
        view = self.screen.view
        dialog = TogglePicker(
            f"{COLUMNS_AT_MOST} further columns",
            choices,
            taken=view.columns,
            most=COLUMNS_AT_MOST,
            anchor=self.screen.cursor_line,
        )
        chosen = await self.run.ask(dialog)
        if chosen is not None:
            view.choose_columns(parse_columns(",".join(chosen)))
            if not self.screen.cta_list.has_room_for_extras:
                self.screen.tell_news("Not all of them find room here: a wider window shows them.")

    async def set_unset(self) -> None:
        """CD-2: the fields that have no line of their own; each shows the key that sets it."""
        selected = await self.run.selected_cta()
        working = {command.id: command.shown_key for command in self.screen.valid_commands()}
        names: dict[str, list[str]] = {}
        for name in unset_fields(selected.detail):
            names.setdefault(UNSET[name], []).append(name)
        choices = [
            Choice(command, ", ".join(fields).capitalize(), key=working[command])
            for command, fields in names.items()
            if command in working
        ]
        chosen = await self.run.ask(Picker("Set", choices, anchor=self.screen.cursor_line))
        if chosen is not None:
            self.screen.action_run_command(chosen)

    async def explain(self) -> None:
        """D5: the terms of the score, which add up to it; of a task or field its history (D12)."""
        if self.screen.field is not None:
            await Recalling(self.run).tell_of(self.screen.field.column)
            return
        if self.screen.task_id is not None:
            await Recalling(self.run).history()
            return
        cta_id = self.run.cta()
        row = (await self.run.read(lambda: self.run.session.views.detail(cta_id))).row
        terms = self.run.session.views.explain(row)
        cta_list = self.screen.cta_list
        dialog = RankDialog(
            row.name,
            row.account,
            terms,
            place=place_words(cta_list.listing, cta_list.cursor_index),
            anchor=self.screen.cursor_line,
        )
        if await self.run.ask(dialog) == "history":
            await Recalling(self.run).history()

    def mark(self) -> None:
        """Marks and goes on; it passes over headers, which would mark their whole group."""
        if self.screen.is_in_pane:
            self.screen.pane.toggle_mark()
            return
        cta_list = self.screen.cta_list
        cta_list.toggle_mark()
        cta_list.action_cursor_down()
        if cta_list.cursor_id is None:
            cta_list.action_cursor_down()

    def mark_to_here(self) -> None:
        screen = self.screen
        (screen.pane if screen.is_in_pane else screen.cta_list).mark_to_here()

    def mark_group(self) -> None:
        if not self.screen.cta_list.mark_group():
            self.screen.tell_news("The group is still being read; try again in a moment.")

    def mark_all(self) -> None:
        if self.screen.is_in_pane:
            self.screen.pane.mark_all()
        elif not self.screen.cta_list.mark_all():
            self.screen.tell_news("The list is still being read; try again in a moment.")

    def next_pane(self) -> None:
        screen = self.screen
        if not screen.is_in_pane:
            screen.open_pane()
        elif not screen.pane.step_tab(1):
            screen.close_pane()

    def previous_pane(self) -> None:
        screen = self.screen
        if not screen.is_in_pane:
            screen.open_pane()
        elif not screen.pane.step_tab(-1):
            screen.close_pane()

    def tab(self, n: int) -> None:
        """The nth tab of where one is: of the pane, else of the views."""
        if self.screen.is_in_pane:
            self.screen.pane.show_nth_tab(n)
        else:
            self.screen.view.show_nth_tab(n)

    def open(self) -> None:
        """Enter: edits the field that one stands on, or follows it (CD-2)."""
        if self.screen.field is not None:
            self.screen.action_run_command(self.screen.field.command)
        elif self.screen.is_in_pane:
            self.screen.pane.action_open()
        else:
            self.screen.cta_list.action_open()

    def copy(self) -> None:
        """CD-14: what leads others to the record: its Salesforce address, or our own word."""
        word = self._address()
        if word:
            self.screen.copy_word(word)
        else:
            self.screen.tell_news("Nothing that has an address is under the cursor.")

    def _address(self) -> str:
        """The address of the attachment, of the task or activity under the cursor in Salesforce,
        else `CTA-12`."""
        screen = self.screen
        if screen.attachment is not None:
            return screen.attachment.address
        org = screen.status.org if screen.status else None
        item, selected = screen.pane.cursor, screen.selected
        if screen.is_in_pane and item is not None and selected is not None:
            if isinstance(item, ActivityItem):
                return f"{org.instance_url}/{item.salesforce_id}" if org else item.salesforce_id
            if isinstance(item, RecordItem):
                has_twin = org is not None and looks_like_salesforce_id(item.word)
                return f"{org.instance_url}/{item.word}" if org and has_twin else item.word
            tasks = selected.detail.tasks
            task = next((task for task in tasks if TaskItem(task.id) == item), None)
            twins = [part.salesforce_id for part in task.parts] if task else []
            linked = next(filter(None, twins), None)
            if task is not None:
                return f"{org.instance_url}/{linked}" if org and linked else to_task_word(task.id)
        cta_id = screen.cta_list.cursor_id
        return "" if cta_id is None else to_cta_word(cta_id)

    async def browse(self) -> None:
        """Opens the record in the person's browser; over ssh it says the address instead."""
        if self.screen.attachment is not None:
            self._visit(self.screen.attachment.address)
            return
        address = self._address()
        org, selected = self.screen.status, await self.run.selected()
        is_cta = self.screen.where in (Where.LIST, Where.FACTS)
        if is_cta and org is not None and org.org and selected is not None:
            detail = selected.detail
            deal, customer = detail.opportunity_salesforce_id, detail.account.salesforce_id
            twin = customer if self.screen.field is FIELDS["account"] else deal or customer
            address = f"{org.org.instance_url}/{twin}" if twin else address
        if not address.startswith("http"):
            raise CockpitError(
                "Salesforce does not know this record.",
                f"{key_for('task.sync', 'y')} mirrors a task.",
            )
        self._visit(address)

    def _visit(self, address: str) -> None:
        from cockpit_tui.terminal.browser import browse, can_browse, to_openable

        if can_browse():
            browse(to_openable(address))
            self.screen.tell_news(f"Opening {address}")
        else:
            self.screen.tell_news(f"No browser from here: {address}")

    def back(self) -> None:
        """One step: what was told, the pane, the marks, the typed filter."""
        screen = self.screen
        if self.run.answers_esc():
            return
        if screen.is_in_pane and screen.pane.marked:
            screen.pane.clear_marks()
        elif screen.is_in_pane:
            screen.pane.leave_page()
            screen.close_pane()
        elif screen.cta_list.marked:
            screen.cta_list.clear_marks()
        elif not screen.view.state.is_of_tab:
            screen.show_tab(screen.view.state.tab)
