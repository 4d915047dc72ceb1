"""`/jobs/query`: Bulk API 2.0 query jobs.

Salesforce: "Bulk API 2.0, Query". Results come as CSV; `Sforce-Locator` names the next part and is
`null` at the end.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from cockpit_sandbox.bulk import csv_text
from cockpit_sandbox.bulk.jobs import ENDED, Job, Jobs
from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes.query import context_of
from cockpit_sandbox.soql.parse import parse
from cockpit_sandbox.soql.run import invalid_locator, kept_rows
from cockpit_sandbox.values import moment_text

ROWS_OF_A_PART = 50_000
_OPERATIONS = ("query", "queryAll")


def create(call: Call) -> Reply:
    """POST /jobs/query: 200 with the job, which works by itself from now on."""
    content = call.json_object()
    operation, query = content.get("operation"), content.get("query")
    delimiter, ending = content.get("columnDelimiter", "COMMA"), content.get("lineEnding", "LF")
    if operation not in _OPERATIONS or not isinstance(query, str):
        raise ApiError(400, "INVALIDJOB", "a query job needs operation (query, queryAll) and query")
    if delimiter not in csv_text.DELIMITERS or ending not in csv_text.LINE_ENDINGS:
        raise ApiError(400, "INVALIDJOB", "unknown columnDelimiter or lineEnding")
    now = moment_text(call.org.clock.now())
    job = Job("", operation, query, "", call.user_id, now, now, call.version, delimiter, ending)
    wait = call.org.faults.asked("bulk-wait")
    if wait is not None:
        job.polls_to_wait = int(wait.number("polls"))
    if call.org.faults.asked("bulk-fail"):
        job.error = "InternalError: the job was retried fifteen times and given up"
    jobs = Jobs(context_of(call))
    jobs.remove_old(call.org.clock.now())
    return Reply(200, _told(jobs.accept(job)))


def listed(call: Call) -> Reply:
    """GET /jobs/query: every job."""
    records = [_told(job) for job in Jobs(context_of(call)).all()]
    return Reply(200, {"done": True, "nextRecordsUrl": None, "records": records})


def status(call: Call) -> Reply:
    """GET /jobs/query/ID: the job and its state."""
    jobs, job = _job(call)
    if job.state not in ENDED:
        _go_on(jobs, job)
    told = _told(job)
    if job.state == "JobComplete":
        told |= {"numberRecordsProcessed": job.records, "retries": 0, "totalProcessingTime": 1}
    if job.error and job.state == "Failed":
        told["errorMessage"] = job.error
    return Reply(200, told)


def abort(call: Call) -> Reply:
    """PATCH /jobs/query/ID {"state": "Aborted"}."""
    jobs, job = _job(call)
    if call.json_object().get("state") != "Aborted":
        raise ApiError(400, "INVALIDJOBSTATE", "a query job can only be set to Aborted")
    if job.state in ENDED:
        raise ApiError(400, "INVALIDJOBSTATE", f"Aborting already {job.state} job not allowed")
    job.state = "Aborted"
    jobs.keep(job)
    return Reply(200, _told(job))


def remove(call: Call) -> Reply:
    """DELETE /jobs/query/ID: 204; only a job that has ended."""
    jobs, job = _job(call)
    if job.state not in ENDED:
        raise ApiError(400, "INVALIDJOBSTATE", f"Deleting a job in state {job.state} not allowed")
    jobs.remove(job)
    return Reply(204)


def results(call: Call) -> Reply:
    """GET /jobs/query/ID/results?maxRecords=&locator=: the next part of the result as CSV."""
    jobs, job = _job(call)
    if job.state != "JobComplete":
        raise ApiError(400, "INVALIDJOBSTATE", f"no results of a job in state {job.state}")
    offset, size = _offset(call), _most_records(call)
    compiled = jobs.compiled(job)
    rows = kept_rows(jobs.context, compiled, job.id, offset, size)
    after = offset + size
    body = csv_text.written(
        parse(job.query),
        compiled.shape,
        rows,
        delimiter=job.column_delimiter,
        line_ending=job.line_ending,
    )
    headers = {
        "Content-Type": "text/csv;charset=UTF-8",
        "Sforce-NumberOfRecords": str(len(rows)),
        "Sforce-Locator": _locator(after) if after < job.records else "null",
    }
    return Reply(200, body, headers)


def _job(call: Call) -> tuple[Jobs, Job]:
    jobs = Jobs(context_of(call))
    job = jobs.found(canonical(call.part("id")) or "")
    if job.user_id != call.user_id:
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
    return jobs, job


def _go_on(jobs: Jobs, job: Job) -> None:
    if job.polls_to_wait > 0:
        job.polls_to_wait -= 1
        job.state = "InProgress"
        jobs.keep(job)
    elif job.error is not None:
        job.state = "Failed"
        jobs.keep(job)
    else:
        jobs.work(job)


def _told(job: Job) -> dict[str, object]:
    return {
        "id": job.id,
        "operation": job.operation,
        "object": job.object_name,
        "createdById": job.user_id,
        "createdDate": job.created,
        "systemModstamp": job.modified,
        "state": job.state,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.version),
        "lineEnding": job.line_ending,
        "columnDelimiter": job.column_delimiter,
    }


def _locator(offset: int) -> str:
    return urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def _offset(call: Call) -> int:
    text = call.request.query.get("locator")
    if not text:
        return 0
    if call.org.faults.asked("lost-locator"):
        raise invalid_locator(text)
    try:
        return int(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (Base64Error, ValueError):
        raise invalid_locator(text) from None


def _most_records(call: Call) -> int:
    text = call.request.query.get("maxRecords", "")
    if not text:
        return ROWS_OF_A_PART
    if not text.isdecimal() or int(text) < 1:
        raise ApiError(400, "INVALID_INPUT", f"maxRecords is a positive number, not {text}")
    return int(text)
