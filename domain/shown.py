"""What a task shows of its row before it asks: texts, media, files, links, places.

Each is a template of the row's columns. A project's file says `show = "{{message}}"`, or has a
`[[show]]` table for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from domain import templates
from domain.sentences import Sentence
from domain.tables import Notes, Table

ShownKind = Literal["text", "picture", "audio", "video", "file", "link", "place"]
KINDS: tuple[str, ...] = get_args(ShownKind)
BLOCKS_MAX = 20
TEMPLATE_LENGTH_MAX = 4000
CAPTION_LENGTH_MAX = 300
_USUAL_MS = {"picture": 2_000, "audio": 15_000, "video": 20_000, "file": 20_000, "place": 3_000}
_EXAMPLE = 'picture = "{{image}}"'


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that is shown: `template` and `caption` have `{{columns}}` of the row in them."""

    kind: ShownKind
    template: str
    caption: str = ""


def columns(show: Iterable[Shown]) -> tuple[str, ...]:
    """Give the columns that are shown, each once, in order."""
    return templates.columns("\n".join(f"{one.template}\n{one.caption}" for one in show))


def filled(show: Iterable[Shown], data: Mapping[str, object]) -> tuple[Shown, ...]:
    """Put a row's values in; what then has nothing to show is left out."""
    found = (
        Shown(
            one.kind,
            templates.render(one.template, data).strip("\n"),
            templates.render(one.caption, data) if one.caption else "",
        )
        for one in show
    )
    return tuple(one for one in found if one.template.strip())


def as_text(show: Iterable[Shown], data: Mapping[str, object]) -> str:
    """Write a row as text alone, for places that show no media."""
    lines = [
        f"{one.caption}: {one.template}" if one.caption else one.template
        for one in filled(show, data)
    ]
    return "\n".join(lines)


def looking_ms(show: Iterable[Shown]) -> int:
    """Estimate what looking at media takes; reading texts is estimated by their length."""
    return sum(_USUAL_MS.get(one.kind, 0) for one in show)


def one_text(show: tuple[Shown, ...]) -> str | None:
    """Give the template of what shows one text alone; "" where nothing is shown, else None."""
    if not show:
        return ""
    return show[0].template if len(show) == 1 and show[0].kind == "text" else None


def read_show(table: Table, notes: Notes) -> tuple[Shown, ...]:
    """Read `show` of a project's file: a text, or a table for each thing."""
    value = table.raw("show")
    if isinstance(value, list):
        if len(value) > BLOCKS_MAX:
            table.note("show", f"has {len(value)} tables; at most {BLOCKS_MAX} fit")
            return ()
        found = [_read(item, place, notes) for place, item in enumerate(value)]
        return tuple(one for one in found if one is not None)
    if isinstance(value, dict):
        table.note("show", "write [[show]] with two brackets on each side")
        return ()
    text = table.text("show", most=TEMPLATE_LENGTH_MAX, multiline=True)
    for fault in templates.problems(text):
        table.note("show", fault)
    return (Shown("text", text),) if text else ()


def _read(item: Any, place: int, notes: Notes) -> Shown | None:
    if not isinstance(item, dict):
        notes.add(("show", place), Sentence("must be a table, such as {example}", example=_EXAMPLE))
        return None
    table = Table(item, ("show", place), notes)
    kinds = [kind for kind in KINDS if table.has(kind)]
    caption = table.text("caption", most=CAPTION_LENGTH_MAX)
    for fault in templates.problems(caption):
        table.note("caption", fault)
    if len(kinds) != 1:
        words = ", ".join(KINDS)
        what = Sentence("shows one thing, which is one of these: {words}", words=words)
        notes.add(("show", place), what)
        return None
    template = table.text(kinds[0], most=TEMPLATE_LENGTH_MAX, multiline=kinds[0] == "text")
    for fault in templates.problems(template):
        table.note(kinds[0], fault)
    table.finish()
    return Shown(cast(ShownKind, kinds[0]), template, caption) if template else None
