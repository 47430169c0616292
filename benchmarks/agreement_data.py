"""Answers to be agreed on: 20,000 tasks with five answers each, as people give them.

Each task has a truth that four people give with small differences; the fifth is wrong one time in
two. All of it by one seed.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from domain.questions import Question

TASKS, ANSWERS = 20_000, 5
SENTENCE = (
    "the price of bread rose again in march while rents in the old town stayed where they had been "
    "for years and nobody could say why it was so quiet near the harbour that evening"
)
WORDS = SENTENCE.split()
OPTIONS = ("ham", "spam", "other", "news", "offer")
ITEMS = ("apple", "pear", "plum", "fig")

Tasks = list[list[Any]]


def question(kind: str) -> Question:
    """Give the question of a type; a text's is named by how texts agree."""
    if kind in ("similar", "words"):
        return Question(id="q", text="?", type="text", agree=kind)  # type: ignore[arg-type]
    options = {"choice": OPTIONS, "choices": OPTIONS, "rank": ITEMS}.get(kind, ())
    labels = ("cat", "dog") if kind in ("boxes", "spans") else ()
    return Question(
        id="q", text="?", type=kind, options=options, labels=labels,  # type: ignore[arg-type]
        currency="EUR" if kind == "money" else "", tolerance=_TOLERANCES.get(kind, ""),
    )  # fmt: skip


def tasks(kind: str, count: int = TASKS) -> Tasks:
    """Give the answers to so many tasks."""
    random = Random(7)  # noqa: S311 - nothing secret
    make = _MAKERS[kind]
    found = []
    for _ in range(count):
        truth = make(random, None)
        lost = random.random() < 0.5
        answers = [make(random, truth) for _ in range(ANSWERS - lost)]
        found.append(answers + [make(random, None)] * lost)
    return found


def _choice(random: Random, truth: Any) -> str:
    return truth if truth and random.random() < 0.9 else random.choice(OPTIONS)


def _choices(random: Random, truth: Any) -> list[str]:
    if truth is None:
        return [option for option in OPTIONS if random.random() < 0.4]
    return [option for option in OPTIONS if (option in truth) != (random.random() < 0.05)]


def _number(random: Random, truth: Any) -> float:
    return round(truth * random.gauss(1, 0.01) if truth else random.uniform(1, 1000), 2)


def _money(random: Random, truth: Any) -> dict[str, str]:
    amount = _number(random, float(truth["amount"]) if truth else None)
    return {"amount": f"{amount:.2f}", "currency": "EUR"}


def _date(random: Random, truth: Any) -> str:
    if truth is None or random.random() < 0.1:
        return f"20{random.randint(10, 26)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return str(truth)


def _place(random: Random, truth: Any) -> dict[str, float]:
    if truth is None:
        return {"latitude": random.uniform(-60, 60), "longitude": random.uniform(-170, 170)}
    return {name: round(at + random.gauss(0, 0.0003), 6) for name, at in truth.items()}


def _rank(random: Random, truth: Any) -> list[str]:
    order = list(truth or random.sample(ITEMS, len(ITEMS)))
    if random.random() < 0.3:
        at = random.randrange(len(order) - 1)
        order[at], order[at + 1] = order[at + 1], order[at]
    return order


def _boxes(random: Random, truth: Any) -> list[dict[str, Any]]:
    if truth is None:
        return [
            {
                "x": random.randint(0, 900), "y": random.randint(0, 900),
                "width": random.randint(40, 200), "height": random.randint(40, 200),
                "label": random.choice(("cat", "dog")),
            }
            for _ in range(random.randint(1, 4))
        ]  # fmt: skip
    shaken = ("x", "y", "width", "height")
    return [
        {**box, **{name: max(1, box[name] + random.randint(-5, 5)) for name in shaken}}
        for box in truth
        if random.random() < 0.9
    ]


def _points(random: Random, truth: Any) -> list[dict[str, int]]:
    if truth is None:
        count = random.randint(1, 4)
        return [{"x": random.randint(0, 999), "y": random.randint(0, 999)} for _ in range(count)]
    return [
        {name: max(0, at + random.randint(-6, 6)) for name, at in point.items()}
        for point in truth
        if random.random() < 0.9
    ]


def _spans(random: Random, truth: Any) -> list[dict[str, Any]]:
    if truth is None:
        starts = sorted(random.sample(range(0, 400, 30), random.randint(1, 4)))
        return [
            {"start": at, "end": at + random.randint(4, 25), "label": random.choice(("cat", "dog"))}
            for at in starts
        ]
    return [
        {**span, "end": span["end"] + (random.random() < 0.2)}
        for span in truth
        if random.random() < 0.9
    ]


def _text(random: Random, truth: Any) -> str:
    if truth is None:
        at = random.randrange(len(WORDS) - 10)
        return " ".join(random.sample(WORDS[at:], 10))
    words = []
    for word in truth.split():
        chance = random.random()
        if chance > 0.03:
            words.append(word if chance > 0.08 else f"{word}s")
        if chance > 0.98:
            words.append("uh")
    return " ".join(words) or "uh"


_MAKERS: dict[str, Callable[[Random, Any], Any]] = {
    "choice": _choice, "choices": _choices, "number": _number, "money": _money, "date": _date,
    "place": _place, "rank": _rank, "boxes": _boxes, "points": _points, "spans": _spans,
    "similar": _text, "words": _text,
}  # fmt: skip
_TOLERANCES = {"number": "2%", "money": "2%", "date": "1", "place": "100", "points": "5%"}
KINDS = tuple(_MAKERS)
