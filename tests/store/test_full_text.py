"""Words of CTAs by their beginnings (CL-15, decision 14): kept true by whoever writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, text, update

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import HasWord, TextPart
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.text import PART_END, WORD_LETTERS, prefixes, to_words
from cockpit_tui.domain.values import GroupBy, Picklist, SortBy
from cockpit_tui.services.views import ViewService
from cockpit_tui.store import migrate
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.filter_sql import TABLE, Lead
from cockpit_tui.store.lists.listing_sql import id_statement, place, place_of_cta
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.mirror import pulled
from cockpit_tui.store.mirror.pulled import PulledAccount
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import full_text
from tests.conftest import TODAY
from tests.statements import counted
from tests.workspace import Workspace

FEW = settings(max_examples=60)
GLOBEX = PulledAccount(
    salesforce_id="001000000000001AAA",
    name="Globex",
    industry="",
    type="",
    website="",
    owner_user=None,
    health=None,
    nps=None,
    stage="",
    segment="",
    usage=None,
    is_deleted=False,
)


def found(workspace: Workspace, query: str) -> list[int]:
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    return sorted(views.listing(query).ids)


def documents(connection: Connection) -> dict[int, object]:
    key = "rowid" if connection.dialect.name == "sqlite" else "cta_id"
    rows = connection.execute(text(f"SELECT {key} AS id, cta_text.* FROM cta_text"))
    return {row[0]: tuple(row[1:]) for row in rows}


def test_every_part_of_a_cta_is_found_by_beginnings_of_its_words(workspace: Workspace) -> None:
    """CL-15: name, comment, customer, task titles and task comments; without case and accents."""
    cta_id = workspace.add_cta("Quarterly Überblick")
    workspace.ctas().edit([cta_id], {"comment": "Zoë likes naïve plans"})
    task = workspace.add_task(cta_id, "Straße besichtigen")
    workspace.tasks().edit([task], {"comments": "bring the ŁÓDŹ map"})
    workspace.add_cta("Other", "Hooli")
    for words in ("über", "quart zoe", "NAIV", "strasse", "lodz map", "glob strass", '"the map"'):
        assert found(workspace, words) == [cta_id], words
    for words in ("berblick", "zoë hooli", "uberblicke"):
        assert found(workspace, words) == [], words


def test_a_field_looks_in_its_own_part_alone(workspace: Workspace) -> None:
    cta_id = workspace.add_cta("Alpha")
    workspace.ctas().edit([cta_id], {"comment": "beta"})
    workspace.add_task(cta_id, "gamma")
    for field, word in (("name", "alpha"), ("comment", "beta"), ("task", "gamma")):
        for other in ("alpha", "beta", "gamma", "globex"):
            assert found(workspace, f"{field}:{other}") == ([cta_id] if other == word else [])


def test_edits_undo_and_deletion_keep_the_words(workspace: Workspace) -> None:
    cta_id = workspace.add_cta("Alpha")
    workspace.ctas().edit([cta_id], {"name": "Omega"})
    assert (found(workspace, "alpha"), found(workspace, "omega")) == ([], [cta_id])
    workspace.history().undo()
    assert (found(workspace, "alpha"), found(workspace, "omega")) == ([cta_id], [])
    workspace.ctas().delete([cta_id])
    with workspace.store.read() as connection:
        assert documents(connection) == {}
    workspace.history().undo()
    assert found(workspace, "alpha") == [cta_id]


def test_a_customer_renamed_in_salesforce_is_found_by_its_new_name(workspace: Workspace) -> None:
    cta_id = workspace.add_cta("Alpha")
    with workspace.store.write() as connection:
        pulled.write_accounts(connection, [replace(GLOBEX, name="Wayne & Söhne")])
    assert (found(workspace, "globex"), found(workspace, "sohne")) == ([], [cta_id])


def test_an_edit_of_no_word_writes_no_document(workspace: Workspace) -> None:
    """Closing thousands of CTAs leaves their documents alone."""
    cta_id = workspace.add_cta("Alpha")
    with workspace.store.write() as connection:
        connection.execute(text("DELETE FROM cta_text"))
    workspace.ctas().close([cta_id])
    with workspace.store.read() as connection:
        assert documents(connection) == {}


ACTS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 5), st.sampled_from(("Ärger", "renewal", "x_1"))),
    max_size=10,
)


@settings(FEW, max_examples=12)
@given(acts=ACTS)
def test_documents_equal_those_made_anew(
    workspace: Workspace, acts: list[tuple[int, int, str]]
) -> None:
    """After any edits, undone and redone ones and the mirror's renames among them."""
    ctas = workspace.ctas()
    made = [workspace.add_cta()]
    for act, which, words in acts:
        cta_id = made[which % len(made)]
        if act == 0:
            made.append(workspace.add_cta(words, ("Globex", "Hooli")[which % 2]))
        elif act == 1:
            ctas.edit([cta_id], {"name": words})
        elif act == 2:
            ctas.edit([cta_id], {"comment": words})
        elif act == 3:
            workspace.tasks().edit([workspace.add_task(cta_id, words)], {"comments": words})
        elif act == 4:
            with workspace.store.write() as connection:
                pulled.write_accounts(connection, [replace(GLOBEX, name=f"{words} Inc")])
        elif act == 5:
            ctas.close([cta_id])
        elif act == 6 and len(made) > 1:
            ctas.delete([made.pop(which % len(made))])
        else:
            workspace.history().undo()
            with workspace.store.read() as connection:
                left = set(connection.scalars(select(schema.cta.c.id)))
            made = [cta_id for cta_id in made if cta_id in left] or [workspace.add_cta()]
    with workspace.store.read() as connection:
        kept = documents(connection)
    with workspace.store.write() as connection:
        full_text.rebuild(connection)
        assert kept == documents(connection)


LETTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aé_ıßﬁŁ’-'\":*&|!()\\ \n\t\u0301\u200d३中"), st.characters()
    ),
    max_size=30,
)


@FEW
@given(name=LETTERS, comment=LETTERS, wanted=LETTERS)
def test_any_text_is_found_as_in_memory(
    workspace: Workspace, name: str, comment: str, wanted: str
) -> None:
    """Whatever Unicode holds: the databases split and fold nothing themselves."""
    with workspace.store.write() as connection:
        write_cta(connection, workspace, name, comment)
        full_text.rebuild(connection)
        for word in (*prefixes(wanted), *prefixes(name)):
            for part, held in ((TextPart.NAME, name), (TextPart.COMMENT, comment)):
                clause = full_text.words_clause([HasWord(word, part)])
                ids = connection.scalars(select(schema.cta.c.id).where(clause)).all()
                assert bool(ids) == (word in to_words(held))


def write_cta(connection: Connection, workspace: Workspace, name: str, comment: str) -> None:
    values: dict[str, Any] = {
        "type_id": workspace.value(Picklist.CTA_TYPE, "Risk"),
        "reason_id": workspace.value(Picklist.REASON, "Low usage"),
        "priority_id": workspace.value(Picklist.PRIORITY, "High"),
        "status_id": workspace.value(Picklist.CTA_STATUS, "New"),
    }
    connection.execute(delete(schema.cta))
    connection.execute(
        insert(schema.cta).values(
            id=1,
            name="x",
            account_id=workspace.accounts["Globex"],
            owner_id=workspace.people["Ana"],
            due=None,
            created_at=workspace.clock.now(),
            words=PART_END.join((to_words(name), to_words(comment), "")),
            **values,
        )
    )


def test_a_word_without_end_is_stored_and_found(workspace: Workspace) -> None:
    """Neither database takes a word of any length; what is cut is cut the same everywhere."""
    cta_id = workspace.add_cta("Alpha")
    comment = "".join(f"{number:x}" for number in range(9_000))
    many = " ".join(f"w{number}" for number in range(40_000))
    workspace.ctas().edit([cta_id], {"comment": comment})
    assert found(workspace, comment[:WORD_LETTERS]) == [cta_id]
    assert found(workspace, comment[: WORD_LETTERS + 20]) == [cta_id]
    workspace.ctas().edit([cta_id], {"comment": many})
    assert found(workspace, "w17") == [cta_id]


