"""Faults on demand: rules that make the org misbehave the way a real one does.

A rule is a kind and `name=value` words, separated by blanks; values may be quoted.

On the way there or back:

    drop-before               the connection is cut and nothing was done
    drop-after                the work is committed, then the connection is cut
    late-commit seconds=300   the connection is cut; the work is done that much later, by the
                              server's clock [stamp=request: rows bear the time of the request]
    twice                     a proxy delivers the request two times
    meanwhile id=00T… field=Subject to=Theirs
                              a colleague changes a record just before the request is worked on
    delay seconds=2.5         the answer comes late
    drip seconds=2.5          the body of the answer comes in ten pieces over that time
    cut-body [bytes=100]      the connection breaks within the body (half of it by default)
    truncate [bytes=100]      200, but the JSON ends within a word
    gateway [status=502]      HTML of a machine in front of the org [done=yes: after the work]

From the org:

    expired-session           401 INVALID_SESSION_ID [body=dict or body=html: in another form]
    unavailable               503 SERVER_UNAVAILABLE
    limit                     403 REQUEST_LIMIT_EXCEEDED; kind=daily|concurrent|long
    api-disabled              403 API_DISABLED_FOR_ORG
    refuse status=500 code=UNKNOWN_EXCEPTION [message="Some words"]
                              any other refusal of a whole request
    lost-locator              400 INVALID_QUERY_LOCATOR where a result is continued
    page-size rows=37         pages hold so few rows, whatever the client asks for
    short-answer [drop=1]     the last results of a composite are missing

At rows that are written:

    lock                      UNABLE_TO_LOCK_ROW
    validation field=Subject value=forbidden [message="Say more"] [code=ENTITY_IS_LOCKED]
                              FIELD_CUSTOM_VALIDATION_EXCEPTION when the field has the value
                              [whole=yes: the whole call is refused with 400]
    duplicate-rule field=Subject value=Twin
                              DUPLICATES_DETECTED, unless the client allows the save
    rewrite field=Status value=Completed to="In Progress"
                              a trigger gives the field another value; {} in `to` is the old one
    newlines to=CRLF          long texts are kept with other line ends [to=LF]
    spawn field=Status value=Completed subject="Follow up"
                              a trigger creates a task beside the row
    row-limit over=50         a trigger's CPU time ends when more rows of an object come at once

Bulk API jobs:

    bulk-wait polls=3         a job is in progress for so many polls
    bulk-fail                 a job ends in the state Failed

Every kind takes:

    times=N|always            how often it strikes (1; triggers, `validation`, `page-size`: always)
    skip=N                    how many matching requests or rows pass first (0)
    method=PATCH              only this method
    path=/composite           only paths that contain this text; sign-in is struck only by a rule
                              whose path names it
    object=Task               only this object (rules about rows)

Examples: `drop-after method=POST path=/composite times=2`, `lock object=Task times=3`.
"""

from __future__ import annotations

from cockpit_sandbox.faults.force import Course, Faults, session_expired
from cockpit_sandbox.faults.rule import Fault, FaultRuleError

__all__ = ["Course", "Fault", "FaultRuleError", "Faults", "session_expired"]
