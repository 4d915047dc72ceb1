"""Somebody acting in a workspace, with the services in their name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.adopting import AdoptService
from cockpit_tui.services.attaching import AttachmentService
from cockpit_tui.services.ctas import CtaService
from cockpit_tui.services.customers import CustomerService
from cockpit_tui.services.exporting import ExportService
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.hygiene import HygieneService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.loading import LoadService
from cockpit_tui.services.logging_activities import LogService
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.services.new_day import NewDay, begin_day
from cockpit_tui.services.people import PeopleService
from cockpit_tui.services.playbook_editing import PlaybookEditService
from cockpit_tui.services.playbooks import PlaybookService
from cockpit_tui.services.recurring import RecurringService
from cockpit_tui.services.saved_views import SavedViewService
from cockpit_tui.services.stories import StoryService
from cockpit_tui.services.sync_views import SyncViewService
from cockpit_tui.services.task_lists import TaskListService
from cockpit_tui.services.tasks import TaskService
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.engine import Store


@dataclass
class Session:
    """An open workspace, seen and changed by one person."""

    store: Store
    actor: Actor
    clock: Clock
    practice: Practice
    day: NewDay = field(default_factory=NewDay)
    """What the last day that began here brought."""

    @cached_property
    def ctas(self) -> CtaService:
        return CtaService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def tasks(self) -> TaskService:
        return TaskService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def adoptions(self) -> AdoptService:
        return AdoptService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def logs(self) -> LogService:
        return LogService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def history(self) -> HistoryService:
        return HistoryService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def field_rules(self) -> FieldRuleService:
        return FieldRuleService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def links(self) -> LinkService:
        return LinkService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def attachments(self) -> AttachmentService:
        return AttachmentService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def views(self) -> ViewService:
        return ViewService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def customers(self) -> CustomerService:
        return CustomerService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def task_lists(self) -> TaskListService:
        return TaskListService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def stories(self) -> StoryService:
        return StoryService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def exports(self) -> ExportService:
        return ExportService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def mirror(self) -> MirrorService:
        return MirrorService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def sync_views(self) -> SyncViewService:
        return SyncViewService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def saved_views(self) -> SavedViewService:
        return SavedViewService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def loading(self) -> LoadService:
        return LoadService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def playbooks(self) -> PlaybookService:
        return PlaybookService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def playbook_edits(self) -> PlaybookEditService:
        return PlaybookEditService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def people(self) -> PeopleService:
        return PeopleService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def hygiene(self) -> HygieneService:
        return HygieneService(self.store, self.actor, self.clock, self.practice)

    @cached_property
    def recurring(self) -> RecurringService:
        return RecurringService(self.store, self.actor, self.clock, self.practice)

    def begin_day(self) -> NewDay:
        """What a new day brings: sleepers wake (CD-4), recurring CTAs are made (CL-21). It is kept
        as `day`."""
        self.day = begin_day(self.store, self.clock, self.practice)
        return self.day

    def close(self) -> None:
        self.store.close()
