"""What an org is and allows, found by asking it; kept as the workspace's one org."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cockpit_sync.connecting.mapping import save_default_mapping
from cockpit_sync.fields import ACCOUNT_FIELD, REF_FIELD, TASK_FIELDS
from cockpit_sync.objects.capabilities import (
    Capabilities,
    ObjectFacts,
    StatusFacts,
    can_be_marked,
    has_exact_creates,
    object_facts,
)
from cockpit_sync.objects.create_modes import MARK_FIELD, MODE_WORDS, CreateMode, Wish, find_mode
from cockpit_sync.objects.streams import STREAMS
from cockpit_sync.salesforce.api import (
    PAGE_ROWS,
    Api,
    Part,
    PartResult,
    query_path,
    raise_for,
    to_page,
)
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_state, quarantine
from cockpit_tui.store.mirror.mirror_state import Org

CONNECT = "connect"


class AnotherOrg(NotPermitted):
    """The workspace belongs to an org already, and this is not it."""

    code = "another-org"


class Connection(Struct, frozen=True):
    """What connecting found, and what an admin may want to mend."""

    org: Org
    capabilities: Capabilities
    user_name: str
    advice: tuple[str, ...]


def connect(
    store: Store,
    api: Api,
    instance_url: str,
    *,
    is_loopback: bool,
    now: datetime,
    creates: Wish = "auto",
) -> Connection:
    """Looks at the org and keeps it; production starts un-armed, and nothing is written to it.

    Raises AnotherOrg, naming both, when the workspace belongs to another org; SalesforceError.
    """
    user = api.get("/services/oauth2/userinfo", CONNECT)
    org_id = to_salesforce_id(user["organization_id"])
    with store.read() as connection:
        known = mirror_state.load_org(connection)
    organization, capabilities, user_name = inspect(api, user["user_id"])
    name = str(organization.get("Name") or org_id)
    if known is not None and known.id != org_id:
        raise AnotherOrg(
            f"This workspace belongs to {known.name} ({known.id}), and this session to {name} "
            f"({org_id}). Nothing was changed.",
            "Use another COCKPIT_HOME or COCKPIT_DATABASE_URL for the other org.",
        )
    is_sandbox = bool(organization.get("IsSandbox"))
    found = Org(
        id=org_id,
        name=name,
        is_sandbox=is_sandbox,
        is_loopback=is_loopback,
        instance_url=instance_url,
        time_zone=str(organization.get("TimeZoneSidKey") or "UTC"),
        currency=str(organization.get("DefaultCurrencyIsoCode") or "USD")[:3],
        user_salesforce_id=to_salesforce_id(user["user_id"]),
        is_armed=known.is_armed if known else is_sandbox or is_loopback,
        create_mode=find_mode(capabilities, creates).value,
        capabilities={**capabilities.to_json(), "described_at": now.isoformat()},
    )
    with store.write() as connection:
        mirror_state.save_org(connection, found)
        mirror_state.add_calls(connection, api.take_ledger())
    problems = save_default_mapping(store, capabilities)
    advice = (*_advice(capabilities, CreateMode(found.create_mode)), *problems)
    return Connection(found, capabilities, user_name, advice)


def describe_again(store: Store, api: Api, org: Org, now: datetime) -> tuple[Org, Capabilities]:
    """What the org allows now; for fields that vanished or changed while we were at it."""
    _, capabilities, _ = inspect(api, org.user_salesforce_id)
    renewed = replace(org, capabilities={**capabilities.to_json(), "described_at": now.isoformat()})
    with store.write() as connection:
        mirror_state.save_org(connection, renewed)
        quarantine.retry_refused_fields(connection, _changeable(capabilities))
    return renewed, capabilities


def inspect(api: Api, user_id: str) -> tuple[Mapping[str, Any], Capabilities, str]:
    """(Organization row, capabilities, name of the signed-in user). Raises SalesforceError."""
    answers = api.composite(_first_questions(user_id), CONNECT)
    raise_for(answers["org"])
    raise_for(answers["user"])
    describes = {
        stream.sobject: api.get(f"/sobjects/{stream.sobject}/describe", CONNECT)
        for stream in STREAMS
    }
    task = describes["Task"]
    capabilities = Capabilities(
        objects=_facts(describes),
        statuses=_statuses(api, answers["statuses"], task),
        priorities=_priorities(answers["priorities"], task),
        has_ref=has_exact_creates(task),
        can_mark=can_be_marked(task),
    )
    organization = dict(to_page(answers["org"].body).records[0])
    if answers["currency"].is_success:
        organization.update(to_page(answers["currency"].body).records[0])
    users = to_page(answers["user"].body).records
    return organization, capabilities, str(users[0]["Name"]) if users else user_id


def _first_questions(user_id: str) -> list[Part]:
    by_order = "SortOrder"
    queries = {
        "org": select("Organization", _ORGANIZATION),
        "statuses": select("TaskStatus", _STATUS, order=by_order),
        "priorities": select("TaskPriority", ("ApiName", "SortOrder"), order=by_order),
        "user": select("User", ("Id", "Name"), where=one_of("Id", [user_id])),
        # Not every org shows this field, so it may fail alone.
        "currency": select("Organization", ("DefaultCurrencyIsoCode",)),
    }
    return [Part(ref, "GET", query_path(soql)) for ref, soql in queries.items()]


def _statuses(api: Api, answer: PartResult, task: Mapping[str, Any]) -> tuple[StatusFacts, ...]:
    """TaskStatus says which are closed; where it cannot be read, describe and the rows do."""
    if answer.is_success:
        return tuple(
            StatusFacts(row["ApiName"], bool(row["IsClosed"]), bool(row["IsDefault"]))
            for row in to_page(answer.body).records
        )
    closed_tasks = api.query_all(
        select("Task", ("Status",), where="IsClosed = true", limit=PAGE_ROWS), CONNECT
    )
    closed = {row["Status"] for row in closed_tasks.records}
    return tuple(
        StatusFacts(value, value in closed, is_default)
        for value, is_default in _picklist(task, "Status")
    )


def _priorities(answer: PartResult, task: Mapping[str, Any]) -> tuple[str, ...]:
    if answer.is_success:
        return tuple(row["ApiName"] for row in to_page(answer.body).records)
    return tuple(value for value, _ in _picklist(task, "Priority"))


_ORGANIZATION = ("Id", "Name", "IsSandbox", "OrganizationType", "TimeZoneSidKey")
_STATUS = ("ApiName", "IsClosed", "IsDefault", "SortOrder")


def _facts(describes: Mapping[str, Mapping[str, Any]]) -> dict[str, ObjectFacts]:
    """Facts of the fields that the mirror knows; an org may have hundreds of others."""
    mirrored = {entry.api_name for entry in TASK_FIELDS} | {ACCOUNT_FIELD, REF_FIELD, MARK_FIELD}
    found = {}
    for stream in STREAMS:
        kept = {column for column in stream.columns if "." not in column}
        if stream.sobject == "Task":
            kept |= mirrored
        if stream.sobject == "Event":
            kept.add(REF_FIELD)
        kept |= {"OwnerId", "WhoId", "WhatId", "LastModifiedById", "UserType"}
        found[stream.sobject] = object_facts(describes[stream.sobject], frozenset(kept))
    return found


def _picklist(describe: Mapping[str, Any], name: str) -> list[tuple[str, bool]]:
    """(value, is default) of a picklist as describe shows it."""
    for entry in describe["fields"]:
        if entry["name"] == name:
            return [
                (choice["value"], bool(choice.get("defaultValue")))
                for choice in entry.get("picklistValues", ())
                if choice.get("active", True)
            ]
    return []


def _changeable(capabilities: Capabilities) -> frozenset[str]:
    """Our names of the fields that this user may change."""
    updateable = capabilities.objects["Task"].updateable
    return frozenset(entry.name for entry in TASK_FIELDS if entry.api_name in updateable)


def _advice(capabilities: Capabilities, mode: CreateMode) -> tuple[str, ...]:
    advice = []
    if not capabilities.has_ref:
        advice.append(
            f"New tasks are told apart {MODE_WORDS[mode]}. An admin makes them exact by adding "
            f"{REF_FIELD} to Activity (Text 36, External ID, Unique) and letting this user edit "
            "it. Until then a create whose answer is lost waits up to 15 minutes."
        )
    facts = capabilities.objects["Task"]
    hidden = [
        entry.label
        for entry in TASK_FIELDS
        if not entry.is_optional and entry.api_name not in facts.updateable
    ]
    if hidden:
        advice.append(f"This user may not change these fields of tasks: {', '.join(hidden)}.")
    return tuple(advice)
