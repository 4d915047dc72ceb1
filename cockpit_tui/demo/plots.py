"""What happens at customers: the CTAs of the demo as data, with their tasks in order."""

from __future__ import annotations

from msgspec import Struct


class Plot(Struct, frozen=True):
    """One kind of CTA: how it is named, and the steps people take."""

    type: str
    reason: str
    priority: str
    names: tuple[str, ...]
    """`{n}` is a number that fits, `{month}` the month of the renewal."""
    comments: tuple[str, ...]
    steps: tuple[str, ...]
    needs: str = ""
    """`unhealthy`, `renewing` or `growing`: which customers it happens to; empty: any."""


PLOTS: tuple[Plot, ...] = (
    Plot(
        "Risk",
        "Low usage",
        "High",
        ("Usage down {n}% in 30 days", "Half of the seats unused since the re-org"),
        (
            "Two teams stopped signing in after the re-org. The sponsor wants a plan on one page.",
            "Reports module unused for weeks. The champion blames the new approval process.",
        ),
        (
            "Pull usage report by module",
            "Call the champion",
            "Joint call with sales",
            "Send recovery plan to sponsor",
            "Exec check-in",
        ),
        "unhealthy",
    ),
    Plot(
        "Risk",
        "Detractor survey",
        "High",
        ("Detractor survey, NPS {nps}: call back",),
        ("Scored us low for slow answers from support, and says so in the free text.",),
        ("Read the answer and the last cases", "Call back within two days", "Agree next steps"),
        "unhealthy",
    ),
    Plot(
        "Risk",
        "Champion left",
        "High",
        ("Sponsor left: find a new champion", "Admin has not signed in for {n} days"),
        ("Out-of-office says she has left the company. Nobody named as successor yet.",),
        (
            "Ask sales whom they know",
            "Write to the deputy",
            "Introduce ourselves to the new lead",
            "Repeat the value review",
        ),
    ),
    Plot(
        "Risk",
        "Support risk",
        "Medium",
        ("Support backlog: {few} cases over 14 days", "Data export error blocks monthly close"),
        ("Three tickets about the same export. Finance is waiting on it every month end.",),
        (
            "Review the cases with support",
            "Give the customer one date",
            "Confirm the fix with them",
        ),
    ),
    Plot(
        "Risk",
        "Renewal",
        "High",
        ("Renewal at risk: price objection", "Procurement asks for a 20% discount"),
        ("Procurement compares us with two cheaper tools. The users are on our side.",),
        (
            "Collect the value story",
            "Align price with sales",
            "Meet procurement",
            "Send the revised offer",
            "Confirm signature path",
        ),
        "renewing",
    ),
    Plot(
        "Risk",
        "Product performance",
        "Medium",
        ("Slow dashboards on large accounts", "Nightly import misses its window"),
        ("Loads take over a minute for their largest region; they sent a recording.",),
        ("Reproduce with their data size", "Open a performance case", "Report back with numbers"),
    ),
    Plot(
        "Risk",
        "Expectation mismatch",
        "Medium",
        ("Sign-off for security questionnaire outstanding", "Scope of phase two unclear"),
        ("Their auditor needs the answers before the contract can move.",),
        (
            "Collect answers from security",
            "Send the filled questionnaire",
            "Walk through open points",
        ),
    ),
    Plot(
        "Event",
        "Business review",
        "Medium",
        ("Executive business review to be held", "QBR: agree agenda with sponsor"),
        ("Last review was two quarters ago; the sponsor asked for numbers by region.",),
        (
            "Draft the agenda",
            "Collect results since last review",
            "Send invitation",
            "Rehearse with sales",
            "Hold the review",
            "Send the minutes",
        ),
    ),
    Plot(
        "Event",
        "Onboarding",
        "Medium",
        ("Onboarding stalled at step {few} of 7", "Go-live check after migration"),
        ("Single sign-on is waiting on their identity team since last week.",),
        (
            "Unblock single sign-on",
            "Import the first data set",
            "Train the administrators",
            "Go-live check",
        ),
    ),
    Plot(
        "Event",
        "Renewal",
        "Medium",
        ("Renewal kick-off, contract ends in {month}", "Three-year renewal with price lock"),
        ("Same scope, they would like to fix the price for three years.",),
        (
            "Check licences in use",
            "Confirm scope with sponsor",
            "Ask sales for the quote",
            "Send the quote",
            "Get verbal agreement",
        ),
        "renewing",
    ),
    Plot(
        "Event",
        "Product release",
        "Low",
        ("Send release notes 26.11", "Training: new hires, second session"),
        ("They asked to be told first about changes to approvals.",),
        ("Pick what matters to them", "Send with a short video"),
    ),
    Plot(
        "Event",
        "Reference",
        "Low",
        ("Collect reference quote", "Case study, marketing waits for a date"),
        ("Willing to be quoted once the numbers of this quarter are out.",),
        ("Ask for permission",),
    ),
    Plot(
        "Event",
        "Other",
        "Low",
        ("Birthday of the partnership: card", "Update success plan after re-org"),
        ("",),
        (),
    ),
    Plot(
        "Opportunity",
        "Upsell",
        "Medium",
        ("Seats at {n}%, propose an upgrade", "Second business unit asks for a trial"),
        ("They add people every month and will hit the limit before the quarter ends.",),
        ("Confirm the numbers", "Introduce sales to the new unit", "Set up the trial"),
        "growing",
    ),
    Plot(
        "Opportunity",
        "Upsell",
        "High",
        ("Upsell: analytics add-on, budget confirmed", "Expansion: Nordic subsidiaries"),
        ("Budget is approved for this year if the paperwork lands in time.",),
        ("Demo for the analysts", "Joint call with sales", "Send the proposal"),
        "growing",
    ),
    Plot(
        "Opportunity",
        "Product adoption",
        "Low",
        ("Adoption review, quarter end", "Show approvals to the finance team"),
        ("Finance still works in spreadsheets beside us.",),
        ("Find two power users", "Show them the approvals flow", "Check usage after two weeks"),
    ),
)
