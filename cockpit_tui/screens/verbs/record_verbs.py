"""Verbs on CTAs and tasks: which command does what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from cockpit_tui.commands import Where
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.verbs.activity_verbs import ActivityVerbs
from cockpit_tui.screens.verbs.adding import Adding
from cockpit_tui.screens.verbs.attaching import Attaching
from cockpit_tui.screens.verbs.cta_verbs import CtaVerbs
from cockpit_tui.screens.verbs.hygiene_verbs import HygieneVerbs
from cockpit_tui.screens.verbs.linking import Linking
from cockpit_tui.screens.verbs.playbook_verbs import PlaybookVerbs
from cockpit_tui.screens.verbs.task_verbs import TaskVerbs
from cockpit_tui.screens.verbs.verb_runner import VerbRunner


class RecordVerbs:
    """Verbs on CTAs and tasks, for any screen that points at them."""

    def __init__(self, runner: VerbRunner) -> None:
        self.runner = runner
        self.ctas = CtaVerbs(runner)
        self.tasks = TaskVerbs(runner)
        self.adding = Adding(runner, self.tasks)
        self.linking = Linking(runner)
        self.attaching = Attaching(runner)
        self.playbooks = PlaybookVerbs(runner)
        self.hygiene = HygieneVerbs(runner)

    def handlers(self) -> Handlers:
        """A callable for each verb."""
        both = {
            "record.close": (self.ctas.close, self.tasks.complete),
            "record.reopen": (self.ctas.reopen, self.tasks.reopen),
            "record.delete": (self._delete, self.tasks.delete),
            "record.status": (self.ctas.status, self.tasks.status),
            "record.priority": (self.ctas.priority, self.tasks.priority),
            "record.due": (self.ctas.due, self.tasks.dates.due),
            "record.owner": (self.ctas.owner, self.tasks.assignees),
            "record.comment": (self.ctas.comment, self.tasks.comments),
            "record.link": (self.linking.cta, self.linking.task),
            "record.edit": (self.adding.edit_cta, self.adding.edit_task),
        }
        handlers = {name: partial(self._either, *pair) for name, pair in both.items()}
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "cta.add": self.adding.add_cta,
            "task.add": self.adding.add_task,
            "task.do_next": self.tasks.do_next,
            "cta.name": self.ctas.name,
            "cta.reason": self.ctas.reason,
            "cta.type": self.ctas.type,
            "cta.snooze": self.ctas.snooze,
            "cta.flag": self.ctas.flag,
            "cta.milestone": self.ctas.milestone,
            "cta.playbook": self.playbooks.playbook,
            "cta.attach": self.attaching.attach,
            "cta.archive": self.hygiene.archive,
            "task.sync": self.tasks.sync,
            "task.desync": self.tasks.desync,
        }
        return {
            **handlers,
            **ActivityVerbs(self.runner).handlers(),
            **{name: partial(self.runner.start, verb) for name, verb in verbs.items()},
        }

    async def _delete(self) -> None:
        """What one stands on: an attachment, else the CTA."""
        has_attachment = self.runner.screen.attachment is not None
        await (self.attaching.detach() if has_attachment else self.ctas.delete())

    def _either(
        self, on_cta: Callable[[], Awaitable[None]], on_task: Callable[[], Awaitable[None]]
    ) -> None:
        is_task = self.runner.screen.where is Where.TASKS
        self.runner.start(on_task if is_task else on_cta)
