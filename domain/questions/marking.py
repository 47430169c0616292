"""Marking: boxes and points on a picture, spans in a text.

Each is a list in reading order. Typed it is one mark a line (or with semicolons): `cat 12 30 50 20`
(left, top, width, height), `12 30`, `PER: the words`, `PER: the words #2` for the second place.
"""

import re
from dataclasses import replace
from typing import Any

from domain import templates
from domain.errors import Invalid
from domain.questions.comparing import template
from domain.questions.model import LABEL_LENGTH_MAX, Data, Question, Value
from domain.questions.room import Room
from domain.questions.words import label_key, listed, short
from domain.tables import Table

MARKS_MAX = 200
LABELS_MAX = 50
PIXELS_MAX = 100_000
NONE_WORDS = ("none", "nothing", "-")
_BREAK = re.compile(r"[\n;]")
_SIDES = {"boxes": ("x", "y", "width", "height"), "points": ("x", "y")}
_PLACE = re.compile(r"(.*?)(?:\s+#(\d{1,3}))?", re.DOTALL)


def _fill(question: Question, data: Data, seed: int | None) -> Question:
    return replace(question, of=templates.render(question.of, data))


def _check(question: Question, value: object) -> Value:
    if not isinstance(value, list):
        return None
    check_one = _span if question.type == "spans" else _mark
    marks = []
    for item in value:
        mark = check_one(question, item)
        if mark is None:
            return None
        if mark not in marks:
            marks.append(mark)
    least, most = int(question.least or 0), int(question.most or MARKS_MAX)
    if len(marks) < least:
        raise Invalid("Mark at least {least}.", least=least)
    if len(marks) > most:
        raise Invalid("Mark at most {most}.", most=most)
    return sorted(marks, key=_reading_order)


def _reading_order(mark: dict[str, Any]) -> tuple[Any, ...]:
    where = ("start", "end") if "start" in mark else ("y", "x", "height", "width")
    return (*(mark.get(name, 0) for name in where), mark.get("label", ""))


def _mark(question: Question, item: object) -> dict[str, Any] | None:
    """Check one box or point: whole pixels on the picture, at least one each way."""
    names = _SIDES[question.type]
    if not isinstance(item, dict) or set(item) - {*names, "label"}:
        return None
    mark: dict[str, Any] = {}
    for name in names:
        size = item.get(name)
        lowest = 1 if name in ("width", "height") else 0
        if not isinstance(size, int) or isinstance(size, bool):
            return None
        if not lowest <= size <= PIXELS_MAX:
            raise Invalid("{name} = {size} lies outside of the picture.", name=name, size=size)
        mark[name] = size
    return _labelled(question, mark, item)


def _span(question: Question, item: object) -> dict[str, Any] | None:
    if not isinstance(item, dict) or set(item) - {"start", "end", "label"}:
        return None
    start, end = item.get("start"), item.get("end")
    if any(not isinstance(n, int) or isinstance(n, bool) for n in (start, end)):
        return None
    is_filled = not templates.columns(question.of)
    last = len(question.of) if is_filled else PIXELS_MAX
    if not 0 <= start < end <= last:  # type: ignore[operator]  # both are whole numbers by now
        raise Invalid("A mark lies outside of the text.")
    return _labelled(question, {"start": start, "end": end}, item)


def _labelled(
    question: Question, mark: dict[str, Any], item: dict[str, Any]
) -> dict[str, Any] | None:
    """Add the label of a mark, where the question has labels."""
    if not question.labels:
        return None if "label" in item else mark
    if item.get("label") not in question.labels:
        raise Invalid(
            "Say what each mark is: {labels}.", labels=listed(question.labels)
        )
    return {**mark, "label": item["label"]}


def _read(question: Question, text: str, loose: bool) -> object:
    if label_key(text) in NONE_WORDS:
        return []
    one = _typed_span if question.type == "spans" else _typed_mark
    return [one(question, part.strip()) for part in _BREAK.split(text) if part.strip()]


