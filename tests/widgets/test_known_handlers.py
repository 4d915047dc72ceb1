"""Handlers that are found once are those that Textual finds each time."""

from __future__ import annotations

import pytest
from textual import events, on
from textual.message import Message
from textual.message_pump import MessagePump
from textual.messages import Prompt, Update
from textual.widget import Widget

from cockpit_tui.app import CockpitApp
from cockpit_tui.screens.base.messages import JobDone
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_widgets.drawing.known_handlers import KnowsHandlers
from cockpit_widgets.frame.filter_line import FilterLine

MESSAGES = (
    events.Idle(),
    events.Key("a", "a"),
    Prompt(),
    Update(Widget()),
    JobDone(print, None),
    FilterLine.Changed("x"),
    FilterLine.Submitted("x"),
)


class Asked(Message):
    """With a control, so that selectors can ask for it."""

    @property
    def control(self) -> Widget:
        return Widget()


class Parent(KnowsHandlers, Widget):
    @on(Asked)
    def first(self) -> None:
        """Of each one."""

    def on_asked(self) -> None:
        """Of each one, too."""

    async def _on_idle(self, event: events.Idle) -> None:
        """Instead of Textual's."""
        event.prevent_default()


class Child(Parent):
    @on(Asked)
    def first(self) -> None:
        """Besides."""

    @on(Asked, "#one")
    def second(self) -> None:
        """Of one alone."""


class Plain(Parent):
    def _on_asked(self) -> None:
        """Before the parent's."""


@pytest.mark.parametrize(
    "receiver", [CockpitApp, CockpitScreen, TriageScreen, Parent, Child, Plain]
)
def test_the_same_handlers_in_the_same_order(receiver: type[KnowsHandlers]) -> None:
    pump = receiver.__new__(receiver)
    for message in (*MESSAGES, Asked()):
        for _ in range(2):
            found = list(pump._get_dispatch_methods(message.handler_name, message))
            theirs = MessagePump._get_dispatch_methods(pump, message.handler_name, message)
            assert found == list(theirs)


def test_who_prevents_the_default_keeps_it_from_the_classes_above() -> None:
    pump, message = Plain.__new__(Plain), Asked()
    handlers = iter(pump._get_dispatch_methods("on_asked", message))
    assert next(handlers)[0] is Plain
    message.prevent_default()
    assert not list(handlers)
