"""Query jobs and their states.

Salesforce: "Query Jobs". A job is accepted at once (`UploadComplete`), works by itself and ends as
`JobComplete`, `Failed` or `Aborted`; its result is kept for seven days. Here the work is done when
the job is looked at for the first time, which is after it was accepted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from cockpit_sandbox import ids
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.soql.compile import Compiled
from cockpit_sandbox.soql.parse import parse
from cockpit_sandbox.soql.run import QueryContext, keep_ids
from cockpit_sandbox.soql.syntax import Path, Select
from cockpit_sandbox.values import moment_text

PREFIX = "750"
RESULT_LIFE = timedelta(days=7)
"""Salesforce: results are kept for seven days."""
ENDED = frozenset({"JobComplete", "Failed", "Aborted"})


class Job(msgspec.Struct):
    """One query job."""

    id: str
    operation: str
    query: str
    object_name: str
    user_id: str
    created: str
    modified: str
    version: str
    column_delimiter: str = "COMMA"
    line_ending: str = "LF"
    state: str = "UploadComplete"
    records: int = 0
    polls_to_wait: int = 0
    error: str | None = None

    @property
    def all_rows(self) -> bool:
        """Whether deleted and archived rows are seen."""
        return self.operation == "queryAll"


class Jobs(Struct, frozen=True):
    """The jobs of an org."""

    context: QueryContext

    def accept(self, job: Job) -> Job:
        """Take on a job; its id is set.

        Raises:
            ApiError: the statement is not one for Bulk API 2.0.
        """
        _require_plain(parse(job.query))
        compiled = self.context.compiled(job.query, all_rows=job.all_rows)
        job.object_name = compiled.sobject.name
        job.id = ids.numbered(PREFIX, self.context.storage.next_number("AsyncApiJob"))
        self.keep(job)
        return job

    def found(self, job_id: str) -> Job:
        """The job of that id; raises 404."""
        row = self.context.storage.first("SELECT content FROM bulk_job WHERE id = ?", (job_id,))
        if row is None:
            raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
        return msgspec.json.decode(str(row[0]), type=Job)

    def all(self) -> list[Job]:
        """Every job, newest first."""
        rows = self.context.storage.rows("SELECT content FROM bulk_job ORDER BY id DESC")
        return [msgspec.json.decode(str(row[0]), type=Job) for row in rows]

    def work(self, job: Job) -> None:
        """Do the work of a job: note which rows are its result."""
        compiled = self.context.compiled(job.query, all_rows=job.all_rows)
        job.records = keep_ids(self.context, compiled, job.id)
        job.state = "JobComplete"
        self.keep(job)

    def compiled(self, job: Job) -> Compiled:
        """The statement of a job as SQL."""
        return self.context.compiled(job.query, all_rows=job.all_rows)

    def keep(self, job: Job) -> None:
        """Write a job down as it is now."""
        job.modified = moment_text(self.context.clock.now())
        self.context.storage.run(
            "INSERT OR REPLACE INTO bulk_job VALUES (?, ?, ?)",
            (job.id, job.created, msgspec.json.encode(job).decode()),
        )

    def remove(self, job: Job) -> None:
        """Forget a job and its result."""
        self.context.storage.run("DELETE FROM query_result WHERE locator = ?", (job.id,))
        self.context.storage.run("DELETE FROM bulk_job WHERE id = ?", (job.id,))

    def remove_old(self, now: datetime) -> None:
        """Forget what was kept for seven days."""
        for job in self.all():
            if job.created < moment_text(now - RESULT_LIFE):
                self.remove(job)


def _require_plain(select: Select) -> None:
    """Refuse what Bulk API 2.0 cannot do: everything but fields and parents' fields."""
    if select.group_by or any(not isinstance(item, Path) for item in select.items):
        raise ApiError(
            400,
            "API_ERROR",
            "Aggregates, GROUP BY, TYPEOF and parent-to-child relationships are not supported in"
            " Bulk API 2.0 queries",
        )
    if select.offset:
        raise ApiError(400, "API_ERROR", "OFFSET is not supported in Bulk API 2.0 queries")
