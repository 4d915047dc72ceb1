"""Accounts and contacts that were merged in Salesforce: what hangs on the loser here follows.

A merge moves a record's children without a word, and whether their stamps move is Salesforce's
secret; so they are read again. Leads are not kept here: activities of a lead that was merged are
found by the daily sweep, which compares whom they are with.
"""

from __future__ import annotations

from cockpit_sync.objects.streams import STREAMS
from cockpit_sync.reading.pull_writing import PULL, chunks, soql, write
from cockpit_sync.run import ROWS_A_TRANSACTION, Run
from cockpit_sync.salesforce.api import Part, query_path, to_page
from cockpit_sync.salesforce.soql import one_of
from cockpit_tui.store.mirror import merged as merged_records
from cockpit_tui.store.mirror import mirror_state, pulled

MERGED = ("Account", "Contact")


def follow_merges(run: Run) -> None:
    """Whatever merges were read and not followed yet. Raises SalesforceError, LeaseLost."""
    _follow_accounts(run)
    _follow_contacts(run)


def _follow_accounts(run: Run) -> None:
    """CTAs of accounts that were merged go to the winner, series too, and what hangs on it is read
    again: whether its stamps moved is Salesforce's secret."""
    with run.store.read() as connection:
        merged = merged_records.merged_accounts(connection)
    if not merged:
        return
    with run.unit_of_work(PULL, None, "Accounts merged in Salesforce") as work:
        for loser, winner in merged.items():
            merged_records.relink_account(work, loser, winner)
        winners = pulled.account_keys(work.connection, merged.values())
        words = "What was of accounts merged in Salesforce moved to the account that stayed."
        mirror_state.log(work.connection, work.now, "info", words, ", ".join(winners)[:80])
    children = [stream for stream in STREAMS if "AccountId" in stream.columns]
    parts = [
        Part(stream.sobject, "GET", query_path(soql(run, stream, one_of("AccountId", winners))))
        for stream in children
    ]
    answers = run.api.composite(parts, PULL)
    for stream in children:
        answer = answers.get(stream.sobject)
        if answer is not None and answer.is_success:
            for chunk in chunks(to_page(answer.body).records):
                write(run, stream, chunk, None)


def _follow_contacts(run: Run) -> None:
    """Links lead to the winner, and activities are read again with whom they are now."""
    with run.store.read() as connection:
        merged = merged_records.merged_contacts(connection)
        stale = merged_records.activities_of_merged(connection)
    if merged:
        with run.unit_of_work(PULL, None, "Contacts merged in Salesforce") as work:
            for loser, winner in merged.items():
                merged_records.relink_contact(work, loser, winner)
            words = "Links to contacts that were merged in Salesforce lead to the one that stayed."
            mirror_state.log(work.connection, work.now, "info", words)
    for stream in STREAMS:
        keys = stale.get(stream.sobject, [])
        for start in range(0, len(keys), ROWS_A_TRANSACTION):
            some = keys[start : start + ROWS_A_TRANSACTION]
            page = run.api.query_all(soql(run, stream, one_of("Id", some)), PULL)
            if page.records:
                write(run, stream, page.records, None)
