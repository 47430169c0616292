"""How buttons stand below a message."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.platforms.parting import cut
from domain.actions import Action, encode
from domain.views import Choice, View

BUTTONS_MAX = 100  # Telegram's
A_ROW_MAX = 8
PAGE_BUTTONS = 80  # of answers, so that what stands beside them has room
LABEL_CHARS_MAX = 64
# The longest label with which so many buttons can be read beside each other on a telephone.
_FITS = {8: 3, 7: 3, 6: 4, 5: 5, 4: 8, 3: 11, 2: 18}
_STYLES = {"main": "primary", "danger": "danger"}
SHOW = "show"  # the verb that shows a task again; the position in it is the page

Keyboard = list[list[dict[str, Any]]]


def keyboard(view: View, page: int, pages: int) -> Keyboard:
    """Lay out a view's buttons; of a task with more than fit, those of one page."""
    rows: Keyboard = []
    for number, choices in enumerate(view.choices):
        if view.about and number == 0 and len(choices) > PAGE_BUTTONS:
            choices = _part(choices, page)
        rows.extend(_rows(choices))
    if pages > 1:
        rows.append(_turn(view.about, page, pages))
    return _at_most(rows, BUTTONS_MAX)


def button_pages(view: View) -> int:
    """Tell how many pages a task's answers take."""
    if not view.about or not view.choices or len(view.choices[0]) <= PAGE_BUTTONS:
        return 1
    return -(-len(view.choices[0]) // PAGE_BUTTONS)


def _part(choices: Sequence[Choice], page: int) -> tuple[Choice, ...]:
    """Give one page of answers; Done is on all of them, for ticks may stand on any."""
    last = min(page, (len(choices) - 1) // PAGE_BUTTONS)
    part = tuple(choices[last * PAGE_BUTTONS : (last + 1) * PAGE_BUTTONS])
    done = [choice for choice in choices if choice.style == "main" and choice not in part]
    return (*part, *done)


def _rows(choices: Sequence[Choice]) -> Iterable[list[dict[str, Any]]]:
    """Part a row of buttons so that all its labels can be read; parts are of like length."""
    if not choices:
        return
    buttons = [_button(choice) for choice in choices]
    longest = max(len(button["text"]) for button in buttons)
    most = next((many for many, chars in _FITS.items() if longest <= chars), 1)
    lines = -(-len(buttons) // most)
    each, longer = divmod(len(buttons), lines)
    start = 0
    for line in range(lines):
        end = start + each + (line < longer)
        yield buttons[start:end]
        start = end


def _button(choice: Choice) -> dict[str, Any]:
    label = choice.label
    if choice.selected is not None:
        label = f"{'☑' if choice.selected else '☐'} {label}"
    button: dict[str, Any] = {"text": cut(label, LABEL_CHARS_MAX) or "…"}
    if choice.url.startswith("https://") and choice.is_page:
        button["web_app"] = {"url": choice.url}
    elif choice.url.startswith("https://"):
        button["url"] = choice.url
    else:
        button["callback_data"] = encode(choice.action)
    if (style := _STYLES.get(choice.style)) is not None:
        button["style"] = style
    return button


def _turn(about: int, page: int, pages: int) -> list[dict[str, Any]]:
    """The buttons that turn a page; numbers and arrows are read in every language."""
    turned = []
    if page > 0:
        turned.append((f"‹ {page} / {pages}", page - 1))
    if page + 1 < pages:
        turned.append((f"… {page + 2} / {pages} ›", page + 1))
    return [
        {"text": label, "callback_data": encode(Action(SHOW, about, version=to))}
        for label, to in turned
    ]


def _at_most(rows: Keyboard, most: int) -> Keyboard:
    """Keep as many buttons as a message takes. The others can still be typed."""
    kept: Keyboard = []
    left = most
    for row in rows:
        if row and left > 0:
            kept.append(row[:left])
            left -= len(row)
    return kept
