"""A view as the JSON that our page draws (`static/blocks.js` has a function for each kind).

Texts travel as they are and the page sets them as text, never as markup. Addresses from rows are
looked at here: what is not plain http or https is shown as text.
"""

from typing import Any, assert_never
from urllib.parse import urlencode

import orjson

from bot.platforms.plain import plain_block
from domain import views
from domain.actions import encode
from domain.ids import public
from domain.marks import Mark
from domain.media import sha_of
from domain.views import Block, Choice, Form, FormField, Placement, View

URL_CHARS_MAX = 2048
Json = dict[str, Any]


def payload(view: View, *, key: str) -> bytes:
    """Give a view as UTF-8 JSON; `key` names the message that it makes where it replaces none."""
    made = render(view)
    made["key"] = key
    return orjson.dumps(made)


def render(view: View) -> Json:
    """Give a view as an object of JSON types.

    `writes` tells that there is nothing to tap: the answer is typed.
    """
    return {
        "place": "replace" if view.placement is Placement.REPLACE else "new",
        "blocks": [render_block(one) for one in view.blocks if not _is_above_field(view, one)],
        "rows": [_row(row, view.about != 0 and n > 0) for n, row in enumerate(view.choices) if row],
        "form": None if view.form is None else _form(view.form),
        "toast": view.toast,
        "typing": view.typing,
        "accepts": view.accepts,
        "asks": view.asks,
        "writes": bool(view.typing and view.choices and not view.choices[0]),
        "about": view.about,
        "live": view.live is not None,
    }


def _is_above_field(view: View, block: Block) -> bool:
    """Tell whether a block says what the page says above its field anyway."""
    return isinstance(block, views.Say) and block.text == view.typing


def render_block(block: Block) -> Json:
    """Give one block; `is` names its kind."""
    match block:
        case views.Title(text, aside):
            return {"is": "title", "text": text, "aside": aside}
        case views.Body(text, marks):
            return {"is": "body", "text": text, **_marks(marks)}
        case views.Quote(text, marks):
            return {"is": "quote", "text": text, **_marks(marks)}
        case views.Done(text):
            return {"is": "done", "text": text}
        case views.Say(text, tone):
            return {"is": "say", "text": text, "tone": tone}
        case views.Fields(pairs):
            return {"is": "fields", "pairs": pairs}
        case views.Table(header, rows):
            return {"is": "table", "header": header, "rows": rows}
        case views.Picture(url, alt, "file") if (sha := sha_of(url)):
            return {"is": "link", "label": alt, "url": media_address(sha)}
        case views.Picture(url, alt, kind) if (sha := sha_of(url)):
            return {"is": kind, "url": media_address(sha), "alt": alt}
        case views.Picture(url, alt, kind) if _is_web_address(url):
            return {"is": kind, "url": url, "alt": alt}
        case views.Chart(points, alt, title, goal, goal_label):
            drawn = {"points": points, "goal": goal, "goal_label": goal_label}
            return {"is": "chart", "alt": alt, "title": title, **drawn}
        case views.Progress(done, total, text):
            return {"is": "progress", "done": done, "total": total, "text": text}
        case views.Link(label, url) if _is_web_address(url):
            return {"is": "link", "label": label, "url": url}
        case views.Picture() | views.Link():
            return {"is": "body", "text": plain_block(block)}
        case views.Report():
            return {"is": "report", "label": block.file_name, "url": report_address(block)}
        case views.Attached(file_name, text):
            return {"is": "attached", "label": file_name, "text": text}
    assert_never(block)


def _marks(marks: tuple[Mark, ...]) -> Json:
    """Give pieces as (text, style, address); an address that can't be followed is told instead."""
    made: list[list[str]] = []
    for text, style, url in marks:
        can_follow = _is_web_address(url)
        made.append([text if can_follow or not url else f"{text} ({url})", style,
                     url if can_follow else ""])
    return {"marks": made} if made else {}


def media_address(sha256: str) -> str:
    """Give the address under which a file of the store can be seen (`bot.platforms.web.media`)."""
    return f"/media/{sha256}"


def report_address(report: views.Report) -> str:
    """Give the address under which a report can be fetched by those who may see it."""
    if report.what == "earnings":
        days = {"first": report.first, "last": report.last}
        return f"/report?{urlencode({'what': report.what, 'format': report.format, **days})}"
    words = {
        "project": public(report.project_id),
        "what": report.what,
        "format": report.format,
    } | ({"aggregate": report.method} if report.method else {})
    return f"/report?{urlencode(words)}"


def _row(row: tuple[Choice, ...], is_quiet: bool) -> Json:
    """Give a row of buttons; those behind the answers to a task (skip, instructions) stand back."""
    return {"quiet": is_quiet, "buttons": [_button(choice) for choice in row]}


def _button(choice: Choice) -> Json:
    label, action, selected, style, url, is_page = choice
    made = {"label": label, "action": encode(action), "style": style, "selected": selected}
    if is_page:
        made["page"] = url
    return made


def _form(form: Form) -> Json:
    return {
        "title": form.title,
        "action": encode(form.action),
        "submit": form.submit,
        "fields": [_field(field) for field in form.fields],
    }


def _field(field: FormField) -> Json:
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind,
        "required": field.required,
        "value": field.value,
        "hint": field.hint,
        "options": field.options,
    }


def _is_web_address(url: str) -> bool:
    known = url[:8].lower().startswith(("https://", "http://"))
    return known and len(url) <= URL_CHARS_MAX and url.isprintable() and " " not in url
