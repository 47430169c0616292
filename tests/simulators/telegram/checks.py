"""Is this call one that the Bot API knows? Two witnesses, neither of them ours.

aiogram's method models always; the official description, as data, where it is present beside the
repository.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

import orjson

from tests.simulators.telegram.params import Params

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api-10.0.json"
SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}


@cache
def specification() -> dict[str, Any] | None:
    """The official description, or None where it is absent."""
    if not SPECIFICATION.is_file():
        return None
    found: dict[str, Any] = orjson.loads(SPECIFICATION.read_bytes())
    return found


def load() -> None:
    """Load both witnesses: it takes seconds, which nobody is to wait for in a story."""
    _model("getMe")
    specification()


def mistakes(method: str, params: Params) -> list[str]:
    """Say what is wrong with a call; nothing where it is as described."""
    found = _aiogram_mistakes(method, params)
    described = specification()
    if described is not None:
        found += _specified_mistakes(described, method, params)
    return found


# The official description.


def _specified_mistakes(described: dict[str, Any], method: str, params: Params) -> list[str]:
    entry = described["methods"].get(method)
    if entry is None:
        return [f"{method} is not a method of the Bot API"]
    fields = {field["name"]: field for field in entry.get("fields", ())}
    given = set(params.values) | {name for name in params.uploads if name in fields}
    found = [f"{method} has no parameter {name}" for name in sorted(given - set(fields)) if name]
    found += [
        f"{method} needs {name}"
        for name, field in fields.items()
        if field["required"] and name not in given
    ]
    for name, value in params.values.items():
        if name in fields:
            found += [
                f"{method}.{wrong}" for wrong in _wrong(described, fields[name], value, top=True)
            ]
    return found


def _wrong(
    described: dict[str, Any], field: dict[str, Any], value: Any, *, top: bool = False
) -> list[str]:
    """Compare a value with a field's types; at the top strings may hold other things."""
    reports = []
    for kind in field["types"]:
        wrong = _of_kind(described, kind, value, top=top)
        if not wrong:
            return []
        reports.append(wrong)
    best = min(reports, key=len)
    return [f"{field['name']}{words}" for words in best]


def _of_kind(described: dict[str, Any], kind: str, value: Any, *, top: bool = False) -> list[str]:
    if kind == "InputFile":
        return [] if top and isinstance(value, str) else [" is not a file"]
    if kind == "String":
        return [] if isinstance(value, str) else [f" should be String, is {value!r:.60}"]
    if top and isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return [f" should be {kind}, is {value!r:.60}"]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f" should be {kind}, is {value!r:.60}"]
        inner = kind.removeprefix("Array of ")
        return [
            f"[{n}]{words}"
            for n, item in enumerate(value)
            for words in _of_kind(described, inner, item)
        ]
    if kind in SCALARS:
        fits = isinstance(value, SCALARS[kind]) and (kind == "Boolean" or value is not True)
        return [] if fits else [f" should be {kind}, is {value!r:.60}"]
    return _of_type(described, kind, value)


def _of_type(described: dict[str, Any], kind: str, value: Any) -> list[str]:
    entry = described["types"].get(kind)
    if entry is None:
        return []
    if not isinstance(value, dict):
        return [f" should be {kind}, is {value!r:.60}"]
    if "subtypes" in entry:
        reports = [_of_type(described, subtype, value) for subtype in entry["subtypes"]]
        return min(reports, key=len) if reports else []
    fields = {field["name"]: field for field in entry.get("fields", ())}
    found = [f" ({kind}) has no field {name}" for name in value if name not in fields]
    for name, field in fields.items():
        if name in value:
            found += [f".{words}" for words in _wrong(described, field, value[name])]
        elif field["required"]:
            found.append(f" ({kind}) needs {name}")
    return found


# aiogram's models.


@lru_cache(maxsize=256)
def _model(method: str) -> Any:
    import aiogram.methods

    return getattr(aiogram.methods, method[0].upper() + method[1:], None)


def _aiogram_mistakes(method: str, params: Params) -> list[str]:
    from pydantic import ValidationError

    model = _model(method)
    if model is None:
        return [f"{method} is not a method that aiogram knows"]
    values = dict(params.values)
    for name in params.uploads:
        if name in model.model_fields:
            values[name] = f"attach://{name}"
    found = [
        f"{method} has no parameter {name} (aiogram)"
        for name in sorted(set(values) - set(model.model_fields))
    ]
    plain = {name: _unpacked(model, name, value) for name, value in values.items()}
    try:
        model.model_validate(plain)
    except ValidationError as error:
        found += [
            f"{method}.{'.'.join(map(str, wrong['loc']))}: {wrong['msg']} (aiogram)"
            for wrong in error.errors()
            if wrong["type"] not in ("is_instance_of", "default_error")
            and "InputFile" not in map(str, wrong["loc"])
        ]
    return found


def _unpacked(model: Any, name: str, value: Any) -> Any:
    """Open what a form packs into a string, where the model wants no string."""
    field = model.model_fields.get(name)
    if field is None or not isinstance(value, str):
        return value
    if str in (field.annotation, *get_args(field.annotation)):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
