"""Drawing a chart: bars on a ground of their own, so that it can be read on a light and a dark one.

Shapes and words go straight to the library's renderer: figures with axes and ticks take five times
as long, and leave circles behind for the garbage collector. Lengths are pixels, from the bottom
left.
"""

from functools import cache, lru_cache
from io import BytesIO
from math import ceil, floor, log10
from threading import Lock
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from PIL import Image

from domain.views import Chart

WIDTH, HEIGHT, DOTS_AN_INCH = 800, 304, 160
LEFT, RIGHT, BOTTOM, TOP, TOP_WITH_TITLE = 66, 22, 44, 22, 60
GROUND, WORDS, QUIET, GRID = "#2c333d", "#eef1f5", "#b3bdc9", "#414b58"
BARS, SHORT_BARS, GOAL = "#5fc9a4", "#4a8f7d", "#f0b94f"
BAR_WIDTH, SLOTS_LEAST, ROUND = 0.7, 8, 4.0  # of a slot; as if there were so many slots; pixels
STUB = 3.0  # of a day without anything
LABELS_CHARS, LABEL_CHARS_MAX = 64, 12  # that are written beside each other, with gaps; of one
POINTS_MAX = 60
LINES_MOST = 4
FONT, FONT_TITLE = 7.5, 8.5  # points
MIDDLE = 0.36 * DOTS_AN_INCH / 72  # of a line of words above its foot, in pixels for each point

one_at_a_time = Lock()  # the library's fonts are not made for several threads


def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG."""
    with one_at_a_time:
        return _draw(chart)


def _draw(chart: Chart) -> bytes:
    points = chart.points[-POINTS_MAX:]
    values = [max(0.0, value) for _, value in points]
    sheet = Sheet(TOP_WITH_TITLE if chart.title else TOP)
    step, top = scale(max([*values, chart.goal], default=0.0), _all_whole(values, chart.goal))
    if chart.title:
        sheet.text(LEFT - 44, HEIGHT - 30, chart.title, WORDS, FONT_TITLE, 0.0)
    _grid(sheet, step, top)
    _bars(sheet, values, chart.goal, top)
    _labels(sheet, [label for label, _ in points])
    if chart.goal:
        _goal(sheet, chart.goal / top, chart.goal_label)
    return sheet.png()


class Sheet:
    """What is drawn on, `tall` pixels; `width` and `height` are what is left of it for bars."""

    def __init__(self, above: int, *, below: int = BOTTOM, tall: int = HEIGHT) -> None:
        self._renderer = _renderer(WIDTH, tall)
        self._tall = tall
        self.width = WIDTH - LEFT - RIGHT
        self.height = tall - below - above
        self.fill(Path([(0, 0), (WIDTH, 0), (WIDTH, tall), (0, tall)], closed=False), GROUND)

    def text(self, x: float, y: float, words: str, color: str, size: float, before: float) -> None:
        """Write words around a height; `before` is the part of them that stands before x."""
        x -= before * _width(words, size)
        pen = self._renderer.new_gc()
        pen.set_foreground(color)
        foot = self._tall - y + MIDDLE * size
        self._renderer.draw_text(pen, round(x), round(foot), words, _font(size), 0)

    def fill(self, path: Path, color: str) -> None:
        pen = self._renderer.new_gc()
        pen.set_linewidth(0)
        self._renderer.draw_path(pen, path, IdentityTransform(), to_rgba(color))

    def stroke(self, path: Path, color: str, width: float, dashes: list[float]) -> None:
        pen = self._renderer.new_gc()
        pen.set_foreground(color)
        pen.set_linewidth(width)
        pen.set_dashes(0, dashes or None)
        self._renderer.draw_path(pen, path, IdentityTransform())

    def png(self) -> bytes:
        made = BytesIO()
        drawn = self._renderer.buffer_rgba()
        picture = Image.frombuffer("RGBA", (WIDTH, self._tall), drawn, "raw", "RGBA", 0, 1)
        picture.convert("RGB").save(made, "png", compress_level=3)
        return made.getvalue()


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(size=size)


@lru_cache(maxsize=1024)
def _width(words: str, size: float) -> float:
    """Measure words; on one morning everybody's labels are the same."""
    ruler = _ruler()
    return float(ruler.get_text_width_height_descent(words, _font(size), False)[0])


