"""A modal on somebody's screen: filled in, checked as the app checks it, and sent."""

from typing import TYPE_CHECKING, Any

from tests.simulators.discord.components import (
    CHECKBOX,
    CHECKBOXES,
    LABEL,
    RADIO,
    ROW,
    TEXT,
    TEXT_INPUT,
    UPLOAD,
)
from tests.simulators.discord.files import Upload
from tests.simulators.discord.state import Channel

if TYPE_CHECKING:
    from tests.simulators.discord.world import World

Json = dict[str, Any]


def words_of_modal(modal: Json) -> str:
    """All that can be read in it."""
    lines = [str(modal["title"])]
    for one in modal["components"]:
        if one["type"] == TEXT:
            lines.append(one["content"])
            continue
        inner = field_of(one)
        lines.append(f"{_label(one)}: {one.get('description') or ''}".strip())
        lines += [f"( {option['label']} )" for option in inner.get("options") or ()]
        lines.append(str(inner.get("value") or inner.get("placeholder") or ""))
    return "\n".join(line for line in lines if line)


def labels_of(modal: Json) -> list[str]:
    return [_label(one) for one in modal["components"] if one["type"] != TEXT]


def field_of(one: Json) -> Json:
    inner: Json = one["components"][0] if one["type"] == ROW else one["component"]
    return inner


def _label(one: Json) -> str:
    return str(field_of(one).get("label") if one["type"] == ROW else one["label"])


def submitted(
    world: "World", channel: Channel, modal: Json, given: dict[str, Any], *, cheats: bool = False
) -> Json:
    """The `data` of a modal's submit. What is not given stays as it stands there; `cheats` sends
    what the app would not let pass.
    """
    left = dict(given)
    resolved: Json = {}
    components = []
    for number, one in enumerate(modal["components"], 1):
        if one["type"] == TEXT:
            components.append({"type": TEXT, "id": number})
            continue
        inner = field_of(one)
        names = (_label(one), inner["custom_id"])
        value = next((left.pop(name) for name in names if name in left), None)
        answer: Json = {"type": inner["type"], "custom_id": inner["custom_id"], "id": 100 + number}
        answer |= _answer(world, channel, inner, value, resolved)
        if not cheats:
            _check(_label(one), inner, answer)
        if one["type"] == ROW:
            components.append({"type": ROW, "id": number, "components": [answer]})
        else:
            components.append({"type": LABEL, "id": number, "component": answer})
    assert not left, f"the form has no {sorted(left)}, but {labels_of(modal)}"
    data: Json = {"custom_id": modal["custom_id"], "components": components}
    if resolved:
        data["resolved"] = resolved
    return data


def _answer(
    world: "World", channel: Channel, inner: Json, value: Any, resolved: Json
) -> dict[str, Any]:
    kind = inner["type"]
    if kind == TEXT_INPUT:
        return {"value": str(inner.get("value") or "") if value is None else str(value)}
    if kind == CHECKBOX:
        return {"value": bool(inner.get("default") if value is None else value)}
    if kind == UPLOAD:
        files = () if value is None else (value,) if isinstance(value, Upload) else tuple(value)
        kept = [world.files.store(file, channel.id, ephemeral=True) for file in files]
        if kept:
            resolved.setdefault("attachments", {}).update({one["id"]: one for one in kept})
        return {"values": [one["id"] for one in kept]}
    options = inner.get("options") or []
    if value is None:
        chosen = [one["value"] for one in options if one.get("default")]
    else:
        wanted = [value] if isinstance(value, str) else list(value)
        chosen = [_option(options, one) for one in wanted]
    if kind == RADIO:
        return {"value": chosen[0] if chosen else None}
    return {"values": chosen}


def _option(options: list[Json], wanted: str) -> str:
    for one in options:
        if wanted in (one["label"], one["value"]):
            return str(one["value"])
    raise AssertionError(f"there is no “{wanted}”, but {[one['label'] for one in options]}")


def _check(label: str, inner: Json, answer: Json) -> None:
    kind = inner["type"]
    needed = inner.get("required", True)
    if kind == TEXT_INPUT:
        text = answer["value"]
        assert text or not needed, f"the app wants “{label}”"
        if text:
            least, most = inner.get("min_length") or 0, inner.get("max_length") or 4000
            assert least <= len(text) <= most, f"“{label}” takes {least} to {most} characters"
    elif kind == RADIO:
        assert answer["value"] is not None or not needed, f"the app wants “{label}”"
    elif kind != CHECKBOX:
        chosen = len(answer["values"])
        options = len(inner.get("options") or ())
        least = inner.get("min_values", 1 if needed else 0)
        most = inner.get("max_values") or (options if kind == CHECKBOXES else 1)
        if chosen or needed:
            assert (least or 0) <= chosen <= most, f"“{label}” takes {least} to {most} choices"
