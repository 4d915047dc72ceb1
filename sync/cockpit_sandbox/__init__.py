"""A local org that speaks Salesforce's REST API over real HTTP, for demos, tests and trying out.

`python -m cockpit_sandbox` serves one; `Sandbox.start()` does so in a child process; `Org` is the
same org without the wire.

    __main__, server, launch, parent_watch   the process and its HTTP
    org, request, routes/                    from a request to a reply
    bulk/                                    query jobs and their CSV
    oauth/                                   sign-in: the app, the grants, the page
    soql/                                    grammar, syntax, SQL, pages, the shape of records
    records, intake, triggers                every write: checks, derived fields, the recycle bin
    archive, last_activity, recurrence       what the org does by itself
    upkeep, limits, access                   merges and the bin, calls, who may see what
    faults/, late, delivery                  what goes wrong on demand, and the way over the wire
    schema, objects/                         objects and fields as data
    storage, ids, values, clock, errors      the ground
    seed/, colleague                         a believable company, and somebody who works there
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cockpit_sandbox.launch import Sandbox as Sandbox
    from cockpit_sandbox.org import Org as Org

__all__ = ["Org", "Sandbox"]


def __getattr__(name: str) -> object:
    """Import on first use: starting a child needs nothing of what serving needs."""
    if name == "Sandbox":
        from cockpit_sandbox.launch import Sandbox

        return Sandbox
    if name == "Org":
        from cockpit_sandbox.org import Org

        return Org
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
