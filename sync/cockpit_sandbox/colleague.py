"""A colleague who works in the org now and then, so that a demo has something to notice.

They sign in as a user other than the one whose token was printed and write through the same entry
as every HTTP client, so stamps move and derived fields follow.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from cockpit_sandbox.errors import SandboxError
from cockpit_sandbox.org import Org

SHORTEST_PAUSE, LONGEST_PAUSE = 20.0, 60.0
"""Seconds between two things they do."""
FIRST_REFUSAL = 400
_BASE = "/services/data/v66.0"
_CALL_NOTES = (
    "Quick call. They are fine, but want the export before the end of the month.",
    "Left a voicemail; will try again after lunch.",
    "Spoke for ten minutes. The new team lead starts next week and would like an introduction.",
    "Confirmed the numbers for the steering meeting.",
)


class ColleagueRefusedError(SandboxError):
    """The org refused what the colleague tried."""


class Colleague:
    """Does one believable thing at a time."""

    def __init__(self, org: Org, seed: int) -> None:
        """Work in `org`; the same seed does the same things in the same order."""
        self._org = org
        self._random = random.Random(seed)  # noqa: S311 a simulation, not a secret
        self._users = [
            str(row[0])
            for row in org.storage.rows(
                "SELECT Id FROM User WHERE IsActive = 1 AND Id <> ? ORDER BY Id",
                (org.main_user_id,),
            )
        ]

    def seconds_until_next(self) -> float:
        """How long until they do the next thing."""
        return self._random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)

    def act(self) -> str | None:
        """Do one thing and return the id of the record, or None when there was nothing to do."""
        action = self._random.choice(
            (self._complete_task, self._log_call, self._move_task, self._change_stage)
        )
        return action(self._random.choice(self._users))

    def _complete_task(self, user_id: str) -> str | None:
        task_id = self._open_task(user_id)
        if task_id is not None:
            self._send(user_id, "PATCH", f"/sobjects/Task/{task_id}", {"Status": "Completed"})
        return task_id

    def _move_task(self, user_id: str) -> str | None:
        task_id = self._open_task(user_id)
        if task_id is not None:
            day = self._org.clock.now().date() + timedelta(days=self._random.randint(1, 14))
            change = {"ActivityDate": day.isoformat()}
            self._send(user_id, "PATCH", f"/sobjects/Task/{task_id}", change)
        return task_id

    def _log_call(self, user_id: str) -> str | None:
        contact = self._one(user_id, "SELECT Id, AccountId FROM Contact WHERE AccountId != null")
        if contact is None:
            return None
        call = {
            "Subject": "Call",
            "Status": "Completed",
            "TaskSubtype": "Call",
            "Type": "Call",
            "WhoId": contact["Id"],
            "WhatId": contact["AccountId"],
            "ActivityDate": self._org.clock.now().date().isoformat(),
            "CallDurationInSeconds": self._random.randint(60, 1_800),
            "CallType": "Outbound",
            "Description": self._random.choice(_CALL_NOTES),
        }
        created = self._send(user_id, "POST", "/sobjects/Task", call)
        return str(created["id"])

    def _change_stage(self, user_id: str) -> str | None:
        chosen = self._one(user_id, "SELECT Id, StageName FROM Opportunity WHERE IsClosed = false")
        if chosen is None:
            return None
        stages = [
            str(row[0])
            for row in self._org.storage.rows(
                "SELECT ApiName FROM OpportunityStage WHERE IsClosed = 0 ORDER BY SortOrder"
            )
        ]
        others = [stage for stage in stages if stage != chosen["StageName"]]
        change = {"StageName": self._random.choice(others)}
        self._send(user_id, "PATCH", f"/sobjects/Opportunity/{chosen['Id']}", change)
        return str(chosen["Id"])

    def _open_task(self, user_id: str) -> str | None:
        found = self._one(user_id, "SELECT Id FROM Task WHERE IsClosed = false")
        return None if found is None else str(found["Id"])

    def _one(self, user_id: str, soql: str) -> dict[str, Any] | None:
        """One of the newest rows that a statement finds."""
        query = f"{soql} ORDER BY SystemModstamp DESC, Id LIMIT 200"
        page = self._send(user_id, "GET", f"/query?q={quote(query)}")
        records: list[dict[str, Any]] = page["records"]
        return self._random.choice(records) if records else None

    def _send(self, user_id: str, method: str, path: str, content: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self._org.session(user_id)}"}
        body = b"" if content is None else msgspec.json.encode(content)
        answer = self._org.by_hand(method, _BASE + path, headers, body)
        if answer.status >= FIRST_REFUSAL:
            raise ColleagueRefusedError(answer.body.decode())
        return msgspec.json.decode(answer.body) if answer.body else None
