"""A figure, what it is held against, and the table that says which goals are met."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from msgspec import Struct
from msgspec.structs import asdict

FRAME_MS = 16.7


class Line(Struct, frozen=True):
    """One figure of one run."""

    goal: str
    """Its number in the list of goals, where it has one, and what was measured."""
    measured: float = 0.0
    unit: str = "ms"
    beside: float | None = None
    """The floor or peer of the same run; None where the limit is absolute."""
    beside_name: str = ""
    ratio: float | None = None
    """Measured by beside, or the median of the rounds' own ratios."""
    limit: float | None = None
    """Of the ratio, else of the figure itself; None for a figure without a goal."""
    why_not: str = ""
    """Why nothing was measured."""

    @property
    def is_met(self) -> bool | None:
        """None where there is no goal or no figure."""
        if self.why_not or self.limit is None:
            return None
        return (self.measured if self.ratio is None else self.ratio) <= self.limit

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or a dash."""
        return {True: "met", False: "missed", None: "-"}[self.is_met]


def against(
    goal: str, measured: float, beside: float, limit: float | None, unit: str, name: str
) -> Line:
    """A figure beside a floor or a peer of the same run."""
    if not beside:
        return absent(goal, f"no figure of {name}")
    return Line(goal, measured, unit, beside, name, measured / beside, limit)


def absolute(goal: str, measured: float, limit: float, unit: str = "ms") -> Line:
    """A figure with a limit of its own."""
    return Line(goal, measured, unit, limit=limit)


def figure(goal: str, measured: float, unit: str) -> Line:
    """A figure without a goal."""
    return Line(goal, measured, unit)


def absent(goal: str, why_not: str) -> Line:
    """What could not be measured here, and why."""
    return Line(goal, why_not=why_not)


COLUMNS = ("goal", "measured", "beside", "ratio", "limit", "verdict")


def cells(line: Line) -> tuple[str, ...]:
    """The table's cells of a line, in the order of COLUMNS."""
    if line.why_not:
        return line.goal, "-", "", "", "", f"not measured: {line.why_not}"
    beside = "" if line.beside is None else f"{number(line.beside)} {line.beside_name}"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    limit = "" if line.limit is None else f"{line.limit:,g}"
    return (
        line.goal,
        f"{number(line.measured)} {line.unit}".strip(),
        beside,
        ratio,
        limit,
        line.verdict,
    )


def number(value: float) -> str:
    """With two places where it is small: 0.06, 12.3, 1,500."""
    if abs(value) < 1 and value:
        return f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 1000 and value != int(value) else f"{value:,.0f}"


def table(lines: Iterable[Line]) -> str:
    """The goals as text, a line each."""
    head = f"{COLUMNS[0]:<52} {'measured':>12} {'beside':>20} {'ratio':>6} {'limit':>7}  verdict"
    rows = [head, "-" * len(head)]
    for line in lines:
        goal, measured, beside, ratio, limit, verdict = cells(line)
        first, *rest = wrap(goal, 52, subsequent_indent="    ") or [""]
        rows.append(
            f"{first:<52} {measured:>12} {beside:>20} {ratio:>6} {limit:>7}  {verdict}".rstrip()
        )
        rows += rest
    return "\n".join(rows)


def markdown(lines: Iterable[Line]) -> str:
    """The same as a table for a page."""
    rows = [f"| {' | '.join(COLUMNS)} |", "| --- | --: | --: | --: | --: | --- |"]
    rows += [f"| {' | '.join(cells(line))} |" for line in lines]
    return "\n".join(rows)


def documents(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The same for a JSON file."""
    return [{**asdict(line), "verdict": line.verdict} for line in lines]
