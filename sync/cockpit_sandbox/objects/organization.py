"""The company itself and the people who sign in to it."""

from __future__ import annotations

from cockpit_sandbox.objects.fields import (
    audit,
    flag,
    lookup,
    picklist,
    record_id,
    text,
    typed,
)
from cockpit_sandbox.schema import SObject

ORGANIZATION = SObject(
    name="Organization",
    key_prefix="00D",
    label="Organization",
    label_plural="Organizations",
    createable=False,
    deletable=False,
    fields=(
        record_id(),
        text("Name", 80, required=True, name_field=True),
        flag("IsSandbox", server=True),
        picklist("OrganizationType"),
        text("InstanceName", 5, createable=False, updateable=False),
        picklist("TimeZoneSidKey", required=True),
        picklist("LanguageLocaleKey"),
        picklist("DefaultLocaleSidKey"),
        text("DefaultCurrencyIsoCode", 3),
        text("Country", 80),
        *audit(deletable=False),
    ),
)

GROUP = SObject(
    name="Group",
    key_prefix="00G",
    label="Group",
    label_plural="Groups",
    fields=(
        record_id(),
        text("Name", 40, required=True, name_field=True),
        text("DeveloperName", 80),
        picklist("Type", "Queue", "Regular", default="Queue"),
        typed("Email", "email", 255),
        *audit(deletable=False),
    ),
)
"""Queues, which own tasks and cases, are groups of the type Queue."""

USER = SObject(
    name="User",
    key_prefix="005",
    label="User",
    label_plural="Users",
    deletable=False,
    fields=(
        record_id(),
        text("Username", 80, required=True),
        text("LastName", 80, required=True),
        text("FirstName", 40),
        text("Name", 121, name_field=True, createable=False, updateable=False, calculated=True),
        text("Alias", 8),
        typed("Email", "email", 128, nillable=False, id_lookup=True),
        text("Title", 80),
        text("Department", 80),
        typed("Phone", "phone", 40),
        flag("IsActive", default=True),
        picklist("UserType", "Standard", default="Standard"),
        lookup("ManagerId", "User"),
        picklist("TimeZoneSidKey", required=True, default="Europe/Berlin"),
        picklist("LocaleSidKey", default="en_US"),
        *audit(deletable=False),
    ),
)
