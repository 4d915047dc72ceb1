"""What several journeys do alike."""

from __future__ import annotations

from msgspec import Struct

from tests.journeys.house import House
from tests.journeys.terminal import Terminal

WIDE, NARROW = (160, 45), (80, 24)
NAME = "Kestrel crossing"
"""What the CTA of a journey is called: no other holds these words."""
ERASE = "\x7f" * 40


class Mirrored(Struct, frozen=True):
    """The next task of a CTA, and its twin in Salesforce."""

    cta_id: int
    task_id: int
    title: str
    salesforce_id: str


def opened(
    house: House,
    *arguments: str,
    size: tuple[int, int] = WIDE,
    environment: dict[str, str] | None = None,
    words: str = "synced|offline",
) -> Terminal:
    """The cockpit with its counts and its org, of which the header says these words."""
    terminal = house.open(*arguments, size=size, environment=environment)
    terminal.wait_for(r"\d+ CTAs · \$")
    terminal.wait_for(words)
    return terminal


def a_mirrored_task(house: House) -> Mirrored:
    """A CTA whose next step is in Salesforce, named so that a filter finds it alone."""
    rows = house.rows(
        """
        SELECT task.cta_id, task.id, task.title, link.salesforce_id
        FROM task JOIN cta ON cta.id = task.cta_id
        JOIN task_part AS part ON part.task_id = task.id
        JOIN link ON link.sobject = 'Task' AND link.local_id = part.id
        WHERE cta.state = 0 AND task.closed_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM task AS earlier WHERE earlier.cta_id = cta.id
                          AND earlier.closed_at IS NULL AND earlier.position < task.position)
        GROUP BY task.id HAVING COUNT(*) = 1
        ORDER BY cta.id
        """
    )
    found = Mirrored(*rows[0])
    house.run("cta", "set", str(found.cta_id), f"name={NAME}")
    return found


def show_kestrel(terminal: Terminal) -> None:
    """Filters the list to the journey's CTA."""
    terminal.type(f"/{ERASE}kestrel\r")
    terminal.wait_for("1 CTA ")
    terminal.wait_for(f"▌.*{NAME}")


def go_to_tasks(terminal: Terminal) -> None:
    terminal.press("tab")
    terminal.wait_for("c complete")
