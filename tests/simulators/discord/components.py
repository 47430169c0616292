"""Components: what may be in a message and in a modal, and how much of it."""

from typing import Any

from tests.simulators.discord.refusals import Problems
from tests.simulators.discord.state import BUTTON, LINK_STYLE, SELECTS, walk

Json = dict[str, Any]
At = tuple[Any, ...]
ROWS_MAX = 5
COMPONENTS_MAX = 40
TEXT_CHARS_MAX = 4000
CUSTOM_ID_CHARS_MAX = 100
ROW, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE = 1, 3, 4, 9, 10, 11, 12, 13
SEPARATOR, CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 14, 17, 18, 19, 21, 22, 23
TOP_V2 = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
IN_LABEL = (*SELECTS, TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)


def check_components(
    problems: Problems, path: At, components: Any, *, v2: bool, files: set[str]
) -> None:
    """Check a message's components; `files` are the names that it may show."""
    if not isinstance(components, list):
        problems.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if not v2 and len(components) > ROWS_MAX:
        words = f"Must be {ROWS_MAX} or fewer in length."
        problems.add(path, "BASE_TYPE_MAX_LENGTH", words)
    for number, one in enumerate(components):
        _check(problems, (*path, number), one, TOP_V2 if v2 else (ROW,), files)
    if problems.errors:
        return
    everything = list(walk(components))
    if len(everything) > COMPONENTS_MAX:
        words = f"The total number of components exceeds the maximum size of {COMPONENTS_MAX}"
        problems.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", words)
    if sum(len(one["content"]) for one in everything if one["type"] == TEXT) > TEXT_CHARS_MAX:
        words = f"The total displayable text size exceeds maximum size of {TEXT_CHARS_MAX}"
        problems.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words)
    _unique_ids(problems, path, components)


def check_modal(problems: Problems, path: At, modal: Json) -> None:
    """Check what opens a form."""
    for name, most in (("title", 45), ("custom_id", CUSTOM_ID_CHARS_MAX)):
        if problems.needs((*path, name), modal.get(name)):
            problems.length((*path, name), modal[name], 1, most)
    components = modal.get("components")
    if not isinstance(components, list):
        problems.add((*path, "components"), "BASE_TYPE_REQUIRED", "This field is required")
        return
    problems.length((*path, "components"), components, 1, ROWS_MAX)
    for number, one in enumerate(components):
        at = (*path, "components", number)
        if _kind(problems, at, one, (ROW, LABEL, TEXT)):
            _in_modal(problems, at, one)
    if not problems.errors:
        _unique_ids(problems, (*path, "components"), components)


def _in_modal(problems: Problems, at: At, one: Json) -> None:
    if one["type"] == TEXT:
        _text(problems, at, one)
    elif one["type"] == ROW:
        inner = one.get("components")
        within = (*at, "components", 0)
        fits = problems.length((*at, "components"), inner, 1, 1) and inner
        if fits and _kind(problems, within, inner[0], (TEXT_INPUT,)):
            _text_input(problems, within, inner[0], labelled=False)
    else:
        if problems.needs((*at, "label"), one.get("label")):
            problems.length((*at, "label"), one["label"], 1, 45)
        problems.length((*at, "description"), one.get("description"), 1, 100)
        inner = one.get("component")
        within = (*at, "component")
        if problems.needs(within, inner) and _kind(problems, within, inner, IN_LABEL):
            _input(problems, within, inner)


def _input(problems: Problems, at: At, one: Json) -> None:
    kind = one["type"]
    if kind == TEXT_INPUT:
        _text_input(problems, at, one, labelled=True)
    elif kind in SELECTS:
        _select(problems, at, one)
        if one.get("disabled"):
            words = "Select menus in modals cannot be disabled"
            problems.add((*at, "disabled"), "COMPONENT_INVALID", words)
    elif kind == UPLOAD:
        _custom_id(problems, at, one)
        _amounts(problems, at, one, 10)
    elif kind in (RADIO, CHECKBOXES):
        _custom_id(problems, at, one)
        least = 2 if kind == RADIO else 1
        options = one.get("options")
        problems.needs((*at, "options"), options)
        problems.length((*at, "options"), options, least, 10)
        _options(problems, at, options or [])
        if kind == CHECKBOXES:
            _amounts(problems, at, one, 10)
        elif sum(bool(option.get("default")) for option in options or ()) > 1:
            words = "Only one option may be the default"
            problems.add((*at, "options"), "COMPONENT_INVALID", words)
    else:
        _custom_id(problems, at, one)


