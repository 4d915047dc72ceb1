"""One seeded storm: what people do, what goes wrong with calls, and what must hold after it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from cockpit_sandbox.org import Org
from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse
from cockpit_sync.salesforce.errors import NoAnswer, Offline
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import conflicts
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork
from tests.conftest import FixedClock
from tests.sync.bench import forget_leases

URL = "http://127.0.0.1:1"


DATA = "/services/data/v66.0"


HARM = 0.35
"""How many calls go wrong."""


MOST_ROUNDS = 12
"""Cycles until it is quiet again; more would be a loop."""


PAIRS = {"title": "Subject", "comments": "Description"}


class Crash(BaseException):
    """The mirror's process dies."""


@dataclass
class InProcess:
    """The seam without a network; `dice` decides what goes wrong, none: nothing does."""

    org: Org
    token: str
    dice: random.Random | None = None
    harm: float = 0.0
    meanwhile: Callable[[], None] | None = None
    """What people do while a call is under way."""
    told: Callable[[ApiRequest, float], None] | None = None
    """Hears of each call and its fate."""
    can_crash: bool = True

    def call(self, request: ApiRequest) -> ApiResponse:
        if self.meanwhile is not None:
            self.meanwhile()
        fate = self.dice.random() if self.dice else 1.0
        if self.told is not None:
            self.told(request, fate)
        if fate < self.harm * 0.2:
            raise Offline("no network")
        if fate < self.harm * 0.4:
            raise NoAnswer("lost on the way there")
        if fate < self.harm * 0.5:
            raise self.crash()
        answer = self.deliver(request)
        if fate < self.harm * 0.8:
            raise NoAnswer("lost on the way back")
        if fate < self.harm:
            raise self.crash()
        return answer

    def crash(self) -> BaseException:
        """The end of the process, or, where it may not end, of the connection."""
        return Crash() if self.can_crash else NoAnswer("cut off")

    def deliver(self, request: ApiRequest) -> ApiResponse:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = b"" if request.json is None else json.dumps(request.json).encode()
        answer = self.org.handle(request.method, request.path, headers, body)
        return ApiResponse(
            answer.status,
            json.loads(answer.body) if answer.body else None,
            server_time=parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC),
        )

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class Values:
    """Every value that was ever typed into one field, and what it replaced."""

    here: list[tuple[str, str]] = field(default_factory=list)
    there: list[tuple[str, str]] = field(default_factory=list)

    def replaced(self) -> set[str]:
        """Values that somebody saw and replaced: superseded, not lost."""
        return {before for before, _ in [*self.here, *self.there]}