def _typed_mark(question: Question, text: str) -> dict[str, Any]:
    names = _SIDES[question.type]
    numbers = re.search(rf"((?:\d{{1,6}}[\s,x×]+){{{len(names) - 1}}}\d{{1,6}})$", text)
    if numbers is None:
        raise _wanted(question, "")
    mark: dict[str, Any] = dict(
        zip(names, map(int, re.findall(r"\d+", numbers[1])), strict=True)
    )
    word = text[: numbers.start()].strip(" :")
    return {**mark, **_label(question, word)}


def _label(question: Question, word: str) -> dict[str, str]:
    if not word and len(question.labels) != 1:
        return {}
    found = [label for label in question.labels if label_key(label) == label_key(word)]
    if not word:
        return {"label": question.labels[0]}
    if not found:
        raise Invalid(
            "“{typed}” is no label here ({labels}).",
            typed=short(word),
            labels=listed(question.labels) or "–",
        )
    return {"label": found[0]}


def _typed_span(question: Question, text: str) -> dict[str, Any]:
    head, colon, rest = text.partition(":")
    has_label = bool(colon) and any(label_key(head) == label_key(n) for n in question.labels)
    label = _label(question, head if has_label else "")
    found = _PLACE.fullmatch((rest if has_label else text).strip())
    words, number = (found[1].strip("“”\"' "), int(found[2] or 1)) if found else (text, 1)
    start, at = -1, 0
    for _ in range(number):
        start = question.of.find(words, at) if words else -1
        at = start + 1
        if start < 0:
            break
    if start < 0:
        raise Invalid(
            "“{words}” is not in the text. Write it exactly as it stands there.",
            words=short(words),
        )
    return {"start": start, "end": start + len(words), **label}


def _wanted(question: Question, given: str) -> Invalid:
    label = f"{question.labels[0]} " if question.labels else ""
    match question.type:
        case "boxes":
            return Invalid(
                "Write one box on each line: left, top, width and height in pixels, such as "
                "{example}.",
                example=f"{label}12 30 50 20",
            )
        case "points":
            return Invalid(
                "Write one point on each line: from the left and from the top in pixels, such as "
                "{example}.",
                example=f"{label}12 30",
            )
    if question.labels:
        return Invalid(
            "Write one on each line, the label and the words, such as {example}.",
            example=f"{question.labels[0]}: …",
        )
    return Invalid("Write the words that you mean, each on a line of its own.")


def _shown(question: Question, value: Value) -> str:
    marks = value if isinstance(value, list) else []
    return "; ".join(_shown_mark(question, mark) for mark in marks)


def _shown_mark(question: Question, mark: dict[str, Any]) -> str:
    if "start" in mark:
        words = question.of[mark["start"] : mark["end"]] if not templates.columns(question.of) \
            else f"{mark['start']}-{mark['end']}"
        return f"{mark['label']}: {words}" if "label" in mark else words
    numbers = " ".join(str(mark[name]) for name in _SIDES[question.type])
    return f"{mark['label']} {numbers}" if "label" in mark else numbers


def _settings(table: Table) -> dict[str, Any]:
    table.needs("of", 'of = "{{image}}", the column to be marked')
    labels = table.texts("labels", most=LABEL_LENGTH_MAX)
    if len(labels) > LABELS_MAX:
        table.note("labels", f"has {len(labels)} labels; at most {LABELS_MAX} fit")
    keys = [label_key(label) for label in labels]
    if len(set(keys)) < len(keys):
        table.note("labels", "two of the labels cannot be told apart")
    least = table.whole("least", least=0, most=MARKS_MAX, default=1)
    most = table.whole("most", least=1, most=MARKS_MAX, default=MARKS_MAX)
    if least > most:
        table.note("least", f"{least} is too much beside most, which is {most}")
    return {"of": template(table, "of"), "labels": labels, "least": least, "most": most}


def _room(answer_ms: int) -> Room:
    return Room(
        check=_check, read=_read, wanted=_wanted, answer_ms=(answer_ms, 0), agrees="formula",
        keys=frozenset({"of", "labels", "least", "most"}), settings=_settings, shown=_shown,
        templates=("of",), for_row=_fill,
    )  # fmt: skip


BOXES, POINTS, SPANS = _room(20_000), _room(10_000), _room(15_000)
