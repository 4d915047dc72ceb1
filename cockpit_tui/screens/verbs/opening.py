"""What Enter does on an item of a CTA's pane."""

from __future__ import annotations

from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_widgets.panes.item_pane import ActivityItem, Item, TaskItem


def opens(screen: CommandScreen, item: Item) -> bool:
    """A task is edited, an activity is read whole; False for anything else."""
    selected = screen.selected
    if isinstance(item, TaskItem):
        screen.action_run_command("record.edit")
    elif isinstance(item, ActivityItem) and selected is not None:
        screen.home.open_activities(screen, selected.detail.account, is_text=True)
    else:
        return False
    return True