def _kind(problems: Problems, at: At, one: Any, allowed: tuple[int, ...]) -> bool:
    kind = one.get("type") if isinstance(one, dict) else None
    if kind in allowed:
        return True
    listed = ", ".join(map(str, allowed)) + ("," if len(allowed) == 1 else "")
    words = f'Value of field "type" must be one of ({listed}).'
    problems.add((*at, "type"), "UNION_TYPE_CHOICES", words)
    return False


def _check(problems: Problems, at: At, one: Any, allowed: tuple[int, ...], files: set[str]) -> None:
    if not _kind(problems, at, one, allowed):
        return
    kind = one["type"]
    if kind == ROW:
        _row(problems, at, one)
    elif kind == TEXT:
        _text(problems, at, one)
    elif kind == SECTION:
        inner = one.get("components") or []
        problems.length((*at, "components"), inner, 1, 3)
        for number, part in enumerate(inner):
            _check(problems, (*at, "components", number), part, (TEXT,), files)
        if problems.needs((*at, "accessory"), one.get("accessory")):
            _check(problems, (*at, "accessory"), one["accessory"], (BUTTON, THUMBNAIL), files)
    elif kind == CONTAINER:
        inner = one.get("components") or []
        problems.length((*at, "components"), inner, 1, COMPONENTS_MAX)
        problems.between((*at, "accent_color"), one.get("accent_color"), 0, 0xFFFFFF)
        for number, part in enumerate(inner):
            _check(problems, (*at, "components", number), part, IN_CONTAINER, files)
    elif kind == GALLERY:
        items = one.get("items") or []
        problems.length((*at, "items"), items, 1, 10)
        for number, item in enumerate(items):
            _media(problems, (*at, "items", number), item, "media", files)
    elif kind == THUMBNAIL:
        _media(problems, at, one, "media", files)
    elif kind == FILE:
        _media(problems, at, one, "file", files, only_uploads=True)
    elif kind == SEPARATOR:
        problems.between((*at, "spacing"), one.get("spacing"), 1, 2)
    elif kind == BUTTON:
        _button(problems, at, one)


def _row(problems: Problems, at: At, row: Json) -> None:
    inner = row.get("components")
    path = (*at, "components")
    if not isinstance(inner, list) or not problems.length(path, inner, 1, ROWS_MAX):
        problems.needs(path, inner)
        return
    width = 0
    for number, one in enumerate(inner):
        if not _kind(problems, (*path, number), one, (BUTTON, *SELECTS)):
            continue
        if one["type"] == BUTTON:
            _button(problems, (*path, number), one)
            width += 1
        else:
            _select(problems, (*path, number), one)
            width += ROWS_MAX
    if width > ROWS_MAX:
        words = "The specified component exceeds the maximum width"
        problems.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)