@dataclass
class Storm:
    """One seeded run."""

    seed: int
    store: Store
    org: Org
    token: str
    clock: FixedClock
    cta_id: CtaId
    dice: random.Random = field(init=False)
    is_blowing: bool = False
    noted_before: int = 0
    tasks: list[TaskId] = field(default_factory=list)
    typed: dict[tuple[TaskId, str], Values] = field(default_factory=dict)
    number: int = 0
    trace: list[str] = field(default_factory=list)
    """What was called, how it ended, and what people did: the same for the same seed."""
    calls_made: int = 0
    """Calls that left; the ledger has to know each of them."""

    def __post_init__(self) -> None:
        self.noted_before = self.noted()
        self.dice = random.Random(self.seed)

    def word(self) -> str:
        self.number += 1
        return f"storm {self.seed} value {self.number}"

    def typed_on(self, name: str, before: str, word: str) -> tuple[str, str]:
        """(new text, what it replaced): a title is typed anew; comments get a line at their end,
        or have their first replaced."""
        if name == "title" or not before:
            return word, before
        if self.dice.random() < 0.7:
            return f"{before}\n{word}", ""
        first, *rest = before.split("\n")
        return "\n".join([word, *rest]), first

    @cached_property
    def actor(self) -> Actor:
        return workspace.sign_in(self.store, None)

    def service(self) -> TaskService:
        return TaskService(self.store, self.actor, self.clock, Practice())

    def new_cycles(self, harm: float) -> Cycles:
        meanwhile = self.act_meanwhile if harm else None
        transport = InProcess(self.org, self.token, self.dice, harm, meanwhile, self.hear)
        transport.can_crash = self.seed % 2 == 0
        return Cycles(self.store, transport, self.clock, MirrorSettings(URL, is_loopback=True))

    def add(self) -> None:
        task_id = TaskId(self.service().add(NewTask(self.cta_id, self.word())).ids[0])
        self.service().sync([task_id])
        self.tasks.append(task_id)

    def edit_here(self) -> None:
        task_id, name = self.dice.choice(self.tasks), self.dice.choice(list(PAIRS))
        before, word = str(self.here(task_id)[name]), self.word()
        after, replaced = self.typed_on(name, before, word)
        self.service().edit([task_id], {name: after})
        self.typed.setdefault((task_id, name), Values()).here.append((replaced, word))
        self.trace.append(f"here {task_id} {name} {word}")

    def edit_there(self) -> None:
        task_id, name = self.dice.choice(self.tasks), self.dice.choice(list(PAIRS))
        key = self.links().get(task_id)
        if key is None:
            return
        before, word = str(self.there(key)[PAIRS[name]] or ""), self.word()
        after, replaced = self.typed_on(name, before, word)
        # Salesforce tells seconds apart, and nothing shorter.
        self.org.clock.advance(timedelta(seconds=1))
        request = ApiRequest("PATCH", f"{DATA}/sobjects/Task/{key}", {PAIRS[name]: after})
        assert InProcess(self.org, self.token).deliver(request).status == 204
        self.typed.setdefault((task_id, name), Values()).there.append((replaced, word))
        self.trace.append(f"there {task_id} {name} {word}")
        self.org.clock.advance(timedelta(seconds=1))

    def finish_somewhere(self) -> None:
        task_id = self.dice.choice(self.tasks)
        key = self.links().get(task_id)
        if key is not None and self.dice.random() < 0.5:
            request = ApiRequest("PATCH", f"{DATA}/sobjects/Task/{key}", {"Status": "Completed"})
            InProcess(self.org, self.token).deliver(request)
        else:
            self.service().complete([task_id])

    def hear(self, request: ApiRequest, fate: float) -> None:
        self.trace.append(f"{request.purpose} {request.method} {fate:.6f}")
        if self.is_blowing and fate < HARM * 0.2:
            return
        self.calls_made += 1

    def act_meanwhile(self) -> None:
        """People do not wait for the mirror; that they can write proves that it holds no lock."""
        fate = self.dice.random()
        if self.tasks and fate < 0.15:
            self.edit_here()
        elif self.tasks and fate < 0.3:
            self.edit_there()

    def here(self, task_id: TaskId) -> dict[str, Any]:
        with self.store.read() as connection:
            row = connection.execute(select(schema.task).where(schema.task.c.id == task_id))
            return {str(name): value for name, value in row.mappings().one().items()}

    def there(self, key: str) -> dict[str, Any]:
        request = ApiRequest("GET", f"{DATA}/sobjects/Task/{key}")
        found: dict[str, Any] = InProcess(self.org, self.token).deliver(request).body
        return found

    def links(self) -> dict[TaskId, str]:
        link, part = mirror_schema.link, schema.task_part
        query = select(part.c.task_id, link.c.salesforce_id).join(
            link, link.c.local_id == part.c.id
        )
        with self.store.read() as connection:
            return {TaskId(row[0]): row[1] for row in connection.execute(query)}

    def blow(self, steps: int) -> None:
        self.is_blowing = True
        cycles = self.new_cycles(HARM)
        for _ in range(steps):
            fate = self.dice.random()
            self.org.clock.advance(timedelta(seconds=self.dice.choice([0, 0, 1, 30])))
            self.clock.advance(seconds=20)
            if fate < 0.15 or not self.tasks:
                self.add()
            elif fate < 0.40:
                self.edit_here()
            elif fate < 0.60:
                self.edit_there()
            elif fate < 0.68:
                self.finish_somewhere()
            else:
                try:
                    cycles.run(is_forced=True)
                except Crash:
                    forget_leases(self.store)
                    cycles = self.new_cycles(HARM)
        cycles.close()

    def calm(self) -> None:
        self.is_blowing = False
        forget_leases(self.store)
        cycles = self.new_cycles(0.0)
        is_quiet, rounds = False, 0
        while not is_quiet:
            rounds += 1
            assert rounds <= MOST_ROUNDS, "it never gets quiet"
            self.clock.advance(minutes=10)
            self.org.clock.advance(timedelta(minutes=10))
            report = cycles.run(is_forced=True)
            is_asked = self.answer_questions()
            is_quiet = not (is_asked or report.did_anything or report.pending or report.in_doubt)
        cycles.close()
        self.trace.append(f"calm {report.api_calls}")
        assert (report.pending, report.in_doubt, report.quarantined) == (0, 0, 0), report
        assert report.did_anything is False

    def answer_questions(self) -> bool:
        """People settle what they are asked about, one way or the other; False if nothing was."""
        with self.store.read() as connection:
            rows = [row for row in conflicts.conflict_rows(connection) if row.chosen == "ask"]
        person = self.actor.person_id
        for row in sorted(rows, key=lambda row: row.id):
            choice: conflicts.Choice = self.dice.choice(["mine", "theirs"])
            with UnitOfWork(self.store, Author(person), "Resolved", self.clock) as work:
                conflicts.resolve(work, conflicts.Decision(row.id, choice), person)
            self.trace.append(f"resolved {row.field} {choice}")
        return bool(rows)

    def noted(self) -> int:
        ledger = mirror_schema.api_ledger
        with self.store.read() as connection:
            return int(connection.scalar(select(func.sum(ledger.c.calls))) or 0)

    def check(self) -> None:
        if self.seed % 2:
            # Nobody died, so the ledger is whole: every call that left is in it.
            assert self.noted() - self.noted_before == self.calls_made
        links = self.links()
        assert set(links) == set(self.tasks)
        query = f"/queryAll?q=SELECT+Id+FROM+Task+WHERE+Subject+LIKE+'storm+{self.seed}+%25'"
        found = InProcess(self.org, self.token).deliver(ApiRequest("GET", DATA + query)).body
        assert {row["Id"] for row in found["records"]} == set(links.values())
        with self.store.read() as connection:
            rows = conflicts.conflict_rows(connection, only_open=False)
        kept = {
            line
            for row in rows
            for value in (row.base, row.mine, row.theirs)
            for line in str(value).split("\n")
        }
        for task_id in self.tasks:
            ours, theirs = self.here(task_id), self.there(links[task_id])
            for name, api_name in PAIRS.items():
                assert ours[name] == (theirs[api_name] or ""), (self.seed, task_id, name)
                values = self.typed.get((task_id, name), Values())
                ended = {*str(ours[name]).split("\n"), *kept, *values.replaced()}
                lost = {after for _, after in [*values.here, *values.there]} - ended
                assert lost == set(), (self.seed, task_id, name)
            assert (ours["closed_at"] is not None) == theirs["IsClosed"], (self.seed, task_id)
