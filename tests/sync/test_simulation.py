"""Seeded storms: people edit here and there while calls get lost and processes die; when it is
quiet again both sides agree, nothing is lost and nothing is there twice.

The org answers in the same process under a clock of its own, so a seed is a bug report.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from cockpit_sync.cycle import Cycles, MirrorSettings, run_once
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse
from cockpit_sync.salesforce.errors import NoAnswer, Offline
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.settings import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store import conflicts, leases, mirror_schema, schema
from cockpit_tui.store.engine import Store
from tests.conftest import TODAY, FixedClock

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "http://127.0.0.1:1"
DATA = "/services/data/v66.0"
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
    told: Callable[[ApiRequest, bool], None] | None = None
    """Hears of each call that reached the org, and whether its answer came back."""

    def call(self, request: ApiRequest) -> ApiResponse:
        if self.meanwhile is not None:
            self.meanwhile()
        fate = self.dice.random() if self.dice else 1.0
        if fate < self.harm * 0.2:
            raise Offline("no network")
        if fate < self.harm * 0.4:
            raise NoAnswer("lost on the way there")
        if fate < self.harm * 0.5:
            raise Crash
        answer = self.deliver(request)
        if self.told is not None:
            self.told(request, fate >= self.harm)
        if fate < self.harm * 0.8:
            raise NoAnswer("lost on the way back")
        if fate < self.harm:
            raise Crash
        return answer

    def deliver(self, request: ApiRequest) -> ApiResponse:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = b"" if request.json is None else json.dumps(request.json).encode()
        answer = self.org.handle(request.method, request.path, headers, body)
        return ApiResponse(answer.status, json.loads(answer.body) if answer.body else None)

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
    tasks: list[TaskId] = field(default_factory=list)
    typed: dict[tuple[TaskId, str], Values] = field(default_factory=dict)
    number: int = 0
    unread: set[str] = field(default_factory=set)
    """Typed there since the last reading."""
    untold: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 a storm, not a secret

    def word(self) -> str:
        self.number += 1
        return f"storm {self.seed} value {self.number}"

    def service(self) -> TaskService:
        actor = workspace.sign_in(self.store, None)
        return TaskService(self.store, actor, self.clock, Practice())

    def new_cycles(self, harm: float) -> Cycles:
        meanwhile = self.act_meanwhile if harm else None
        transport = InProcess(self.org, self.token, self.dice, harm, meanwhile, self.hear)
        return Cycles(self.store, transport, self.clock, MirrorSettings(URL, is_loopback=True))

    def add(self) -> None:
        task_id = TaskId(self.service().add(NewTask(self.cta_id, self.word())).ids[0])
        self.service().sync([task_id])
        self.tasks.append(task_id)

    def edit_here(self) -> None:
        task_id, name = self.dice.choice(self.tasks), self.dice.choice(list(PAIRS))
        before, after = str(self.here(task_id)[name]), self.word()
        self.service().edit([task_id], {name: after})
        self.typed.setdefault((task_id, name), Values()).here.append((before, after))

    def edit_there(self) -> None:
        task_id, name = self.dice.choice(self.tasks), self.dice.choice(list(PAIRS))
        key = self.links().get(task_id)
        if key is None:
            return
        before, after = str(self.there(key)[PAIRS[name]] or ""), self.word()
        request = ApiRequest("PATCH", f"{DATA}/sobjects/Task/{key}", {PAIRS[name]: after})
        assert InProcess(self.org, self.token).deliver(request).status == 204
        self.typed.setdefault((task_id, name), Values()).there.append((before, after))
        self.unread.add(after)

    def finish_somewhere(self) -> None:
        task_id = self.dice.choice(self.tasks)
        key = self.links().get(task_id)
        if key is not None and self.dice.random() < 0.5:
            request = ApiRequest("PATCH", f"{DATA}/sobjects/Task/{key}", {"Status": "Completed"})
            InProcess(self.org, self.token).deliver(request)
        else:
            self.service().complete([task_id])

    def hear(self, request: ApiRequest, is_answered: bool) -> None:
        """A value typed there after our reading and overwritten by our writing is told of by the
        answer alone: nobody can know of it when that answer is lost."""
        if request.purpose == "pull" and "FROM%20Task" in request.path + json.dumps(request.json):
            self.unread.clear()
        elif request.purpose == "push" and not is_answered:
            self.untold |= self.unread

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
        cycles = self.new_cycles(0.35)
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
                    with self.store.write() as connection:
                        leases.forget_all(connection)
                    cycles = self.new_cycles(0.35)
        cycles.close()

    def calm(self) -> None:
        with self.store.write() as connection:
            leases.forget_all(connection)
        cycles = self.new_cycles(0.0)
        for _ in range(3):
            self.clock.advance(minutes=10)
            report = cycles.run(is_forced=True)
        cycles.close()
        assert (report.pending, report.in_doubt, report.quarantined) == (0, 0, 0), report
        assert report.did_anything is False

    def check(self) -> None:
        links = self.links()
        assert set(links) == set(self.tasks)
        query = f"/queryAll?q=SELECT+Id+FROM+Task+WHERE+Subject+LIKE+'storm+{self.seed}+%25'"
        found = InProcess(self.org, self.token).deliver(ApiRequest("GET", DATA + query)).body
        assert {row["Id"] for row in found["records"]} == set(links.values())
        with self.store.read() as connection:
            rows = conflicts.conflict_rows(connection, only_open=False)
        kept = {value for row in rows for value in (row.mine, row.theirs)}
        for task_id in self.tasks:
            ours, theirs = self.here(task_id), self.there(links[task_id])
            for name, api_name in PAIRS.items():
                assert ours[name] == (theirs[api_name] or ""), (self.seed, task_id, name)
                values = self.typed.get((task_id, name), Values())
                ended = {ours[name], *kept, *values.replaced(), *self.untold}
                lost = {after for _, after in [*values.here, *values.there]} - ended
                assert lost == set(), (self.seed, task_id, name)
            assert (ours["closed_at"] is not None) == theirs["IsClosed"], (self.seed, task_id)


@dataclass(frozen=True)
class Ground:
    """Files to copy for each storm: an org, and a workspace that has read it."""

    org: Path
    store: Path
    token: str


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("ground")
    org = Org(folder / "org.db", clock=VirtualClock(START))
    seed_org(org, number=3, size="small", today=TODAY)
    token = org.session(org.main_user_id)
    store = Store(f"sqlite:///{folder / 'cockpit.db'}")
    workspace.prepare(store)
    settings = MirrorSettings(URL, is_loopback=True)
    report = run_once(store, InProcess(org, token), FixedClock(), settings)
    assert report.exit_code == 0, report
    store.close()
    org.close()
    return Ground(folder / "org.db", folder / "cockpit.db", token)


@pytest.fixture
def storm(ground: Ground, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Storm]:
    shutil.copy(ground.org, tmp_path / "org.db")
    shutil.copy(ground.store, tmp_path / "cockpit.db")
    org = Org(tmp_path / "org.db", clock=VirtualClock(START + timedelta(minutes=5)))
    store, clock = Store(f"sqlite:///{tmp_path / 'cockpit.db'}"), FixedClock()
    actor = workspace.sign_in(store, None)
    with store.read() as connection:
        account = connection.scalar(
            select(schema.account.c.id).where(schema.account.c.salesforce_id.is_not(None)).limit(1)
        )
    cta = CtaService(store, actor, clock, Practice()).add(NewCta(account, "Storm")).ids[0]  # type: ignore[arg-type]
    yield Storm(request.param, store, org, ground.token, clock, CtaId(cta))
    store.close()
    org.close()


@pytest.mark.parametrize("storm", range(1, 13), indirect=True)
def test_after_any_storm_both_sides_agree_and_nothing_is_lost_or_doubled(storm: Storm) -> None:
    storm.blow(60)
    storm.calm()
    storm.check()


SOAK_STORMS = int(os.environ.get("STORMS", "200"))
"""How many storms `make soak` lets blow; the number of a failing one is its seed."""


@pytest.mark.soak
@pytest.mark.parametrize("storm", range(1_000, 1_000 + SOAK_STORMS), indirect=True)
def test_after_any_of_many_long_storms_both_sides_agree(storm: Storm) -> None:
    storm.blow(120)
    storm.calm()
    storm.check()
