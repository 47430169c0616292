"""A place: where somebody is."""

import math
from dataclasses import replace
from typing import Any

from domain import templates
from domain.errors import Invalid
from domain.places import distance_m, in_text, is_place
from domain.questions.comparing import template
from domain.questions.model import Data, Question, Value
from domain.questions.room import Room
from domain.tables import Table

DECIMALS = 6  # about 10 cm
WITHIN_M_MAX = 100_000
ACCURACY_M_MAX = 10_000


def _fill(question: Question, data: Data, seed: int | None) -> Question:
    return replace(question, near=templates.render(question.near, data))


def _check(question: Question, value: object) -> Value:
    if not isinstance(value, dict) or set(value) - {"latitude", "longitude", "accuracy_m"}:
        return None
    given = [value.get("latitude"), value.get("longitude"), value.get("accuracy_m", 0)]
    numbers = [n for n in given if isinstance(n, int | float) and not isinstance(n, bool)]
    if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
        return None
    latitude, longitude, accuracy = numbers
    if not is_place(latitude, longitude) or accuracy < 0:
        return None
    if question.accuracy_m is not None and accuracy > question.accuracy_m:
        raise Invalid(
            "That is accurate to {given} m only; at most {most} m are needed. Go outside or turn "
            "on exact location, and send it once more.",
            given=round(accuracy),
            most=question.accuracy_m,
        )
    _check_near(question, (latitude, longitude))
    place: dict[str, Any] = {
        "latitude": round(latitude, DECIMALS), "longitude": round(longitude, DECIMALS)
    }
    if value.get("accuracy_m") is not None:
        place["accuracy_m"] = round(accuracy)
    return place


def _check_near(question: Question, place: tuple[float, float]) -> None:
    near = in_text(question.near)
    if near is None or question.within_m is None:
        return
    away = distance_m(near, place)
    if away > question.within_m:
        raise Invalid(
            "That is {away} m away from the place; at most {most} m are allowed.",
            away=round(away),
            most=question.within_m,
        )


def _read(question: Question, text: str, loose: bool) -> object:
    found = in_text(text)
    return {"latitude": found[0], "longitude": found[1]} if found else None


def _shown(question: Question, value: Value) -> str:
    if not isinstance(value, dict):
        return str(value)
    exact = f" (± {value['accuracy_m']} m)" if "accuracy_m" in value else ""
    return f"{value['latitude']}, {value['longitude']}{exact}"


def _settings(table: Table) -> dict[str, Any]:
    within = table.whole("within_m", least=1, most=WITHIN_M_MAX, default=0)
    accuracy = table.whole("accuracy_m", least=1, most=ACCURACY_M_MAX, default=0)
    return {
        "near": template(table, "near", most=200),
        "within_m": within or None,
        "accuracy_m": accuracy or None,
    }


PLACE = Room(
    check=_check, read=_read,
    wanted=lambda question, given: Invalid(
        "Share your location, or write it as latitude and longitude: {example}.",
        example="52.52, 13.405",
    ),
    answer_ms=(15_000, 0), agrees="formula", keys=frozenset({"near", "within_m", "accuracy_m"}),
    settings=_settings, shown=_shown, templates=("near",), for_row=_fill,
)
