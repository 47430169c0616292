"""What was measured: the rows, the table on the terminal, and `results.json`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results.json"

Unit = Literal["×", "s", "MB", "ms", "/s", "%", "points", ""]  # nothing: so many


@dataclass(frozen=True, slots=True)
class Result:
    """One row. `bar` is what has to be reached: at least where `more_is_better`, else at most.

    A row without a bar is there to be read beside the others. `value` is None where it could not be
    measured, and `why_not` says why.
    """

    name: str
    value: float | None
    unit: Unit
    bar: float | None = None
    more_is_better: bool = False
    why_not: str = ""

    @property
    def holds(self) -> bool | None:
        """Tell whether the bar is reached; None where there is none, or no value."""
        if self.value is None or self.bar is None:
            return None
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    @property
    def bar_text(self) -> str:
        """Write the bar as `≥ 0.6 ×`."""
        if self.bar is None:
            return ""
        return f"{'≥' if self.more_is_better else '≤'} {self.bar:g} {self.unit}".rstrip()


def at_least(name: str, value: float, bar: float, unit: Unit = "×") -> Result:
    """Give a row that must not be below its bar."""
    return Result(name, value, unit, bar, more_is_better=True)


def at_most(name: str, value: float, bar: float, unit: Unit = "×") -> Result:
    """Give a row that must not be above its bar."""
    return Result(name, value, unit, bar)


def beside(name: str, value: float, unit: Unit) -> Result:
    """Give a row without a bar."""
    return Result(name, value, unit)


def unmeasured(name: str, bar: float, why_not: str) -> Result:
    """Give a ratio that could not be measured here."""
    return Result(name, None, "×", bar, more_is_better=True, why_not=why_not)


def show(results: Sequence[Result], note: str) -> None:
    """Print the table to stdout."""
    table = Table(title="Speed and size", title_justify="left", caption=note)
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_column("bar")
    table.add_column("holds")
    for result in results:
        verdict = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[result.holds]
        value = result.why_not if result.value is None else f"{result.value:,.3g} {result.unit}"
        table.add_row(result.name, value, result.bar_text, verdict)
    Console(width=None if Console().is_terminal else 120).print(table)


def write(results: Sequence[Result], path: Path = RESULTS) -> None:
    """Write the rows that have a bar as a JSON list of {name, value, unit, bar, holds}."""
    rows: list[dict[str, Any]] = [
        {
            "name": result.name,
            "value": None if result.value is None else round(result.value, 4),
            "unit": result.unit,
            "bar": result.bar,
            "holds": result.holds,
        }
        for result in results
        if result.bar is not None
    ]
    path.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2) + b"\n")
