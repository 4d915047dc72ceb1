"""The figures of several rounds of one program together."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks.terminal.run import Figures

SCALARS = (
    "first_byte_ms", "first_paint_ms", "ready_ms", "settled_ms", "start_bytes", "wire_start",
    "cpu_start_s", "rss_ready_mb", "pss_ready_mb", "rss_end_mb", "rss_peak_mb", "idle_cpu_pct",
    "idle_wakeups_s", "idle_bytes_s", "cpu_total_s", "bytes_total",
)  # fmt: skip
TIMES = ("first", "change", "settle", "regex")
PER_KEY = ("bytes_per_key", "cpu_ms_per_key", "wire_down_per_key", "wire_up_per_key")


def quantiles(values: Sequence[float]) -> Figures | None:
    """Median, 95 %, largest and number; None of nothing."""
    found = sorted(values)
    if not found:
        return None

    def at(share: float) -> float:
        return round(found[min(len(found) - 1, round(share * (len(found) - 1)))], 2)

    return {"p50": at(0.5), "p95": at(0.95), "max": round(found[-1], 2), "n": len(found)}


def spread(values: Sequence[float]) -> float | None:
    """Half the interquartile range over the median, in percent: the noise between rounds."""
    if len(values) < 3 or not statistics.median(values):
        return None
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return round((high - low) / 2 / statistics.median(values) * 100, 1)


def summary_of(runs: Sequence[Figures]) -> Figures:
    """Medians with their noise; the samples of each group of keys in quantiles."""
    found: Figures = {
        "name": runs[0]["name"],
        "rounds": len(runs),
        "notes": sorted({note for run in runs for note in run["notes"]}),
    }
    for name in SCALARS:
        values = [run[name] for run in runs if run.get(name) is not None]
        if values:
            found[name] = {
                "median": round(statistics.median(values), 3),
                "min": min(values),
                "max": max(values),
                "noise": spread(values),
            }
    clean = sum(run["exit"]["clean"] for run in runs)
    found["exit"] = {"clean": clean, "of": len(runs), "last": runs[-1]["exit"]}
    found["groups"] = [
        _group([run["groups"][place] for run in runs if _label(run, place) == group["label"]])
        for place, group in enumerate(runs[0]["groups"])
    ]
    return found


def _label(run: Figures, place: int) -> str | None:
    groups = run["groups"]
    return groups[place]["label"] if place < len(groups) else None


def _group(rounds: Sequence[Figures]) -> Figures:
    """One group of keys, all rounds together."""
    first = rounds[0]
    found: Figures = {"label": first["label"], "n": sum(group["n"] for group in rounds)}
    if first.get("hz"):
        found["hz"] = first["hz"]
        found["lag"] = quantiles([group["lag"] for group in rounds])
    samples = [sample for group in rounds for sample in group["samples"]]
    found["no_response"] = sum(1 for sample in samples if sample.get("none"))
    for name in TIMES:
        found[name] = quantiles([sample[name] for sample in samples if name in sample])
    found["noise"] = spread([middle for group in rounds if (middle := _middle(group)) is not None])
    for name in PER_KEY:
        values = [group[name] for group in rounds if name in group]
        if values:
            found[name] = round(statistics.median(values), 2)
    sizes = [sample["bytes"] for sample in samples if "bytes" in sample]
    if sizes:
        found["bytes_p50"] = statistics.median(sizes)
    return found


def _middle(group: dict[str, Any]) -> float | None:
    """The median of one round: of visible changes, or of quiet where nothing was seen."""
    answered = [sample for sample in group["samples"] if not sample.get("none")]
    found = quantiles([sample.get("change", sample.get("settle")) for sample in answered])
    return None if found is None else float(found["p50"])
