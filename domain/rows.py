"""Rows of a requester's file: what their header must be, and what makes a row usable.

A checker is compiled once for a header and called for each row, a million times in an import, so it
does the usual case first and looks for the reason only where something is wrong.

A row's data are all its columns but the known answers. Cells are kept as they are; of an id spaces
around it are taken away. A row without any value is passed over, like an empty line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain.errors import Invalid
from domain.known_answers import (
    GOLD,
    WHY,
    WHY_KEY,
    WHY_LENGTH_MAX,
    cell_reader,
    gold_question,
    known_answer,
)
from domain.projects import Project, columns_of
from domain.questions import Question, Value, check, for_row
from domain.sentences import Sentence
from domain.shown import columns
from domain.tables import kept_short, nearest

COLUMNS_MAX = 200
COLUMN_LENGTH_MAX = 100
ROW_ID_LENGTH_MAX = 200
DATA_LENGTH_MAX = 64_000
EXPORTED = ("answers", "state")  # columns that an export adds, beside these
EXPORTED_PREFIXES = ("result:", "confidence:", "chance:", "score:")

Row = tuple[int, str, str, str | None]  # line, row id, data and gold as JSON
FILE_FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
}
NOT_UTF8 = Sentence("has bytes that are not UTF-8; save the file as UTF-8")
_NUL = "\\u0000"
EXAMPLE = '{"id": "…", …}'


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row: its line, the column where there is one, and a sentence's end."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"line {self.line:,}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.what}"


Checked = Row | RowProblem | None
CellsCheck = Callable[[list[str], int], Checked]


@dataclass(frozen=True, slots=True)
class Header:
    """A header that can be used: where the id and the known answers stand, and what is shown."""

    names: tuple[str, ...]
    gold: tuple[tuple[str, Question], ...]
    why: str | None  # the column that explains them
    shown: tuple[str, ...]


def header(names: Sequence[str], project: Project) -> Header:
    """Check a file's columns; raises Invalid with all that is wrong with them."""
    problems = [problem for problem in _name_problems(names) if problem]
    gold: list[tuple[str, Question]] = []
    why = WHY if WHY in names and project.question(WHY.removeprefix(GOLD)) is None else None
    for name in names:
        if name.startswith(GOLD) and name != why:
            found = gold_question(name, project)
            if isinstance(found, Question):
                gold.append((name, found))
            else:
                problems.append(found)
    problems.extend(_missing(names, project))
    if problems:
        raise Invalid("The columns cannot be used yet:", problems)
    return Header(tuple(names), tuple(gold), why, columns_of(project))


def cells_check(names: Sequence[str], project: Project) -> CellsCheck:
    """Compile the check of rows that come as cells. Raises Invalid as `header` does."""
    found = header(names, project)
    width = len(found.names)
    id_at = found.names.index("id")
    shown_at = tuple(found.names.index(name) for name in found.shown)
    gold_at = tuple((found.names.index(name), cell_reader(question), question.id)
                    for name, question in found.gold)
    why_at = found.names.index(found.why) if found.why else None
    kept_at = tuple(at for at, name in enumerate(found.names) if not name.startswith(GOLD))
    kept = tuple(found.names[at] for at in kept_at)
    first_shown = shown_at[0]
    dumps = orjson.dumps

    def checked(cells: list[str], line: int) -> Checked:
        if len(cells) != width:
            return _width_problem(cells, width, line)
        row_id = cells[id_at].strip()
        if not row_id or len(row_id) > ROW_ID_LENGTH_MAX or not row_id.isprintable():
            return _id_problem(row_id, line) if any(cells) else None
        if not cells[first_shown].strip() and not any(cells[at].strip() for at in shown_at):
            return _nothing_shown(found.shown, line)
        try:
            if len(kept) < width:
                data = dumps(dict(zip(kept, [cells[at] for at in kept_at], strict=True))).decode()
            else:
                data = dumps(dict(zip(kept, cells, strict=True))).decode()
        except TypeError:
            return _encoding_problem(found.names, cells, line)
        if len(data) > DATA_LENGTH_MAX:
            return RowProblem(line, "", _too_long(len(data)))
        if _NUL in data and any("\0" in cell for cell in cells):
            return _nul_problem(dict(zip(found.names, cells, strict=True)), line)
        return (line, row_id, data, None) if not gold_at else _with_gold(cells, row_id, data, line)

    def _with_gold(cells: list[str], row_id: str, data: str, line: int) -> Checked:
        gold: dict[str, Value] = {}
        for at, reader, question_id in gold_at:
            if cells[at].strip():
                try:
                    row = dict(zip(found.names, cells, strict=True))
                    gold[question_id] = reader(cells[at], row)
                except Invalid as error:
                    return RowProblem(line, found.names[at], Sentence.end_of(error))
        if gold and why_at is not None and cells[why_at].strip():
            gold[WHY_KEY] = cells[why_at].strip()[:WHY_LENGTH_MAX]
        return line, row_id, data, dumps(gold).decode() if gold else None

    return checked


