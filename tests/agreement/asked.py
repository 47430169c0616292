"""Questions and answers, written shortly."""

from typing import Any

from domain.questions import Question, Value


def asked(kind: str, **settings: Any) -> Question:
    """Give a question of a type; of a text `agree` says how it is compared."""
    return Question(id="q", text="?", type=kind, **settings)  # type: ignore[arg-type]


def euro(amount: str) -> Value:
    return {"amount": amount, "currency": "EUR"}


def at(latitude: float, longitude: float, **more: float) -> Value:
    return {"latitude": latitude, "longitude": longitude, **more}


def box(x: int, y: int, width: int, height: int, label: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"x": x, "y": y, "width": width, "height": height}
    return {**found, "label": label} if label else found


def point(x: int, y: int, label: str = "") -> dict[str, Any]:
    return {"x": x, "y": y, "label": label} if label else {"x": x, "y": y}


def span(start: int, end: int, label: str = "PER") -> dict[str, Any]:
    return {"start": start, "end": end, "label": label}
