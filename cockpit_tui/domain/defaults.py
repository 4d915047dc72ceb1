"""What a fresh workspace holds (decision 6, decision 12); all of it data that an admin edits."""

from __future__ import annotations

from msgspec import Struct

from cockpit_tui.domain.values import EVENT, Outcome, Picklist, PriorityLevel, TaskStage


class DefaultValue(Struct, frozen=True):
    """One row of a value set; `type_label` ties a reason to one CTA type."""

    picklist: Picklist
    label: str
    is_default: bool = False
    is_closed: bool = False
    outcome: Outcome | None = None
    stage: str | None = None
    letter: str = ""
    type_label: str | None = None


VALUES: tuple[DefaultValue, ...] = (
    DefaultValue(Picklist.CTA_TYPE, "Risk", is_default=True, letter="R"),
    DefaultValue(Picklist.CTA_TYPE, "Opportunity", letter="O"),
    DefaultValue(Picklist.CTA_TYPE, "Event", letter="E", stage=EVENT),
    *(
        DefaultValue(Picklist.REASON, label, is_default=label == "Other")
        for label in (
            "Low usage",
            "Product performance",
            "Product adoption",
            "Product release",
            "Expectation mismatch",
            "Champion left",
            "Detractor survey",
            "Support risk",
            "Company risk",
            "Renewal",
            "Onboarding",
            "Business review",
            "Upsell",
            "Reference",
            "Other",
        )
    ),
    DefaultValue(Picklist.PRIORITY, "High", stage=PriorityLevel.HIGH),
    DefaultValue(Picklist.PRIORITY, "Medium", stage=PriorityLevel.MIDDLE, is_default=True),
    DefaultValue(Picklist.PRIORITY, "Low", stage=PriorityLevel.LOW),
    DefaultValue(Picklist.CTA_STATUS, "New", is_default=True),
    DefaultValue(Picklist.CTA_STATUS, "Open"),
    DefaultValue(Picklist.CTA_STATUS, "Work in progress"),
    DefaultValue(Picklist.CTA_STATUS, "Closed success", is_closed=True, outcome=Outcome.SUCCESS),
    DefaultValue(Picklist.CTA_STATUS, "Closed lost", is_closed=True, outcome=Outcome.LOST),
    DefaultValue(Picklist.CTA_STATUS, "Closed invalid", is_closed=True, outcome=Outcome.INVALID),
    DefaultValue(Picklist.TASK_STATUS, "Open", stage=TaskStage.OPEN, is_default=True),
    DefaultValue(Picklist.TASK_STATUS, "In progress", stage=TaskStage.IN_PROGRESS),
    DefaultValue(Picklist.TASK_STATUS, "Completed", stage=TaskStage.COMPLETED, is_closed=True),
    DefaultValue(Picklist.TASK_STATUS, "Skipped", stage=TaskStage.SKIPPED, is_closed=True),
    *(
        DefaultValue(Picklist.SNOOZE_REASON, label, is_default=label == "Planned later")
        for label in (
            "Customer on leave",
            "Waiting on customer",
            "Waiting on internal team",
            "Planned later",
            "Other",
        )
    ),
)
