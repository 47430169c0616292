"""Charts as pictures: small, tidy bars, drawn in a thread; the library is imported then alone.

It adds some 30 MB to a process, which one that never draws a chart does not pay.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from domain.views import Chart

NAME = "chart.png"
WIDTH_INCHES, HEIGHT_INCHES, DOTS_AN_INCH = 5.0, 1.9, 160
GROUND, BARS, LINES, WORDS = "#2b2d31", "#7983f5", "#44474f", "#c9cdd4"
BAR_WIDTH, SLOTS_LEAST = 0.72, 8  # of a slot; as if there were so many slots
LABELS_CHARS, LABEL_CHARS_MAX = 64, 12  # that are written beside each other, with gaps; of one
POINTS_MAX = 60


async def picture(chart: Chart) -> bytes:
    """Draw a chart as PNG, in a thread; the last ones are remembered."""
    return await asyncio.to_thread(draw, chart)


@asynccontextmanager
async def written(chart: Chart) -> AsyncIterator[Path]:
    """Draw a chart into a file that is there for as long as it is needed."""
    drawn = await picture(chart)
    with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
        path = Path(folder) / NAME
        await asyncio.to_thread(path.write_bytes, drawn)
        yield path


@lru_cache(maxsize=32)
def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    points = chart.points[-POINTS_MAX:]
    values = [max(0.0, value) for _, value in points]
    figure = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_AN_INCH, facecolor=GROUND)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.075, 0.17, 0.905, 0.74), facecolor=GROUND)
    width = min(BAR_WIDTH, BAR_WIDTH * len(values) / SLOTS_LEAST)
    axes.bar(range(len(values)), values, width=width, color=BARS, zorder=2)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_formatter(lambda value, _: _short(value))
    axes.set_ylim(0, max(values, default=0) * 1.08 or 1)
    axes.set_xlim(-0.6, max(len(values), 1) - 0.4)
    longest = max((len(label) for label, _ in points), default=0)
    shown = _shown(len(points), LABELS_CHARS // (min(longest, LABEL_CHARS_MAX) + 3))
    axes.set_xticks(shown, [points[n][0][:LABEL_CHARS_MAX] for n in shown])
    axes.grid(axis="y", color=LINES, linewidth=0.6, zorder=0)
    axes.tick_params(colors=WORDS, labelsize=7.5, length=0, pad=3)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(LINES)
    made = BytesIO()
    figure.savefig(made, format="png", facecolor=GROUND, metadata={"Software": None})
    return made.getvalue()


def _shown(count: int, most: int) -> list[int]:
    """Choose evenly which labels are written, so that none runs into another; the last is one."""
    step = max(1, -(-count // most))
    return list(range((count - 1) % step, count, step))


def _short(value: float) -> str:
    """Write a number in the room that is beside the axis: 9000, 12k, 1.5M."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= 10 * size or (sign == "M" and value >= size):
            return f"{value / size:.3g}{sign}"
    return f"{value:g}"
