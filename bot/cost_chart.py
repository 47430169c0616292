"""Drawing what accuracy costs: a line for each way of deciding, the project's own rules marked.

On the ground of all our charts (`bot.chart_drawing`), so that it can be read on a light page and on
a dark one. Lengths are pixels, from the bottom left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from matplotlib.path import Path

from bot.chart_drawing import (
    BARS,
    FONT,
    FONT_TITLE,
    GOAL,
    GRID,
    GROUND,
    LEFT,
    QUIET,
    RIGHT,
    WIDTH,
    WORDS,
    Sheet,
    one_at_a_time,
    scale,
    short,
)

TALL, BELOW, ABOVE = 420, 66, 58
COLORS = (BARS, GOAL, QUIET)
DOT, DOT_MARKED, LINE = 3.6, 6.5, 1.6
LEGEND_STEP = 22
ACCURACY_STEPS_MOST = 6


@dataclass(frozen=True, kw_only=True)
class Line:
    """A way of deciding: (cost of a row, how often it is right), in the order of costs."""

    name: str
    points: Sequence[tuple[float, float]]
    marked: tuple[float, float] | None = None


def draw(title: str, caption: str, lines: Sequence[Line]) -> bytes:
    """Draw as PNG; `caption` stands below the costs."""
    with one_at_a_time:
        return _draw(title, caption, lines)


def _draw(title: str, caption: str, lines: Sequence[Line]) -> bytes:
    sheet = Sheet(ABOVE, below=BELOW, tall=TALL)
    every = [point for line in lines for point in line.points]
    most = max(cost for cost, _ in every)
    step, _ = scale(most / 2, whole=False)
    top = step * ceil(most / step - 1e-9)
    least = _least(min(right for _, right in every))
    sheet.text(LEFT - 44, TALL - 30, title, WORDS, FONT_TITLE, 0.0)
    sheet.text(LEFT + sheet.width / 2, 16, caption, QUIET, FONT, 0.5)
    _grid(sheet, step, top, least)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        cost, right = point
        return (
            LEFT + cost / top * sheet.width,
            BELOW + (right - least) / (1 - least) * sheet.height,
        )

    for line, color in zip(lines, COLORS, strict=False):
        places = [place(point) for point in line.points]
        if len(places) > 1:
            sheet.stroke(Path(places), color, LINE, [])
        for x, y in places:
            sheet.fill(Path.circle((x, y), DOT), color)
    for line, color in zip(lines, COLORS, strict=False):
        if line.marked:
            middle = place(line.marked)
            sheet.fill(Path.circle(middle, DOT_MARKED + 3), WORDS)
            sheet.fill(Path.circle(middle, DOT_MARKED + 1), GROUND)
            sheet.fill(Path.circle(middle, DOT_MARKED - 1), color)
    _legend(sheet, lines)
    return sheet.png()


def _least(right: float) -> float:
    """Give where the accuracies begin: a round number below all of them."""
    return min(0.9, floor(right * 10) / 10)


def _grid(sheet: Sheet, step: float, top: float, least: float) -> None:
    shares = [least + n * _share_step(least) for n in range(ACCURACY_STEPS_MOST + 1)]
    lines = []
    for share in (share for share in shares if share <= 1.0001):
        y = round(BELOW + (share - least) / (1 - least) * sheet.height) + 0.5
        lines.append(Path([(LEFT, y), (LEFT + sheet.width, y)]))
        sheet.text(LEFT - 10, y, f"{share:.0%}", QUIET, FONT, 1.0)
    sheet.stroke(Path.make_compound_path(*lines), GRID, 0.6, [])
    for number in range(round(top / step) + 1):
        x = LEFT + number * step / top * sheet.width
        sheet.text(x, BELOW - 20, short(number * step), QUIET, FONT, 0.5)


def _share_step(least: float) -> float:
    return next(
        step for step in (0.02, 0.05, 0.1, 0.2) if (1 - least) / step <= ACCURACY_STEPS_MOST
    )


def _legend(sheet: Sheet, lines: Sequence[Line]) -> None:
    """Name the lines at the bottom right, where good ways have none of their dots."""
    for number, (line, color) in enumerate(zip(lines, COLORS, strict=False)):
        y = BELOW + 16 + LEGEND_STEP * (len(lines) - 1 - number)
        sheet.text(WIDTH - RIGHT - 12, y, line.name, color, FONT, 1.0)
