"""Drawing a chart: bars on a ground of their own, so that it can be read on a light and a dark one.

Shapes and words are put onto the figure itself: an axes object with its ticks takes five times as
long. Lengths are pixels, counted from the bottom left.
"""

from io import BytesIO
from math import ceil, floor, log10
from threading import Lock

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

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
FONT, FONT_TITLE = 7.5, 8.5

_one_at_a_time = Lock()  # the library's fonts are not made for several threads


def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG."""
    with _one_at_a_time:
        return _draw(chart)


def _draw(chart: Chart) -> bytes:
    points = chart.points[-POINTS_MAX:]
    values = [max(0.0, value) for _, value in points]
    figure = Figure(figsize=(WIDTH / DOTS_AN_INCH, HEIGHT / DOTS_AN_INCH), dpi=DOTS_AN_INCH)
    figure.set_facecolor(GROUND)
    FigureCanvasAgg(figure)
    sheet = _Sheet(figure, TOP_WITH_TITLE if chart.title else TOP)
    step, top = _scale(max([*values, chart.goal], default=0.0), _all_whole(values, chart.goal))
    if chart.title:
        sheet.text(LEFT - 44, HEIGHT - 30, chart.title, WORDS, FONT_TITLE, "left")
    _grid(sheet, step, top)
    _bars(sheet, values, chart.goal, top)
    _labels(sheet, [label for label, _ in points])
    if chart.goal:
        _goal(sheet, chart.goal / top, chart.goal_label)
    made = BytesIO()
    figure.savefig(
        made, format="png", facecolor=GROUND, metadata={"Software": None},
        pil_kwargs={"compress_level": 3},
    )  # fmt: skip
    return made.getvalue()


class _Sheet:
    """The figure, in pixels; `height` is what the bars have."""

    def __init__(self, figure: Figure, above: int) -> None:
        self._figure = figure
        self._pixels = Affine2D().scale(1 / WIDTH, 1 / HEIGHT) + figure.transFigure
        self.width = WIDTH - LEFT - RIGHT
        self.height = HEIGHT - BOTTOM - above

    def text(
        self, x: float, y: float, words: str, color: str, size: float, align: str
    ) -> None:
        self._figure.text(
            x / WIDTH, y / HEIGHT, words.replace("$", r"\$"),
            color=color, fontsize=size, ha=align, va="center",
        )  # fmt: skip

    def fill(self, path: Path, color: str) -> None:
        shape = PathPatch(path, facecolor=color, linewidth=0, transform=self._pixels)
        self._figure.add_artist(shape)

    def stroke(self, path: Path, color: str, width: float, style: str = "-") -> None:
        line = PathPatch(path, fill=False, edgecolor=color, linewidth=width, linestyle=style)
        line.set_transform(self._pixels)
        self._figure.add_artist(line)


def _grid(sheet: _Sheet, step: float, top: float) -> None:
    lines = []
    for number in range(round(top / step) + 1):
        value = number * step
        y = round(BOTTOM + value / top * sheet.height) + 0.5
        lines.append(Path([(LEFT, y), (LEFT + sheet.width, y)]))
        sheet.text(LEFT - 10, y - 1, short(value), QUIET, FONT, "right")
    sheet.stroke(Path.make_compound_path(*lines), GRID, 0.6)


def _bars(sheet: _Sheet, values: list[float], goal: float, top: float) -> None:
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


def _labels(sheet: _Sheet, labels: list[str]) -> None:
    longest = max((len(label) for label in labels), default=0)
    most = LABELS_CHARS // (min(longest, LABEL_CHARS_MAX) + 3)
    slot = sheet.width / max(1, len(labels))
    for number in shown(len(labels), most):
        words = labels[number][:LABEL_CHARS_MAX]
        middle = min(LEFT + (number + 0.5) * slot, WIDTH - RIGHT / 2 - 5.0 * len(words))
        sheet.text(middle, BOTTOM - 18, words, QUIET, FONT, "center")


def _goal(sheet: _Sheet, share: float, label: str) -> None:
    y = BOTTOM + share * sheet.height
    sheet.stroke(Path([(LEFT, y), (LEFT + sheet.width, y)]), GOAL, 1.1, "--")
    sheet.text(WIDTH - RIGHT, HEIGHT - 30, label, GOAL, FONT_TITLE, "right")


def shown(count: int, most: int) -> list[int]:
    """Choose evenly which labels are written, so that none runs into another; the last is one."""
    step = max(1, -(-count // max(1, most)))
    return list(range((count - 1) % step, count, step)) if count else []


def _all_whole(values: list[float], goal: float) -> bool:
    return all(value == int(value) for value in (*values, goal))


def _scale(most: float, whole: bool) -> tuple[float, float]:
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
