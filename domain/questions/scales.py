"""A scale: whole steps between two ends, as numbers, words or stars."""

from typing import Any, cast

from domain.errors import Invalid
from domain.questions.measuring import number_in
from domain.questions.model import LABEL_LENGTH_MAX, SCALE_STEPS_MAX, STYLES, Question, Style, Value
from domain.questions.room import Room
from domain.tables import Table


def ends(question: Question) -> tuple[int, int]:
    """Give the first and the last step."""
    least = 1 if question.least is None else int(question.least)
    return least, 5 if question.most is None else int(question.most)


def _check(question: Question, value: object) -> Value:
    least, most = ends(question)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    return None


def _read(question: Question, text: str, loose: bool) -> object:
    stars = text.count("★") or text.count("⭐")
    return stars if stars and not text.strip("★☆⭐\ufe0f ") else number_in(text)


def _wanted(question: Question, given: str) -> Invalid:
    least, most = ends(question)
    return Invalid("Answer with a whole number from {least} to {most}.", least=least, most=most)


def _buttons(question: Question) -> tuple[str, ...]:
    least, most = ends(question)
    return tuple(str(step) for step in range(least, most + 1))


def _settings(table: Table) -> dict[str, Any]:
    least = table.whole("least", least=-100, most=100, default=1)
    most = table.whole("most", least=-100, most=100, default=5)
    if most - least >= SCALE_STEPS_MAX:
        table.note("most", f"the scale has more than {SCALE_STEPS_MAX} steps")
    if least >= most:
        table.note("least", f"{least} is too much beside most, which is {most}")
    labels = table.texts("labels", most=LABEL_LENGTH_MAX)
    steps = most - least + 1
    if table.has("labels") and len(labels) not in (2, steps):
        table.note("labels", f"has {len(labels)} words; write 2 for the ends, or {steps}: one each")
    style = cast(Style, table.one_of("style", STYLES, default="labels"))
    if style == "stars" and least < 0:
        table.note("style", "there are no stars below 0")
    return {
        "least": least, "most": most, "labels": labels, "style": style,
        "unsure": table.flag("unsure", default=False),
    }  # fmt: skip


SCALE = Room(
    check=_check, read=_read, wanted=_wanted, answer_ms=(2_000, 0), agrees="vote",
    keys=frozenset({"least", "most", "labels", "style", "unsure"}), settings=_settings,
    buttons=_buttons, pick=lambda question, index: ends(question)[0] + index,
)