@pytest.mark.parametrize("size", [0, 700])
def test_an_old_workspace_gets_its_words(database_url: str, size: int) -> None:
    """The migration folds what is there already."""
    store = Store(database_url)
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        fill_old(connection, size)
    migrate.upgrade(store)
    with store.read() as connection:
        assert len(documents(connection)) == size
        clause = full_text.words_clause(
            [HasWord(" strasse", TextPart.NAME), HasWord(" call"), HasWord(" glob")]
        )
        assert len(connection.scalars(select(schema.cta.c.id).where(clause)).all()) == size
    store.close()


def fill_old(connection: Connection, size: int) -> None:
    """Rows as the first schema kept them, their words in one line."""
    connection.execute(text("INSERT INTO role (name, position) VALUES ('none', 0), ('admin', 1)"))
    connection.execute(
        text(
            "INSERT INTO person (id, name, email, username, title, is_active, role, time_zone) "
            "VALUES (1, 'Ana', '', '', '', true, 'admin', '')"
        )
    )
    connection.execute(
        text(
            "INSERT INTO account (id, name, words, industry, type, website, stage, segment, "
            "is_deleted) VALUES (1, 'Globex', ' globex', '', '', '', '', '', false)"
        )
    )
    connection.execute(
        text(
            "INSERT INTO picklist_value (id, picklist, label, position, is_active, is_default, "
            "is_closed, letter) VALUES (1, 'cta_type', 'Risk', 0, true, true, false, '')"
        )
    )
    one = dict.fromkeys(("type_id", "reason_id", "priority_id", "status_id"), 1)
    for number in range(1, size + 1):
        names = ", ".join(one)
        connection.execute(
            text(
                f"INSERT INTO cta (id, name, account_id, owner_id, {names}, due, comment, "
                "is_flagged, is_milestone, source, created_at, state, tasks_open, tasks_total, "
                "words) VALUES (:id, 'Straße', 1, 1, 1, 1, 1, 1, '2026-11-30', 'call', false, "
                "false, 'person', '2026-11-01 00:00:00', 0, 0, 0, ' strasse call')"
            ),
            {"id": number},
        )
    connection.execute(update(schema.account).values(words=" globex"))


@pytest.mark.parametrize("query", ["is:open r", "is:open renew", "is:open zzz"])
def test_a_letter_of_a_filter_takes_few_statements(workspace: Workspace, query: str) -> None:
    """How many CTAs there are, how many are found, which, and their rows: they were seven."""
    workspace.add_cta("Renewal")
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    views.first_page(query, GroupBy.DUE, SortBy.DUE, page=40, first=400)
    with counted(workspace.store) as statements:
        views.first_page(query, GroupBy.DUE, SortBy.DUE, page=40, first=400)
    assert len(statements) <= 4, statements


def test_few_hits_are_looked_up_and_not_looked_for(workspace: Workspace) -> None:
    """CL-15 at a million CTAs: what the words find leads, and no statement reads all CTAs.

    A range of days beside the words had SQLite pass all its days: 220 ms at a million CTAs.
    """
    workspace.add_cta("Renewal")
    with workspace.store.read() as connection:
        if connection.dialect.name != "sqlite":
            return
        for query in ("is:open renew", "is:open due<7d renew", "is:open type:risk renew"):
            plan = plan_of(connection, query, lead=TABLE)
            assert any(step.startswith("SEARCH cta USING INTEGER PRIMARY KEY") for step in plan)
            assert not any(step.startswith("SCAN cta USING") for step in plan), plan
            assert not any("ix_cta_due" in step for step in plan), plan


