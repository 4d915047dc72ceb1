"""`/query`, `/queryAll` and the pages that follow."""

from __future__ import annotations

from functools import partial

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.schema import Scalar, SObject
from cockpit_sandbox.soql.run import Page, QueryContext, first_page, invalid_locator, next_page

SMALLEST_PAGE, LARGEST_PAGE = 200, 2_000
"""Salesforce: Sforce-Query-Options batchSize; the default is the largest."""


def query(call: Call) -> Reply:
    """GET /query?q=…: living rows."""
    return _first(call, all_rows=False)


def query_all(call: Call) -> Reply:
    """GET /queryAll?q=…: deleted and archived rows as well."""
    return _first(call, all_rows=True)


def query_more(call: Call) -> Reply:
    """GET /query/LOCATOR-OFFSET: the rows after OFFSET; raises INVALID_QUERY_LOCATOR."""
    if call.org.faults.asked("lost-locator"):
        raise invalid_locator(call.part("locator"))
    return _reply(call, next_page(context_of(call), call.part("locator"), _page_size(call)))


def _first(call: Call, *, all_rows: bool) -> Reply:
    soql = call.request.query.get("q")
    if not soql:
        raise ApiError(400, "MALFORMED_QUERY", "SOQL is required: parameter q")
    return _reply(call, first_page(context_of(call), soql, _page_size(call), all_rows=all_rows))


def context_of(call: Call) -> QueryContext:
    """What a statement of this user needs besides its text."""
    org, user_id = call.org, call.user_id
    return QueryContext(
        org.storage,
        org.clock,
        org.zone_of(user_id),
        call.schema,
        partial(_seen_by, call),
        call.version,
    )


def _seen_by(call: Call, sobject: SObject, alias: str) -> tuple[str, list[Scalar]]:
    return call.org.access.condition(call.user_id, sobject, alias)


def _page_size(call: Call) -> int:
    fault = call.org.faults.asked("page-size")
    if fault is not None:
        return max(int(fault.number("rows")), 1)
    for option in call.request.headers.get("sforce-query-options", "").split(","):
        name, _, size = option.partition("=")
        if name.strip().lower() == "batchsize" and size.strip().isdecimal():
            return min(max(int(size), SMALLEST_PAGE), LARGEST_PAGE)
    return LARGEST_PAGE


def _reply(call: Call, page: Page) -> Reply:
    schema, version = call.org.schema, call.version
    content: dict[str, object] = {"totalSize": page.total, "done": page.next_locator is None}
    if page.next_locator is not None:
        content["nextRecordsUrl"] = f"/services/data/v{version}/query/{page.next_locator}"
    content["records"] = page.records(schema, version)
    return Reply(200, content)