def _button(problems: Problems, at: At, one: Json) -> None:
    style = one.get("style")
    problems.choice((*at, "style"), style, (1, 2, 3, 4, 5, 6))
    problems.length((*at, "label"), one.get("label"), 0, 80)
    if not str(one.get("label") or "").strip() and not one.get("emoji") and style != 6:
        words = "A label or emoji is required for this component type"
        problems.add(at, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", words)
    if style == LINK_STYLE:
        url = one.get("url")
        if problems.needs((*at, "url"), url):
            problems.length((*at, "url"), url, 1, 512)
            if not str(url).startswith(("http://", "https://", "discord://")):
                words = f"Scheme \"{str(url).partition(':')[0]}\" is not supported. Scheme must be"
                problems.add((*at, "url"), "URL_TYPE_INVALID_SCHEME", words)
        if one.get("custom_id"):
            words = "A custom id and url cannot both be specified"
            problems.add((*at, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                         words)  # fmt: skip
    else:
        _custom_id(problems, at, one)


def _custom_id(problems: Problems, at: At, one: Json) -> None:
    if problems.needs((*at, "custom_id"), one.get("custom_id")):
        problems.length((*at, "custom_id"), one["custom_id"], 1, CUSTOM_ID_CHARS_MAX)


def _select(problems: Problems, at: At, one: Json) -> None:
    _custom_id(problems, at, one)
    problems.length((*at, "placeholder"), one.get("placeholder"), 0, 150)
    _amounts(problems, at, one, 25)
    if one["type"] != STRING_SELECT:
        return
    options = one.get("options")
    problems.needs((*at, "options"), options)
    problems.length((*at, "options"), options, 1, 25)
    _options(problems, at, options or [])
    most = one.get("max_values") or 1
    for name in ("min_values", "max_values"):
        if isinstance(one.get(name), int) and one[name] > len(options or ()):
            words = f"int value should be between 0 and {len(options or ())}."
            problems.add((*at, name), "NUMBER_TYPE_RANGE", words)
    if sum(bool(option.get("default")) for option in options or ()) > most:
        words = f"Must be {most} or fewer default options"
        problems.add((*at, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULTS", words)


def _amounts(problems: Problems, at: At, one: Json, most: int) -> None:
    problems.between((*at, "min_values"), one.get("min_values"), 0, most)
    problems.between((*at, "max_values"), one.get("max_values"), 1, most)
    if (one.get("min_values") or 0) > (one.get("max_values") or most):
        words = "Minimum value must be less than or equal to the maximum value"
        problems.add((*at, "min_values"), "COMPONENT_MIN_MAX_VALUES", words)


def _options(problems: Problems, at: At, options: list[Json]) -> None:
    seen = set()
    for number, option in enumerate(options):
        here = (*at, "options", number)
        for name in ("label", "value"):
            if problems.needs((*here, name), option.get(name)):
                problems.length((*here, name), option[name], 1, 100)
        problems.length((*here, "description"), option.get("description"), 0, 100)
        if option.get("value") in seen:
            words = "The specified option value is already used"
            problems.add((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
        seen.add(option.get("value"))


def _text(problems: Problems, at: At, one: Json) -> None:
    content = one.get("content")
    if not str(content or "").strip():
        problems.add((*at, "content"), "BASE_TYPE_REQUIRED", "This field is required")
    else:
        problems.length((*at, "content"), content, 1, TEXT_CHARS_MAX)


def _media(
    problems: Problems, at: At, one: Json, name: str, files: set[str], *, only_uploads: bool = False
) -> None:
    url = str((one.get(name) or {}).get("url") or "")
    problems.length((*at, "description"), one.get("description"), 0, 1024)
    if url.startswith("attachment://"):
        if url.removeprefix("attachment://") not in files:
            words = "The provided attachment filename was not found"
            problems.add((*at, name, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                         words)  # fmt: skip
    elif only_uploads or not url.startswith(("http://", "https://")):
        words = "Scheme must be one of ('attachment', 'http', 'https')."
        problems.add((*at, name, "url"), "URL_TYPE_INVALID_SCHEME", words)
    else:
        problems.length((*at, name, "url"), url, 1, 2048)


def _text_input(problems: Problems, at: At, one: Json, *, labelled: bool) -> None:
    _custom_id(problems, at, one)
    problems.choice((*at, "style"), one.get("style"), (1, 2))
    problems.length((*at, "placeholder"), one.get("placeholder"), 0, 100)
    problems.length((*at, "value"), one.get("value"), 0, 4000)
    problems.between((*at, "min_length"), one.get("min_length"), 0, 4000)
    problems.between((*at, "max_length"), one.get("max_length"), 1, 4000)
    if (one.get("min_length") or 0) > (one.get("max_length") or 4000):
        words = "Minimum length must be less than or equal to the maximum length"
        problems.add((*at, "min_length"), "COMPONENT_MIN_MAX_LENGTH", words)
    value = one.get("value") or ""
    if value and not (one.get("min_length") or 0) <= len(value) <= (one.get("max_length") or 4000):
        words = "The value does not have the length that the field asks for"
        problems.add((*at, "value"), "BASE_TYPE_BAD_LENGTH", words)
    if labelled and one.get("label"):
        words = "A text input in a label cannot have a label of its own"
        problems.add((*at, "label"), "COMPONENT_INVALID", words)
    if not labelled and problems.needs((*at, "label"), one.get("label")):
        problems.length((*at, "label"), one["label"], 1, 45)


def _unique_ids(problems: Problems, path: At, components: list[Json]) -> None:
    seen: set[str] = set()
    for one in walk(components):
        custom_id = one.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            words = f"Component custom id cannot be duplicated: {custom_id}"
            problems.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", words)
        seen.add(custom_id)
