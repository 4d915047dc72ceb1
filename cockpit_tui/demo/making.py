"""Makes the demo's workspace: a local org, a first exchange with it, and the CTAs' story."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.demo.file_lock import FileLock
from cockpit_tui.demo.org_process import OrgAddress, OrgProcess, running_org
from cockpit_tui.demo.story import OPEN_BY_SIZE, Customer, Story, Vocabulary
from cockpit_tui.demo.trends import past_measures
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import CockpitError, Unreachable
from cockpit_tui.domain.rows.customers import AccountRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.paths import Paths
from cockpit_tui.state_file import keep, read_kept

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.engine import Store

CYCLES_AT_MOST = 400
"""Of the first exchange; the largest demo needs a quarter of it."""
ENDING_SECONDS, LOOK_SECONDS = 5.0, 0.1
"""An org ends within a second of the cockpit that it was started by."""
Tell = Callable[[str], None]


class DemoOptions(Struct, frozen=True):
    """What `cockpit demo` was asked for."""

    seed: int = 1
    size: str = "small"
    has_colleague: bool = True

    def org_arguments(self) -> list[str]:
        words = ["--seed", str(self.seed), "--size", self.size]
        return words if self.has_colleague else [*words, "--no-colleague"]


def remember_colleague(paths: Paths, options: DemoOptions) -> None:
    """Whether somebody else works in the demo's org, also when a bare `cockpit` opens it again."""
    keep(paths.state_file, demo_colleague=options.has_colleague)


def remembered_options(paths: Paths) -> list[str]:
    """How the demo's org is started again."""
    is_alone = read_kept(paths.state_file).get("demo_colleague") is False
    return ["--no-colleague"] if is_alone else []


@contextmanager
def turn_to_make(paths: Paths, tell: Tell) -> Iterator[None]:
    """One process makes the demo at a time; another waits, and finds it made."""
    lock = FileLock(paths.demo_making_lock)
    if not lock.take():
        tell("another cockpit makes the demo; this one waits for it")
        lock.wait()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def org_at_rest(paths: Paths) -> Iterator[None]:
    """Nobody else runs the demo's org meanwhile. Raises CockpitError where a cockpit is open on it:
    what somebody works on is not taken away from under them."""
    lock = FileLock(paths.demo_org_lock)
    limit = time.monotonic() + ENDING_SECONDS
    while not lock.take():
        if running_org(paths.demo_org_address) is None and time.monotonic() < limit:
            # It ends, after the cockpit that it was started by, or just begins.
            time.sleep(LOOK_SECONDS)
            continue
        raise CockpitError(
            "A cockpit is open on the demo, so the demo stays as it is.",
            "Leave the cockpit with q, and do it again.",
        )
    try:
        yield
    finally:
        lock.release()


def remove_demo(paths: Paths) -> None:
    """Forgets the demo's workspace and its org (`--reset`)."""
    for file in (paths.demo_database, paths.demo_org):
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            (file.parent / name).unlink(missing_ok=True)
    paths.demo_org_address.unlink(missing_ok=True)


def start_org(paths: Paths, options: DemoOptions) -> OrgProcess:
    """The demo's org, running; it ends with this process."""
    return OrgProcess(paths.demo_org, options.org_arguments(), paths.demo_org_address)


def exchange_first(store: Store, address: OrgAddress, clock: Clock, tell: Tell) -> None:
    """Reads everything the org has, over HTTP. Raises Unreachable when it does not answer."""
    from cockpit_sync.cycle import Cycles, MirrorSettings
    from cockpit_sync.salesforce.client import HttpTransport, Session

    transport = HttpTransport(Session(address.instance_url, address.access_token))
    cycles = Cycles(store, transport, clock, MirrorSettings(address.instance_url, is_loopback=True))
    seen = 0
    try:
        for _ in range(CYCLES_AT_MOST):
            report = cycles.run(is_forced=True)
            if report.is_cut_off:
                raise Unreachable(
                    f"The demo's org does not answer: {report.errors[0].message}",
                    "`cockpit demo --reset` starts anew.",
                )
            applied = sum(tally.applied for tally in report.pulled.values())
            seen += applied
            if not applied:
                return
            tell(f"read {seen:,} records from the local org")
    finally:
        cycles.close()


def tell_story(session: Session, options: DemoOptions, tell: Tell) -> None:
    """Makes the past of the customers that were read, and their CTAs, through the services."""
    accounts, today = session.customers.accounts(), session.clock.today()
    session.loading.note_measures(past_measures(accounts, today, options.seed))
    story = Story(_customers(session, accounts), _vocabulary(session), today, options.seed)
    total = OPEN_BY_SIZE[options.size]
    for written in session.loading.load(story.drafts(options.size), "Demo data"):
        tell(f"wrote {written:,} CTAs, {total:,} of them open")


def _customers(session: Session, accounts: Sequence[AccountRow]) -> list[Customer]:
    people = {person.name: person.id for person in session.views.people(with_inactive=True)}
    found = [
        Customer(
            row.id,
            people.get(row.owner, session.actor.person_id),
            row.health,
            row.renewal_date,
            row.usage,
        )
        for row in accounts
    ]
    if not found:
        raise Unreachable("The demo's org holds no customers.", "`cockpit demo --reset`.")
    return found


def _vocabulary(session: Session) -> Vocabulary:
    return Vocabulary(
        {
            (picklist, value.label): value.id
            for picklist in Picklist
            for value in session.views.values(picklist)
        },
        [person.id for person in session.views.people()],
    )
