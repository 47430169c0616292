"""How buttons and lists stand below a message, within Discord's 40 components."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from bot.platforms.discord.markdown import is_web_address
from bot.platforms.parting import cut
from domain.actions import Action, encode
from domain.views import Choice, View

COMPONENTS_MAX = 40  # Discord's, all of a message's counted, also those inside of others
A_ROW_MAX = 5
BUTTONS_MAX = 25  # answers shown as buttons; more make a list
OPTIONS_MAX = 25  # of a list
LABEL_CHARS_MAX = 80
OPTION_CHARS_MAX = 100
LINK_CHARS_MAX = 512
ROW, BUTTON, LIST = 1, 2, 3
_STYLES = {"main": 1, "plain": 2, "danger": 4}
_LINK_STYLE = 5
SHOW = "show"  # the verb that shows a task again; the position in it is the page
PICK = "pick"  # a list of which one is chosen: its value is the action
TICK, TICKS = "tick", "ticks"  # one of several, and a list of several
AGAIN = "~"  # behind an action that stands in a message twice: Discord wants all ids to differ

Json = dict[str, Any]


def rows(view: View, page: int, pages: int, room: int) -> list[Json]:
    """Lay out a view's buttons, of a task with more than fit those of one page."""
    answers = view.choices[0] if view.about and view.choices else ()
    if answers:
        made = _answers(answers, view.about, page)
        rest: Iterable[Sequence[Choice]] = view.choices[1:]
    else:
        made, rest = [], view.choices
    if (done := _done(answers)) is not None:
        rest = ((done, *chain.from_iterable(rest)),)
    below = [row for choices in rest for row in _rows(choices)]
    if pages > 1:
        below.append(_turn(view.about, page, pages))
    if _size(made) + _size(below) > room:
        if answers:
            made = _listed(answers, view.about, page)
        else:
            below = _as_lists(list(view.choices))
    return _unique(_at_most([*made, *below], room))


def button_pages(view: View) -> int:
    """Tell how many pages a task's answers take."""
    if not view.about or not view.choices:
        return 1
    count = len(_offered(view.choices[0]))
    return -(-count // OPTIONS_MAX) if count > BUTTONS_MAX else 1


def _answers(answers: Sequence[Choice], about: int, page: int) -> list[Json]:
    if answers[0].action.verb == TICK or len(answers) > BUTTONS_MAX:
        return _listed(answers, about, page)
    return list(_rows(answers))


def _listed(answers: Sequence[Choice], about: int, page: int) -> list[Json]:
    """Show one page of a task's answers as a list."""
    offered = _offered(answers)
    first = min(page, (len(offered) - 1) // OPTIONS_MAX) * OPTIONS_MAX
    part = offered[first : first + OPTIONS_MAX]
    beside = [choice for choice in answers if choice not in offered and choice != _done(answers)]
    if part[0].action.verb != TICK:
        return [_list(part, Action(PICK, about, version=page)), *_rows(beside)]
    last = first + len(part) - 1
    action = Action(TICKS, about, f"{first}-{last}", part[0].action.version)
    options = [
        {
            "label": cut(choice.label, OPTION_CHARS_MAX) or "…",
            "value": choice.action.choice,
            "default": bool(choice.selected),
        }
        for choice in part
    ]
    component = {
        "type": LIST,
        "custom_id": encode(action),
        "options": options,
        "min_values": 0,
        "max_values": len(options),
    }
    return [{"type": ROW, "components": [component]}, *_rows(beside)]


def _offered(answers: Sequence[Choice]) -> list[Choice]:
    """Give the answers themselves, without the button that opens a form or says Done."""
    if not answers:
        return []
    verb = answers[0].action.verb
    if verb == TICK:
        return [choice for choice in answers if choice.action.verb == TICK]
    return [choice for choice in answers if choice.action.verb == verb]


def _done(answers: Sequence[Choice]) -> Choice | None:
    """Give the button behind answers of which several can be ticked."""
    if not answers or answers[0].action.verb != TICK:
        return None
    return next((choice for choice in answers if choice.style == "main"), None)


def _as_lists(choices: list[tuple[Choice, ...]]) -> list[Json]:
    """Put a long menu into lists; its last row stays as buttons."""
    *long, last = choices if len(choices) > 1 else [*choices, ()]
    flat = list(chain.from_iterable(long))
    parts = [flat[start : start + OPTIONS_MAX] for start in range(0, len(flat), OPTIONS_MAX)]
    lists = [_list(part, Action(PICK, version=number)) for number, part in enumerate(parts, 1)]
    return [*lists, *_rows(last)]


def _list(choices: Sequence[Choice], action: Action) -> Json:
    options: dict[str, Json] = {}
    for choice in choices:
        label = cut(choice.label, OPTION_CHARS_MAX) or "…"
        value = encode(choice.action)
        options[value] = {"label": label, "value": value, "default": bool(choice.selected)}
    if sum(option["default"] for option in options.values()) > 1:
        for option in options.values():
            option["default"] = False
    component = {"type": LIST, "custom_id": encode(action), "options": list(options.values())}
    return {"type": ROW, "components": [component]}


def _rows(choices: Sequence[Choice]) -> Iterator[Json]:
    for start in range(0, len(choices), A_ROW_MAX):
        buttons = [_button(choice) for choice in choices[start : start + A_ROW_MAX]]
        yield {"type": ROW, "components": buttons}


def _button(choice: Choice) -> Json:
    label = choice.label
    if choice.selected is not None:
        label = f"{'☑' if choice.selected else '☐'} {label}"
    label = cut(label, LABEL_CHARS_MAX) or "…"
    if choice.url.startswith("https://") and is_web_address(choice.url, LINK_CHARS_MAX):
        return {"type": BUTTON, "style": _LINK_STYLE, "label": label, "url": choice.url}
    return {
        "type": BUTTON,
        "style": _STYLES[choice.style],
        "label": label,
        "custom_id": encode(choice.action),
    }


def _turn(about: int, page: int, pages: int) -> Json:
    """The buttons that turn a page; numbers and arrows are read in every language."""
    turned = []
    if page > 0:
        turned.append((f"‹ {page} / {pages}", page - 1))
    if page + 1 < pages:
        turned.append((f"{page + 2} / {pages} ›", page + 1))
    buttons = [
        {"type": BUTTON, "style": 2, "label": label,
         "custom_id": encode(Action(SHOW, about, version=to))}
        for label, to in turned
    ]  # fmt: skip
    return {"type": ROW, "components": buttons}


def _size(made: Sequence[Json]) -> int:
    return sum(1 + len(row["components"]) for row in made)


def _at_most(made: list[Json], room: int) -> list[Json]:
    """Keep as many as a message takes. The others can still be typed."""
    kept: list[Json] = []
    for row in made:
        parts = row["components"][: max(0, room - 1)]
        if not parts:
            break
        kept.append({**row, "components": parts})
        room -= 1 + len(parts)
    return kept


def _unique(made: list[Json]) -> list[Json]:
    """Let no id stand twice in a message."""
    seen: set[str] = set()
    for row in made:
        for component in row["components"]:
            name = component.get("custom_id")
            if name is None:
                continue
            while name in seen:
                name += AGAIN
            component["custom_id"] = name
            seen.add(name)
    return made