@cache
def _ruler() -> Any:
    return _renderer(8, 8)


def _renderer(width: int, height: int) -> Any:
    """Make a renderer, whose methods the library has not annotated."""
    made: Any = RendererAgg
    return made(width, height, DOTS_AN_INCH)


def _grid(sheet: Sheet, step: float, top: float) -> None:
    lines = []
    for number in range(round(top / step) + 1):
        value = number * step
        y = round(BOTTOM + value / top * sheet.height) + 0.5
        lines.append(Path([(LEFT, y), (LEFT + sheet.width, y)]))
        sheet.text(LEFT - 10, y, short(value), QUIET, FONT, 1.0)
    sheet.stroke(Path.make_compound_path(*lines), GRID, 0.6, [])


def _bars(sheet: Sheet, values: list[float], goal: float, top: float) -> None:
    """Draw the bars; those below the goal stand back, and nothing is a stub."""
    slot = sheet.width / max(1, len(values))
    wide = min(BAR_WIDTH * slot, BAR_WIDTH * sheet.width / SLOTS_LEAST)
    kinds: dict[str, list[Path]] = {BARS: [], SHORT_BARS: [], GRID: []}
    for number, value in enumerate(values):
        left = LEFT + (number + 0.5) * slot - wide / 2
        tall = max(STUB, value / top * sheet.height)
        color = GRID if not value else BARS if value >= goal else SHORT_BARS
        kinds[color].append(_bar(left, wide, tall))
    for color, bars in kinds.items():
        if bars:
            sheet.fill(Path.make_compound_path(*bars), color)


def _bar(left: float, wide: float, tall: float) -> Path:
    """Give a bar that is round at the top."""
    right, top = left + wide, BOTTOM + tall
    edge = min(ROUND, wide / 2, tall)
    return Path(
        [
            (left, BOTTOM), (left, top - edge), (left, top), (left + edge, top),
            (right - edge, top), (right, top), (right, top - edge), (right, BOTTOM),
            (left, BOTTOM),
        ],
        [
            Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CURVE3,
            Path.LINETO, Path.CURVE3, Path.CURVE3, Path.LINETO,
            Path.CLOSEPOLY,
        ],
    )  # fmt: skip


def _labels(sheet: Sheet, labels: list[str]) -> None:
    longest = max((len(label) for label in labels), default=0)
    most = LABELS_CHARS // (min(longest, LABEL_CHARS_MAX) + 3)
    slot = sheet.width / max(1, len(labels))
    for number in shown(len(labels), most):
        words = labels[number][:LABEL_CHARS_MAX]
        middle = min(LEFT + (number + 0.5) * slot, WIDTH - 8 - _width(words, FONT) / 2)
        sheet.text(middle, BOTTOM - 18, words, QUIET, FONT, 0.5)


def _goal(sheet: Sheet, share: float, label: str) -> None:
    y = BOTTOM + share * sheet.height
    sheet.stroke(Path([(LEFT, y), (LEFT + sheet.width, y)]), GOAL, 1.1, [4.0, 2.5])
    sheet.text(WIDTH - RIGHT, HEIGHT - 30, label, GOAL, FONT_TITLE, 1.0)


def shown(count: int, most: int) -> list[int]:
    """Choose evenly which labels are written, so that none runs into another; the last is one."""
    step = max(1, -(-count // max(1, most)))
    return list(range((count - 1) % step, count, step)) if count else []


def _all_whole(values: list[float], goal: float) -> bool:
    return all(value == int(value) for value in (*values, goal))


def scale(most: float, whole: bool) -> tuple[float, float]:
    """Give the step between lines and the highest of them: 1, 2 or 5 of some power of ten."""
    if most <= 0:
        return 1.0, 1.0
    raw = most / LINES_MOST
    power = 10.0 ** floor(log10(raw))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= raw * 0.999)
    if whole:
        step = max(1.0, step)
    return step, step * ceil(most / step - 1e-9)


def short(value: float) -> str:
    """Write a number in the room that is beside the axis: 9000, 12k, 1.5M."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= 10 * size or (sign == "M" and value >= size):
            return f"{value / size:.3g}{sign}"
    return f"{value:g}" if value == int(value) else f"{value:.4g}"
