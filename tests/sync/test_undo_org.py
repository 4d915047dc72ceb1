"""Undo of what is in Salesforce already: the org ends as it began (D1)."""

from __future__ import annotations

import pytest

from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.ctas import CtaService
from tests.random_acts import RandomActs
from tests.sync.bench import Bench

FIELDS = ("Subject", "Status", "Priority", "ActivityDate", "Description", "OwnerId", "WhatId")


def _living(bench: Bench) -> list[tuple[object, ...]]:
    """What the org has of mirrored tasks, whatever their ids: one that undo brought back from the
    dead has another."""
    found = bench.org.query(
        f"SELECT {', '.join(FIELDS)} FROM Task WHERE Cockpit_Ref__c != null AND IsDeleted = false"
    )
    return sorted(tuple(str(row[name]) for name in FIELDS) for row in found)


@pytest.mark.parametrize("seed", [1, 2])
def test_d1_random_acts_mirrored_on_the_way_and_undone_leave_the_org_equal(
    bench: Bench, seed: int
) -> None:
    people = [bench.actor().person_id, *bench.others()[:2]]
    for number in range(3):
        bench.add_mirrored_task(f"Undone {seed} {number}", people[number])
    before = _living(bench)
    practice = Practice()
    acts = RandomActs(
        CtaService(bench.store, bench.actor(), bench.clock, practice),
        bench.tasks(),
        people,
        [bench.account(0), bench.account(1)],
        seed,
    )
    changed = 0
    for _ in range(4):
        changed += acts.act(6)
        assert bench.sync().exit_code == 0
    bench.history().undo(changed)
    assert bench.sync().exit_code == 0
    assert _living(bench) == before
