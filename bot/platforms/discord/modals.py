"""A form as Discord's modal, and what was filled in."""

from collections.abc import Iterator
from typing import Any

from bot.platforms.parting import cut
from domain.actions import encode
from domain.platforms import FORM_FIELDS_MAX
from domain.views import Form, FormField

TITLE_CHARS_MAX = 45
LABEL_CHARS_MAX = 45
HINT_CHARS_MAX = 100
VALUE_CHARS_MAX = 4000
OPTION_CHARS_MAX = 100
OPTIONS_MAX = 25
GROUP_MAX = 10  # options that are all seen at once; more of them make a list
FIELDS_MAX = FORM_FIELDS_MAX["discord"]
LABEL, TEXT_INPUT, LIST, UPLOAD, RADIO, BOXES = 18, 4, 3, 19, 21, 22

Json = dict[str, Any]


def modal(form: Form) -> Json:
    """Make the modal of a form; ValueError where it has more than a modal holds."""
    if not 1 <= len(form.fields) <= FIELDS_MAX:
        raise ValueError(f"no modal can have {len(form.fields)} fields")
    return {
        "title": cut(form.title, TITLE_CHARS_MAX) or "…",
        "custom_id": encode(form.action),
        "components": [_field(of) for of in form.fields],
    }


def filled(data: Json) -> dict[str, str | tuple[str, ...]]:
    """Read the fields of a submitted modal by name; files are read by `uploaded`."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for inner in _inputs(data):
        name, kind = str(inner["custom_id"]), inner.get("type")
        if kind == UPLOAD:
            continue
        if kind in (TEXT_INPUT, RADIO):
            fields[name] = str(inner.get("value") or "")
        elif kind == BOXES or name.endswith(_SEVERAL):
            fields[name.removesuffix(_SEVERAL)] = tuple(map(str, inner.get("values") or ()))
        else:
            fields[name] = str(next(iter(inner.get("values") or ()), ""))
    return fields


def uploaded(data: Json) -> dict[str, Json]:
    """Read the files of a submitted modal by name: the first of each field, as Discord tells it."""
    resolved = (data.get("resolved") or {}).get("attachments") or {}
    files = {}
    for inner in _inputs(data):
        number = str(next(iter(inner.get("values") or ()), ""))
        if inner.get("type") == UPLOAD and number in resolved:
            files[str(inner["custom_id"])] = resolved[number]
    return files


def _inputs(data: Json) -> Iterator[Json]:
    for outer in data.get("components") or ():
        inner = outer.get("component") or next(iter(outer.get("components") or ()), None)
        if inner and "custom_id" in inner:
            yield inner


_SEVERAL = "+"  # behind the name of a list of which several may be chosen


def _field(of: FormField) -> Json:
    label = cut(of.label, LABEL_CHARS_MAX) or "…"
    made: Json = {"type": LABEL, "label": label, "component": _input(of)}
    words = cut(of.label, HINT_CHARS_MAX) if label != of.label else cut(of.hint, HINT_CHARS_MAX)
    if words:
        made["description"] = words
    return made


def _input(of: FormField) -> Json:
    match of.kind:
        case "short" | "number":
            return _text(of, 1)
        case "long":
            return _text(of, 2)
        case "choice":
            return _choice(of)
        case "choices":
            return _choices(of)
        case "file":
            return {
                "type": UPLOAD, "custom_id": of.name, "required": of.required,
                "min_values": int(of.required), "max_values": 1,
            }  # fmt: skip


def _text(of: FormField, style: int) -> Json:
    made: Json = {
        "type": TEXT_INPUT,
        "custom_id": of.name,
        "style": style,
        "required": of.required,
        "max_length": VALUE_CHARS_MAX,
    }
    if of.value:
        made["value"] = of.value[:VALUE_CHARS_MAX]
    return made


def _options(of: FormField, chosen: set[str]) -> list[Json]:
    if not 1 <= len(of.options) <= OPTIONS_MAX:
        raise ValueError(f"no field can have {len(of.options)} options")
    made = []
    for value, label in of.options:
        option: Json = {"value": value, "label": cut(label, OPTION_CHARS_MAX) or "…"}
        if value in chosen:
            option["default"] = True
        made.append(option)
    return made


def _choice(of: FormField) -> Json:
    options = _options(of, {of.value})
    if 2 <= len(options) <= GROUP_MAX:
        return {
            "type": RADIO, "custom_id": of.name, "options": options, "required": of.required
        }  # fmt: skip
    return {
        "type": LIST,
        "custom_id": of.name,
        "options": options,
        "min_values": int(of.required),
        "max_values": 1,
        "required": of.required,
    }


def _choices(of: FormField) -> Json:
    options = _options(of, {part.strip() for part in of.value.split(",")})
    is_group = len(options) <= GROUP_MAX
    return {
        "type": BOXES if is_group else LIST,
        "custom_id": of.name if is_group else of.name + _SEVERAL,
        "options": options,
        "min_values": int(of.required),
        "max_values": len(options),
        "required": of.required,
    }
