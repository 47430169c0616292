"""Is this call one that Discord's own description knows? (OpenAPI, where it is there as data.)

It stands beside the repository; without it nothing is checked here, and the simulator's own rules
are all there is.
"""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from tests.simulators.discord.calls import Call

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi-10.json"
REF = "#/components/"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,),
    "number": (int, float), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
# Fields that the API takes and the description leaves out.
UNDESCRIBED = {"nsfw", "tts"}

Json = dict[str, Any]


@cache
def specification() -> Json | None:
    """The official description, or None where it is absent."""
    if not SPECIFICATION.is_file():
        return None
    found: Json = orjson.loads(SPECIFICATION.read_bytes())
    return found


def load() -> None:
    """Read it now: nobody is to wait for it in a story."""
    specification()


def mistakes(call: Call) -> list[str]:
    """Say what is wrong with a call; nothing where it is as described."""
    described = specification()
    if described is None:
        return []
    at = described["paths"].get(call.template)
    entry = at.get(call.method.lower()) if at else None
    if entry is None:
        return [f"{call.what} is not in the description"]
    found = _query(at, entry, call)
    wanted = entry.get("requestBody")
    if wanted is None:
        return [*found, *(["there should be no body"] if call.body else [])]
    content = wanted["content"]
    if "application/json" not in content:
        return found
    if call.body is None:
        return [*found, *(["there should be a body"] if wanted.get("required") else [])]
    return found + wrong(content["application/json"]["schema"], call.body)


def answer_mistakes(template: str, method: str, answer: Any) -> list[str]:
    """Say what is wrong with an answer of the simulator's own."""
    described = specification()
    if described is None:
        return []
    responses = described["paths"][template][method.lower()]["responses"]
    for status in ("200", "201"):
        if status in responses and "content" in responses[status]:
            schema = responses[status]["content"]["application/json"]["schema"]
            return wrong(schema, answer, strict=False)
    return [] if answer is None else ["there should be no answer"]


def _query(at: Json, entry: Json, call: Call) -> list[str]:
    parameters = [*at.get("parameters", ()), *entry.get("parameters", ())]
    names = {one["name"] for one in parameters if one["in"] == "query"}
    return [f"there is no parameter {name}" for name in call.query if name not in names]


def wrong(schema: Json, value: Any, path: str = "body", *, strict: bool = True) -> list[str]:
    """Compare a value with a schema; `strict`: fields that are not described are wrong."""
    schema = _resolved(schema)
    if schema.get("format") == "snowflake" and type(value) is int:
        return []  # numbers are taken as well
    for name in ("oneOf", "anyOf"):
        if name in schema:
            return _of_any(schema[name], value, path, strict)
    kinds = schema.get("type")
    if kinds is not None:
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not any(_is_of(kind, value) for kind in kinds):
            return [f"{path} should be {' or '.join(kinds)}, is {value!r:.60}"]
    if value is None:
        return []
    found = _limits(schema, value, path)
    if isinstance(value, dict):
        found += _object(schema, value, path, strict)
    elif isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            found += wrong(schema["items"], one, f"{path}[{number}]", strict=strict)
    return found


def _is_of(kind: str, value: Any) -> bool:
    fits = isinstance(value, TYPES[kind])
    return fits and (kind == "boolean" or not isinstance(value, bool))


def _limits(schema: Json, value: Any, path: str) -> list[str]:
    found = []
    if "const" in schema and value != schema["const"]:
        return [f"{path} should be {schema['const']}, is {value!r:.60}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path} should be one of {schema['enum']}, is {value!r:.60}")
    if isinstance(value, str | list):
        most = "maxLength" if isinstance(value, str) else "maxItems"
        least = "minLength" if isinstance(value, str) else "minItems"
        if len(value) > schema.get(most, len(value)):
            found.append(f"{path} has {len(value)}, more than {schema[most]}")
        if len(value) < schema.get(least, 0):
            found.append(f"{path} has {len(value)}, fewer than {schema[least]}")
        return found
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{path} is out of bounds: {value}")
    return found


def _object(schema: Json, value: Json, path: str, strict: bool) -> list[str]:
    properties = schema.get("properties")
    more = schema.get("additionalProperties")
    found = [f"{path} needs {name}" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if properties is not None and name in properties:
            found += wrong(properties[name], one, f"{path}.{name}", strict=strict)
        elif isinstance(more, dict):
            found += wrong(more, one, f"{path}.{name}", strict=strict)
        elif strict and properties is not None and name not in UNDESCRIBED:
            found.append(f"{path} has no field {name}")
    return found


def _of_any(schemas: list[Json], value: Any, path: str, strict: bool) -> list[str]:
    """What is wrong by the schema that fits best; its own kind first, where it names one."""
    reports = []
    for schema in schemas:
        found = wrong(schema, value, path, strict=strict)
        if not found:
            return []
        misfit = _resolved(schema).get("type") == "null" or _is_other_kind(schema, value)
        reports.append((misfit, len(found), found))
    return min(reports, key=lambda report: report[:2])[2]


def _is_other_kind(schema: Json, value: Any) -> bool:
    if not isinstance(value, dict) or "type" not in value:
        return False
    kind = _resolved(schema).get("properties", {}).get("type")
    return kind is None or value["type"] not in _resolved(kind).get("enum", [value["type"]])


def _resolved(schema: Json) -> Json:
    """Follow references, and put together what `allOf` lists."""
    while "$ref" in schema:
        described = specification()
        assert described is not None
        section, _, name = schema["$ref"].removeprefix(REF).partition("/")
        schema = described["components"][section][name]
    if "allOf" not in schema:
        return schema
    merged = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        resolved = _resolved(part)
        properties = {**resolved.get("properties", {}), **merged.get("properties", {})}
        required = [*resolved.get("required", ()), *merged.get("required", ())]
        for key, value in resolved.items():
            if key not in ("oneOf", "anyOf"):  # named numbers: their `enum` says it too
                merged.setdefault(key, value)
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = required
    return merged
