"""What Enter does on an item of a CTA's pane."""

from __future__ import annotations

from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_widgets.panes.item_pane import ActivityItem, Item, TaskItem


def open_task_or_activity(screen: CommandScreen, item: Item) -> None:
    """A task is edited, an activity is read whole; anything else does nothing."""
    selected = screen.selected
    if isinstance(item, TaskItem):
        screen.action_run_command("record.edit")
    elif isinstance(item, ActivityItem) and selected is not None:
        screen.home.open_activities(screen, selected.detail.account, is_text=True)
