"""What goes on at a customer, and how people write about it.

Each story has its own sentences (what was done is called as `subjects` says); a note is put
together from an opening, details and a next step, with the people and numbers of the account in it.
"""

from __future__ import annotations

from msgspec import Struct


class Story(Struct, frozen=True):
    """One course of events. Ranges are lowest and highest, both possible."""

    name: str
    weight: int
    stage: str
    health: tuple[int, int]
    nps: tuple[int, int]
    usage: tuple[int, int]
    """Percent of the seats."""
    open_cases: tuple[int, int]
    renewal_days: tuple[int, int]
    """Days until the renewal."""
    to_do: tuple[str, ...]
    """Subjects of tasks that are still open."""
    openings: tuple[str, ...]
    details: tuple[str, ...]
    next_steps: tuple[str, ...]


STORIES: tuple[Story, ...] = (
    Story(
        "steady",
        28,
        "Mature",
        (68, 88),
        (10, 60),
        (55, 90),
        (0, 1),
        (60, 340),
        (
            "Prepare the business review",
            "Send the {month} adoption report",
            "Ask {first} for a reference quote",
            "Refresh the success plan",
            "Book the next check-in with {first}",
        ),
        (
            "Short and friendly call with {contact}.",
            "{first} had little to report, which is good news.",
            "Went through the {month} numbers with {contact}.",
            "Regular check-in with {first} and two people from operations.",
        ),
        (
            "{seats} of their seats were active last month, about the same as before.",
            "They use {module} every day and hardly touch {other_module}.",
            "The new joiners were trained by their own people this time.",
            "One small wish: they would like to filter the {module} list by region.",
            "{first} mentioned that the board looks at our dashboard once a month.",
            "No open questions; the last ticket was solved within a day.",
        ),
        (
            "Next check-in in four weeks.",
            "I will send the adoption report by Friday.",
            "Nothing to do on our side.",
            "{first} will bring the team lead to the next review.",
        ),
    ),
    Story(
        "expansion",
        20,
        "Adoption",
        (74, 96),
        (30, 80),
        (78, 118),
        (0, 1),
        (90, 360),
        (
            "Send the quote for {more} more seats",
            "Set up the {other_module} pilot",
            "Hand the expansion over to sales",
            "Collect the value story for {first}",
            "Answer procurement's security questions",
        ),
        (
            "{contact} opened the call by asking for more seats.",
            "Good energy in the room: the {place_name} office wants in.",
            "Showed {other_module} to {first} and three colleagues.",
            "{first} forwarded our value summary to the finance director.",
        ),
        (
            "They are at {seats} of their seats and share logins, which they know is not allowed.",
            "The {place_name} team would start with {more} people in {month}.",
            "{module} saved them about {hours} hours a week, by their own count.",
            "Budget exists, but it must be signed before the quarter ends.",
            "They compare us with doing it in spreadsheets, not with another vendor.",
            "Security wants the penetration test summary and our list of subprocessors.",
        ),
        (
            "Sales sends a quote for {more} seats this week.",
            "Pilot of {other_module} starts on Monday with five users.",
            "{first} introduces us to the {place_name} lead.",
            "I will write up the value story so that {first} can use it internally.",
        ),
    ),
    Story(
        "onboarding",
        14,
        "Onboarding",
        (50, 78),
        (0, 40),
        (15, 55),
        (0, 2),
        (200, 364),
        (
            "Chase the missing import file",
            "Schedule the second training",
            "Confirm the go-live date with {first}",
            "Invite the remaining users",
            "Check that SSO works for contractors",
        ),
        (
            "Weekly onboarding call with {contact}.",
            "Import session with {first}; their administrator joined for the second half.",
            "Trained nine key users today.",
            "{first} shared the list of users for the first wave.",
        ),
        (
            "The import file had {more} rows with broken dates; we agreed on one format.",
            "SSO works for employees, contractors still get an error page.",
            "Two of the nine asked for {module} in their own language.",
            "The go-live slips by one week because their IT freezes changes in {month}.",
            "{module} is configured; {other_module} waits for the org chart.",
            "People liked the short videos more than the handbook.",
        ),
        (
            "{first} sends the corrected file by Wednesday.",
            "Second training next week, same time.",
            "Go-live check on the last Thursday of the month.",
            "I will ask support about the contractor log-in today.",
        ),
    ),
    Story(
        "declining usage",
        12,
        "At Risk",
        (22, 52),
        (-40, 20),
        (12, 45),
        (0, 2),
        (30, 280),
        (
            "Find out why {module} is not used any more",
            "Offer {first} an adoption workshop",
            "Call the administrator about idle seats",
            "Write the recovery plan",
            "Check usage again in two weeks",
        ),
        (
            "Log-ins fell again, so I called {contact}.",
            "{first} was open about it: the team has gone back to spreadsheets.",
            "Short workshop with the four people who still use {module}.",
            "No answer from {first}; spoke to the administrator instead.",
        ),
        (
            "Only {seats} of the seats were active last month, down from twice that in spring.",
            "After the reorganisation nobody owns the process any more.",
            "They find {module} too slow on their remote desktops.",
            "Two power users left and took the know-how with them.",
            "The weekly report still goes out, but nobody opens it.",
            "They would use it again if {other_module} could import their old lists.",
        ),
        (
            "Workshop with the new team leads on Tuesday.",
            "I will send three quick wins that need no IT.",
            "{first} names one owner by the end of the month.",
            "Look at the numbers again in two weeks, then decide whether to escalate.",
        ),
    ),
    Story(
        "champion left",
        8,
        "At Risk",
        (30, 60),
        (-20, 30),
        (40, 75),
        (0, 1),
        (40, 300),
        (
            "Find the new sponsor",
            "Send {first} the value summary",
            "Ask for an introduction to the new director",
            "Connect with the former champion at the new company",
            "Rebuild the stakeholder map",
        ),
        (
            "Our sponsor's last day was Friday; {contact} takes over for now.",
            "First call with {first}, who inherited the project last week.",
            "{first} had never seen the contract before today.",
            "Coffee with the former champion: no hard feelings, a better offer elsewhere.",
        ),
        (
            "{first} asked what they pay and what they get for it.",
            "The new director used another tool before and says so.",
            "Nobody else knows why {module} was set up the way it is.",
            "Usage is steady so far, the users do not care who the sponsor is.",
            "The handover document is two lines long.",
            "We have no contact above team lead level any more.",
        ),
        (
            "I will prepare a one-page value summary for {first}.",
            "Executive introduction through our VP in {month}.",
            "{first} will ask the director for half an hour.",
            "Stakeholder map to be redone before the next review.",
        ),
    ),
    Story(
        "renewal",
        10,
        "Renewal",
        (45, 80),
        (-10, 50),
        (45, 85),
        (0, 1),
        (5, 75),
        (
            "Send the renewal proposal",
            "Follow up with procurement",
            "Get the signature from {first}",
            "Clear the legal comments",
            "Agree the multi-year discount with finance",
        ),
        (
            "Renewal talk with {contact} and procurement.",
            "{first} wants to renew, procurement wants ten per cent off.",
            "Went through the proposal line by line with {first}.",
            "Legal sent back the contract with {hours} comments.",
        ),
        (
            "They would sign for two years if we freeze the price.",
            "Procurement asked for the usage figures: {seats} of the seats are active.",
            "{other_module} is on the list of things to drop.",
            "The signature has to come from head office, which takes two weeks.",
            "Liability and the data processing annex are the only open points.",
            "A competitor called them in {month}; they listened, politely.",
        ),
        (
            "New proposal by Thursday, two years, price frozen.",
            "Finance checks how far we can go.",
            "{first} gets the signature before the end of the month.",
            "Next call with procurement on Wednesday at ten.",
        ),
    ),
    Story(
        "support escalation",
        8,
        "At Risk",
        (28, 58),
        (-60, 0),
        (50, 85),
        (1, 4),
        (60, 300),
        (
            "Send the root cause analysis",
            "Daily update to {first}",
            "Get a date for the fix from engineering",
            "Agree on service credits",
            "Thank the support team and close the loop",
        ),
        (
            "Escalation call with {contact}; the tone was sharp but fair.",
            "{first} wrote to our CEO this morning.",
            "Daily status call, {hours} minutes.",
            "Support found the cause: a queue that filled up during the nightly export.",
        ),
        (
            "{module} was down for {hours} minutes during their month-end closing.",
            "It is the third incident in {month}, and they keep a list.",
            "The workaround holds, but costs them an hour a day.",
            "Their IT lead wants to see the monitoring, not another apology.",
            "The fix is merged and goes out with the next release.",
            "They asked for service credits; the contract allows five per cent.",
        ),
        (
            "Root cause in writing by tomorrow noon.",
            "Daily updates until the fix is live.",
            "Engineering joins the call on Thursday.",
            "I will bring the credits to the next review.",
        ),
    ),
)

MODULES = (
    "Insights",
    "Planner",
    "Connect",
    "the mobile app",
    "Automations",
    "the API",
    "Data Export",
    "Dashboards",
    "Approvals",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
CASE_SUBJECTS = (
    "Export stops after 10,000 rows",
    "Cannot log in with SSO",
    "{module} shows yesterday's numbers",
    "Dates are wrong by one day in {module}",
    "How do we archive old projects?",
    "Invitation mail never arrives",
    "{module} is slow in the afternoon",
    "Please raise the API limit",
    "Umlauts are broken in the PDF",
    "Error 500 when saving a filter in {module}",
)
CASE_NOTES = (
    "Happens for all users since Monday.",
    "Only the {place_name} office is affected.",
    "They attached two screenshots and a log.",
    "It blocks the month-end closing.",
    "Not urgent, they found a way around it.",
    "The administrator can reproduce it every time.",
)
MARKUP_SUBJECT = "[bold red]Reply[/] to <b>{first}</b> & Co. – 100 % \\[sic]"
MARKUP_NOTE = (
    "He wrote: [/red] “please don't” — see 'c:\\temp\\%s.txt'\nthen 🙂 日本語 \tand {braces}."
)
