"""Opportunities, their stages, and support cases."""

from __future__ import annotations

from cockpit_sandbox.objects.fields import (
    audit,
    flag,
    long_text,
    lookup,
    owner,
    picklist,
    record_id,
    text,
    typed,
)
from cockpit_sandbox.schema import SObject, read_only

OPPORTUNITY_STAGE = SObject(
    name="OpportunityStage",
    key_prefix="01J",
    label="Opportunity Stage",
    label_plural="Opportunity Stages",
    createable=False,
    updateable=False,
    deletable=False,
    fields=(
        record_id(),
        text("MasterLabel"),
        text("ApiName", name_field=True),
        flag("IsActive", default=True),
        typed("SortOrder", "int"),
        flag("IsClosed"),
        flag("IsWon"),
        typed("DefaultProbability", "percent"),
        picklist("ForecastCategoryName"),
        *audit(deletable=False),
    ),
)

OPPORTUNITY = SObject(
    name="Opportunity",
    key_prefix="006",
    label="Opportunity",
    label_plural="Opportunities",
    fields=(
        record_id(),
        lookup(
            "AccountId", "Account", on_parent_delete="cascade", child_relationship="Opportunities"
        ),
        text("Name", 120, required=True, name_field=True),
        long_text(),
        picklist("StageName", required=True, choices_from="OpportunityStage"),
        typed("Amount", "currency"),
        typed("Probability", "percent", minimum=0, maximum=100, defaulted_on_create=True),
        typed("CloseDate", "date", nillable=False),
        picklist("Type", "New Business", "Renewal", "Expansion"),
        text("NextStep", 255),
        flag("IsClosed", server=True),
        flag("IsWon", server=True),
        picklist("ForecastCategoryName"),
        owner(),
        *audit(),
    ),
)

CASE = SObject(
    name="Case",
    key_prefix="500",
    label="Case",
    label_plural="Cases",
    fields=(
        record_id(),
        read_only(text("CaseNumber", 30, name_field=True)),
        lookup("ContactId", "Contact", child_relationship="Cases"),
        lookup("AccountId", "Account", child_relationship="Cases"),
        text("Subject", 255),
        picklist("Status", "New", "Working", "Escalated", "Closed", default="New", required=True),
        picklist("Priority", "High", "Medium", "Low", default="Medium", required=True),
        picklist("Origin", "Email", "Phone", "Web"),
        picklist("Type", "Question", "Problem", "Feature Request"),
        long_text(),
        flag("IsClosed", server=True),
        read_only(typed("ClosedDate", "datetime")),
        flag("IsEscalated"),
        owner(queues=True),
        *audit(),
    ),
)