def test_the_first_of_several_hits_are_met_in_the_index_of_due_dates_alone(
    workspace: Workspace,
) -> None:
    """CL-15: no row is fetched and nothing is sorted; the matches are a set to look in."""
    workspace.add_cta("Renewal")
    with workspace.store.read() as connection:
        if connection.dialect.name == "sqlite":
            plan = plan_of(connection, "is:open renew", lead=None, to=(TODAY, 7))
            assert any("USING COVERING INDEX ix_cta_due" in step for step in plan), plan
            assert not any("TEMP B-TREE" in step for step in plan), plan


def test_a_walk_that_goes_on_begins_where_it_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-15: at a million CTAs the first rows of “globex 7” took 18 ms; the first thousand were
    looked at twice."""
    beginning = "cockpit_tui.store.lists.beginning"
    for name, value in (("TRIED", 2), ("LOOKED_AT_PER_NAMED", 0), ("FEW", 1)):
        monkeypatch.setattr(f"{beginning}.{name}", value)
    ids = [workspace.add_cta(name) for name in ("Renewal", "Other", "Call", "Renewal", "Renewal")]
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    with counted(workspace.store) as statements:
        found, rows = views.first_page("is:open renew", GroupBy.DUE, SortBy.DUE, page=2, first=2)
    assert list(found.ids) == [row.id for row in rows] == [ids[0], ids[3]]
    assert sum("cta.due, cta.id) >" in one for one in statements) == 1


def test_a_walk_that_the_index_of_words_leads_asks_it_twice_and_counts_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-15: at a million CTAs the first rows of “globex 77” took 16 ms: all were counted first,
    and found by “globex”, whose CTAs the index puts together anew each time."""
    beginning = "cockpit_tui.store.lists.beginning"
    for name, value in (("FEW", 1), ("LOOKED_AT_PER_NAMED", 10**6)):
        monkeypatch.setattr(f"{beginning}.{name}", value)
    names = ("Renewal call", "Renewal", "Rental call", "Renewal call", "Renewal call")
    ids = [workspace.add_cta(name) for name in names]
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    with counted(workspace.store) as statements:
        found, _ = views.first_page("renewal ca", GroupBy.DUE, SortBy.DUE, page=2, first=2)
    assert list(found.ids) == [ids[0], ids[3]]
    assert found.is_partial
    asked = [one for one in statements if "FROM cta_text" in one]
    assert len(asked) == 2, "how dense they are, and which they are"
    assert sum("ORDER BY cta.due" in one and "cta.words" in one for one in asked) == 1


def test_the_first_rows_of_several_states_are_looked_for_state_by_state(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter after Ctrl+k took two seconds at a million CTAs: no index holds all states in the
    order of due dates, so each row was looked at, and all were sorted."""
    monkeypatch.setattr("cockpit_tui.store.lists.beginning.LOOKED_AT_PER_MATCH", 0)
    ids = [workspace.add_cta("Renewal") for _ in range(3)]
    workspace.ctas().snooze(ids[:1], TODAY + timedelta(days=7))
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    with counted(workspace.store) as statements:
        found, _ = views.first_page("is:any r", GroupBy.ALL, SortBy.DUE, page=2, first=2)
    assert list(found.ids) == ids[:2]
    walks = [one for one in statements if "ORDER BY cta.due" in one]
    assert len(walks) == 3, "open, asleep, closed"
    assert all("cta.state = " in one for one in walks)


def plan_of(
    connection: Connection, query: str, lead: Lead, to: tuple[date, int] | None = None
) -> list[str]:
    """The steps of the statement for the ids of a list, down to a place."""
    view = ViewSpec(query, Reader(PersonId(1), TODAY))
    filtered = understood(connection, query, view.reader)
    statement = id_statement(view, filtered, by_key=True, with_key=True, lead=lead)
    if to is not None:
        statement = statement.where(place_of_cta() <= place(*to))
    words = statement.compile(connection, compile_kwargs={"literal_binds": True})
    return [str(step[3]) for step in connection.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