class Objects:
    """The check of rows that come as JSON objects, whose columns may differ from row to row.

    `names` has the columns met so far in order. Values may be anything JSON has; lists and objects
    are kept as they are and shown as JSON.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._shown = columns_of(project)
        self._plans: dict[tuple[str, ...], Header | str] = {}
        self.names: dict[str, None] = {}

    def check(self, row: Any, line: int) -> Checked:
        """Check one row."""
        if type(row) is not dict:
            what = Sentence("is no JSON object; write {example} on each line", example=EXAMPLE)
            return RowProblem(line, "", what)
        keys = tuple(row)
        plan = self._plans.get(keys) or self._plan(keys)
        if isinstance(plan, str):
            return RowProblem(line, "", plan) if row else None
        given = row["id"]
        row_id = str(given).strip() if type(given) is str or type(given) is int else ""
        if not row_id or len(row_id) > ROW_ID_LENGTH_MAX or not row_id.isprintable():
            return _id_problem(row_id if row_id else given, line)
        if not any(row[name] not in (None, "") for name in self._shown):
            return _nothing_shown(self._shown, line)
        gold: dict[str, Value] = {}
        for name, question in plan.gold:
            value = row.pop(name)
            try:
                if value not in (None, ""):
                    gold[question.id] = (
                        known_answer(question, value, row)
                        if type(value) is str
                        else check(for_row(question, row, None), value)
                    )
            except Invalid as error:
                return RowProblem(line, name, Sentence.end_of(error))
        why = row.pop(plan.why, None) if plan.why else None
        if gold and isinstance(why, str) and why.strip():
            gold[WHY_KEY] = why.strip()[:WHY_LENGTH_MAX]
        return self._row(row, row_id, gold, line)

    def _row(self, row: dict[str, Any], row_id: str, gold: dict[str, Value], line: int) -> Checked:
        try:
            data = orjson.dumps(row).decode()
        except TypeError:
            return RowProblem(line, "", Sentence("is nested too deeply"))
        if len(data) > DATA_LENGTH_MAX:
            return RowProblem(line, "", _too_long(len(data)))
        if _NUL in data and _NUL in data.replace("\\\\", ""):  # not a backslash and "u0000"
            return _nul_problem(row, line)
        return line, row_id, data, orjson.dumps(gold).decode() if gold else None

    def _plan(self, keys: tuple[str, ...]) -> Header | str:
        """Check columns that no row had in this order yet; problems become one sentence."""
        names = self.names | dict.fromkeys(keys)
        if len(names) > COLUMNS_MAX:
            return Sentence("brings the file to more than {most} columns", most=COLUMNS_MAX)
        try:
            plan: Header | str = header(keys, self._project)
            self.names = names
        except Invalid as error:
            problems = error.problems
            plan = problems[0] if len(problems) == 1 else "; ".join(problems)
        if len(self._plans) < 1_000:
            self._plans[keys] = plan
        return plan


def _name_problems(names: Sequence[str]) -> list[str]:
    if len(names) > COLUMNS_MAX:
        many = Sentence(
            "there are {n} columns; at most {most} fit", n=len(names), most=COLUMNS_MAX
        )
        return [many]
    problems: list[str] = []
    for place, name in enumerate(names, start=1):
        if not name:
            problems.append(Sentence("column {place} has no name", place=place))
        elif names.index(name) != place - 1:
            problems.append(
                Sentence(
                    "“{name}” stands twice: columns {first} and {place}",
                    name=kept_short(name),
                    first=names.index(name) + 1,
                    place=place,
                )
            )
        elif len(name) > COLUMN_LENGTH_MAX:
            problems.append(
                Sentence(
                    "“{name}” has more than {most} characters",
                    name=kept_short(name),
                    most=COLUMN_LENGTH_MAX,
                )
            )
        elif any("\udc80" <= letter <= "\udcff" for letter in name):
            problems.append(
                Sentence(
                    "the name of column {place} is not UTF-8; save the file as UTF-8", place=place
                )
            )
        elif not name.isprintable():
            problems.append(
                Sentence("the name of column {place} has a control character in it", place=place)
            )
        elif name in EXPORTED or name.startswith(EXPORTED_PREFIXES):
            problems.append(
                Sentence(
                    "“{name}” is a column that exports add; rename yours", name=kept_short(name)
                )
            )
    return problems


def _missing(names: Sequence[str], project: Project) -> list[str]:
    problems: list[str] = []
    if "id" not in names:
        near = next((n for n in names if n.strip().casefold() in ("id", "row_id", "rowid")), None)
        problems.append(
            Sentence("there is no column “id”; rename “{near}”", near=kept_short(near))
            if near
            else Sentence("there is no column “id”; it has your own id of each row")
        )
    shown = columns_of(project)
    if not shown:
        problems.append(
            Sentence(
                "“show” names no column, so all rows would look the same; add {example}",
                example="{{column}}",
            )
        )
    for column in shown:
        if column not in names:
            near = nearest(column, [name for name in names if name != "id"])
            hint = (
                Sentence("did you mean “{near}”?", near=near)
                if near
                else Sentence("the file has {names}", names=_listed(names))
            )
            problems.append(
                Sentence(
                    "there is no column “{column}”, which “show” asks for; {hint}",
                    column=column,
                    hint=hint,
                )
                if column in columns(project.show)
                else Sentence(
                    "there is no column “{column}”, which a question asks for; {hint}",
                    column=column,
                    hint=hint,
                )
            )
        elif column.startswith(GOLD):
            problems.append(
                Sentence("“show” shows “{column}”, which is a known answer", column=column)
            )
    return problems


def _width_problem(cells: list[str], width: int, line: int) -> RowProblem | None:
    if not any(cells):
        return None
    what = (
        Sentence("1 column where the header has {width}", width=width)
        if len(cells) == 1
        else Sentence("{n} columns where the header has {width}", n=len(cells), width=width)
    )
    return RowProblem(line, "", what)


def _id_problem(row_id: object, line: int) -> RowProblem:
    if not isinstance(row_id, str):
        return RowProblem(line, "id", Sentence("must be a text or a whole number"))
    if not row_id:
        return RowProblem(line, "id", Sentence("empty"))
    if len(row_id) > ROW_ID_LENGTH_MAX:
        what = Sentence(
            "has {n} characters; at most {most} fit", n=len(row_id), most=ROW_ID_LENGTH_MAX
        )
        return RowProblem(line, "id", what)
    if any("\udc80" <= letter <= "\udcff" for letter in row_id):
        return RowProblem(line, "id", NOT_UTF8)
    return RowProblem(line, "id", Sentence("has a character in it that cannot be seen"))


def _nothing_shown(shown: Sequence[str], line: int) -> RowProblem:
    return RowProblem(line, shown[0], Sentence("empty, so there is nothing to show"))


def _encoding_problem(names: Sequence[str], cells: Sequence[str], line: int) -> RowProblem:
    """Find the cell that could not be read: its bytes stand in it as lone surrogates."""
    for name, cell in zip(names, cells, strict=True):
        if any("\ud800" <= letter <= "\udfff" for letter in cell):
            return RowProblem(line, name, NOT_UTF8)
    return RowProblem(line, "", NOT_UTF8)


def _nul_problem(row: dict[str, Any], line: int) -> RowProblem:
    at = next((n for n, value in row.items() if isinstance(value, str) and "\0" in value), "")
    return RowProblem(line, at, Sentence("has a NUL character in it, which no database keeps"))


def _too_long(length: int) -> str:
    return Sentence(
        "has {n} characters of data; at most {most} fit", n=length, most=DATA_LENGTH_MAX
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(kept_short(name) for name in names[:8])
    return f"{shown}, …" if len(names) > 8 else shown
