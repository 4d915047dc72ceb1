"""What the services need of the settings."""

from __future__ import annotations

from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.style import Style
from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.settings.locales import first_weekday, learnt_style


def practice_of(configuration: Configuration) -> Practice:
    """How the workspace works by these settings; a locale is asked only where they leave it one."""
    ui = configuration.ui
    style = learnt_style(ui) if ui.week_start == "locale" else Style()
    return Practice(
        first_weekday=first_weekday(ui, style),
        due_days=configuration.defaults.due_days,
        task_due_days=configuration.defaults.task_due_days,
        auto_sync=configuration.sync.auto,
        ranking=configuration.ranking,
        holidays=configuration.tasks.holidays,
        is_by_due=configuration.tasks.order == "due",
    )
