"""What people see of customers: what is known of them, what belongs to them, what happened."""

from __future__ import annotations

from cockpit_tui.domain.ids import AccountId, OpportunityId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.customers import (
    AccountRow,
    ActivityList,
    ActivityRow,
    Company,
    ContactRow,
    OpportunityRow,
)
from cockpit_tui.domain.timeline import TimelineEntry
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.records import accounts, activities, companies, timeline
from cockpit_tui.store.records.activities import ALL_ACTIVITIES, ActivityFilter

CTAS_OF_A_COMPANY = 50
"""On a customer's page; a filter shows more."""


class CustomerService(Service):
    """Frozen rows of customers for screens and commands; every record by id may raise NotFound."""

    @requires(Right.READ, "account")
    def activities(
        self,
        account_id: AccountId,
        wanted: ActivityFilter = ALL_ACTIVITIES,
        limit: int | None = None,
    ) -> ActivityList:
        """The customer's Salesforce Activities, pending and past, whoever owns them (C3-2)."""
        with self.store.read() as connection:
            now, today = self.clock.now(), self.clock.today()
            return activities.read_activities(connection, account_id, now, today, wanted, limit)

    @requires(Right.READ, "account")
    def timeline(self, account_id: AccountId) -> list[TimelineEntry]:
        """What happened with the customer up to today, the newest first (MT-1, MT-3)."""
        with self.store.read() as connection:
            return timeline.read_timeline(connection, account_id, self.clock.today())

    @requires(Right.READ, "account")
    def activity(self, salesforce_id: str) -> ActivityRow | None:
        """One activity; None when it is not known here."""
        with self.store.read() as connection:
            return activities.read_activity(connection, salesforce_id)

    @requires(Right.READ, "account")
    def accounts(self, text: str = "", limit: int | None = None) -> list[AccountRow]:
        """Customers by name; `text` keeps those whose names have words that start so."""
        with self.store.read() as connection:
            return accounts.read_accounts(connection, self.clock.today(), text, limit)

    @requires(Right.READ, "account")
    def account_count(self, text: str = "") -> int:
        """How many customers there are of that name."""
        with self.store.read() as connection:
            return accounts.count_accounts(connection, text)

    @requires(Right.READ, "account")
    def account(self, account_id: AccountId) -> AccountRow:
        """One customer."""
        with self.store.read() as connection:
            return accounts.read_account(connection, account_id, self.clock.today())

    @requires(Right.READ, "account")
    def company(self, account_id: AccountId) -> Company:
        """One customer with its first open CTAs, its people, deals and cases (CD-3)."""
        for name in ("cta", "opportunity"):
            self.actor.require(Right.READ, name)
        with self.store.read() as connection:
            today = self.clock.today()
            return companies.read_company(connection, account_id, today, CTAS_OF_A_COMPANY)

    @requires(Right.READ, "account")
    def contacts(self, account_id: AccountId) -> list[ContactRow]:
        """The people at a customer."""
        with self.store.read() as connection:
            return accounts.read_contacts(connection, account_id)

    @requires(Right.READ, "opportunity")
    def opportunities(self, account_id: AccountId) -> list[OpportunityRow]:
        """The customer's deals, open ones first."""
        with self.store.read() as connection:
            return accounts.read_opportunities(connection, account_id)

    @requires(Right.READ, "opportunity")
    def opportunity(self, opportunity_id: OpportunityId) -> OpportunityRow:
        """One deal."""
        with self.store.read() as connection:
            return accounts.read_opportunity(connection, opportunity_id)
