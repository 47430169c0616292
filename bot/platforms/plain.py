"""Any view as plain text: what a platform falls back on where it cannot show a block better."""

from typing import assert_never

from domain import views
from domain.views import Block, Choice, View

BAR_CELLS = 10
CHART_CELLS = 12
LINE_POINTS_LEAST = 13  # so many points make a line of small columns
_COLUMNS = "▁▂▃▄▅▆▇█"


def plain(view: View) -> str:
    """Give a whole view as text: its blocks, then the buttons by number, which can be typed."""
    parts = [plain_block(block) for block in view.blocks]
    buttons = [choice for row in view.choices for choice in row]
    if buttons:
        parts.append("\n".join(_numbered(n, choice) for n, choice in enumerate(buttons, start=1)))
    if view.form is not None:
        parts.append("\n".join((view.form.title, *(f"{f.label}: …" for f in view.form.fields))))
    if view.typing:
        parts.append(view.typing)
    return "\n\n".join(part for part in parts if part)


def plain_block(block: Block) -> str:
    """Give one block as text; never empty where the block says anything."""
    match block:
        case views.Title(text, aside):
            return " · ".join((text, *aside))
        case views.Body(text) | views.Say(text):
            return text
        case views.Quote(text):
            return f"“{text}”"
        case views.Done(text):
            return f"{text}\n──"
        case views.Fields(pairs):
            return "\n".join(f"{name}: {value}" for name, value in pairs)
        case views.Table(header, rows):
            return "\n".join(" · ".join(cells) for cells in (header, *rows))
        case views.Picture(url, alt):
            return f"{alt}: {url}" if alt else url
        case views.Chart(points, alt):
            return "\n".join((alt, *(f"{label}: {value:g}" for label, value in points)))
        case views.Progress(done, total, text):
            return f"{bar(done, total)} {text}"
        case views.Link(label, url):
            return f"{label}: {url}"
        case views.Report() | views.Attached():
            return block.file_name
    assert_never(block)


def bar(done: int, total: int) -> str:
    """Draw `done` of `total` as ten cells; it is full only when nothing is left."""
    filled = min(BAR_CELLS, max(0, done) * BAR_CELLS // total) if total > 0 else 0
    return "▓" * filled + "░" * (BAR_CELLS - filled)


def chart(points: tuple[tuple[str, float], ...]) -> str:
    """Draw points in letters of one width: a bar each, or a line of columns where they are many."""
    most = max((value for _, value in points), default=0.0)
    top = most if most > 0 else 1.0
    if len(points) >= LINE_POINTS_LEAST:
        steps = len(_COLUMNS) - 1
        columns = (_COLUMNS[round(max(0.0, value) / top * steps)] for _, value in points)
        return f"{points[0][0]} {''.join(columns)} {points[-1][0]}"
    width = max(len(label) for label, _ in points)
    return "\n".join(
        f"{label.ljust(width)} {'▇' * round(max(0.0, value) / top * CHART_CELLS)} {value:g}"
        for label, value in points
    )


def _numbered(number: int, choice: Choice) -> str:
    return f"{number}. {'✓ ' if choice.selected else ''}{choice.label}"
