"""Qualifications: a training that explains, then a test that decides who may do some work.

A score counts for as long as its qualification is `valid`, and not a day longer: people forget, and
what was right changes. Whoever wants to keep it takes the test again, from some time before the
end on.
"""

import re
from dataclasses import dataclass, fields
from typing import Any

import orjson

from domain import agreement, presets, seeds
from domain.errors import BiteworkError, Invalid
from domain.known_answers import known_answer
from domain.needs import Needs, read_needs
from domain.needs import from_values as needs_from
from domain.projects import question_from, question_values
from domain.question_tables import read_question
from domain.questions import Question, Value, agrees_by, for_row, shown, templates_of
from domain.sentences import Sentence
from domain.shown import Shown, columns, read_show
from domain.tables import Notes, Table
from domain.templates import columns as template_columns
from domain.toml_lines import read as read_toml

TITLE_LENGTH_MAX, ABOUT_LENGTH_MAX, WHY_LENGTH_MAX = 120, 2000, 500
ITEMS_MAX = 50
LEVEL_MAX = 100
ITSELF = "a test can't come before itself; an older one of the same title is named by its id"
ATTEMPTS, ATTEMPTS_MAX = 3, 100
PASS_PERCENT = 80
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
COOL_DOWN_MS, COOL_DOWN_MS_MAX = DAY_MS, 90 * DAY_MS
VALID_MS, VALID_MS_LEAST, VALID_MS_MAX = 180 * DAY_MS, DAY_MS, 3650 * DAY_MS
RENEW_MS = 30 * DAY_MS  # before its end somebody may take the test again
TYPES = (
    "choice", "choices", "yes_no", "scale", "compare", "rank", "text", "number", "date", "money",
    "code",
)  # fmt: skip
_PERCENT = re.compile(r"(\d{1,3})\s*%")


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its known answer, what is shown with it, and why the answer is right."""

    question: Question
    known: Value
    show: tuple[Shown, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """What is learned and tested, and the rules: how much has to be right, how often somebody may
    try, how long they wait after having failed, how long a score counts.

    Who lacks the `level` or something of `needs` can't begin; `skill` is the kind of work whose
    projects it opens.
    """

    title: str
    about: str = ""
    pass_percent: int = PASS_PERCENT
    attempts: int = ATTEMPTS
    cool_down_ms: int = COOL_DOWN_MS
    valid_ms: int = VALID_MS
    skill: str = ""
    level: int = 0
    needs: Needs | None = None
    training: tuple[Item, ...] = ()
    test: tuple[Item, ...] = ()

    @property
    def needed(self) -> int:
        """How many answers of the test have to be right."""
        return -(-self.pass_percent * len(self.test) // 100)

    def item(self, position: int, seed: int) -> Item:
        """Give what is asked at a place: first the training in its order, then the test in one that
        each attempt has of its own.
        """
        if position < len(self.training):
            return self.training[position]
        return seeds.permuted(self.test, seed, "test")[position - len(self.training)]

    @property
    def length(self) -> int:
        """How many questions there are in all."""
        return len(self.training) + len(self.test)


def renewable_ms(of: Qualification, until_ms: int) -> int:
    """Tell from when on the test may be taken again while a score still counts."""
    return until_ms - min(RENEW_MS, of.valid_ms // 2)


def is_right(item: Item, value: Value) -> bool:
    """Tell whether an answer is the known one, as near as its type asks."""
    return agreement.same(for_row(item.question, {}, None), value, item.known)


def known_shown(item: Item) -> str:
    """Give the known answer, for people."""
    return shown(item.question, item.known)


# --- Its file ----------------------------------------------------------------


def parse(toml: str | bytes) -> Qualification:
    """Read a qualification's file; raises Invalid whose `problems` name all that is wrong."""
    try:
        text = toml if isinstance(toml, str) else toml.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("The file is not UTF-8; save it as UTF-8.") from None
    values, lines = read_toml(text)
    notes = Notes(lines)
    found = _read(Table(values, (), notes), notes)
    if notes.problems:
        raise Invalid("The qualification's file cannot be used yet:", notes.problems)
    return found


def _read(table: Table, notes: Notes) -> Qualification:
    table.needs("title", 'title = "Polish spam"')
    table.needs("test", "a [[test]] with text, type and answer")
    read = Qualification(
        title=table.text("title", most=TITLE_LENGTH_MAX),
        about=table.text("about", most=ABOUT_LENGTH_MAX, multiline=True),
        pass_percent=_percent(table),
        attempts=table.whole("attempts", least=1, most=ATTEMPTS_MAX, default=ATTEMPTS),
        cool_down_ms=table.duration(
            "cool_down", least_ms=0, most_ms=COOL_DOWN_MS_MAX, default_ms=COOL_DOWN_MS
        ),
        valid_ms=table.duration(
            "valid", least_ms=VALID_MS_LEAST, most_ms=VALID_MS_MAX, default_ms=VALID_MS
        ),
        skill=table.one_of("skill", presets.NAMES, default=""),
        level=table.whole("level", least=0, most=LEVEL_MAX, default=0),
        needs=_needs(table, notes),
        training=_items(table, notes, "training"),
        test=_items(table, notes, "test"),
    )
    table.finish()
    return read


def _needs(table: Table, notes: Notes) -> Needs | None:
    needs, title = read_needs(table, notes), str(table.raw("title")).strip().lower()
    if needs is not None and title in (name.lower() for name in needs.qualifications):
        table.note("needs", ITSELF)
    return needs


def _percent(table: Table) -> int:
    text = table.text("pass", most=10)
    found = _PERCENT.fullmatch(text) if text else None
    if not text:
        return PASS_PERCENT
    if found is None or not 1 <= int(found[1]) <= 100:
        table.note("pass", 'write a share from 1 to 100 per cent, such as "80%"')
        return PASS_PERCENT
    return int(found[1])


_HIGHER = "this belongs to the qualification: move it above the first [[training]] or [[test]]"
_ABOVE = dict.fromkeys(
    ("title", "about", "pass", "attempts", "cool_down", "valid", "skill", "level", "needs"), _HIGHER
)


def _items(table: Table, notes: Notes, key: str) -> tuple[Item, ...]:
    values = table.raw(key)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        what = Sentence("write each question as a table under {example}", example=f"[[{key}]]")
        table.note(key, what)
        return ()
    if not values or len(values) > ITEMS_MAX:
        what = Sentence("has {n} questions; 1 to {most} fit", n=len(values), most=ITEMS_MAX)
        table.note(key, what)
        return ()
    return tuple(
        _item(Table({"id": f"q{n}", **value}, (key, n), notes, given=value), notes, (key, n))
        for n, value in enumerate(values)
    )


def _item(table: Table, notes: Notes, path: tuple[str | int, ...]) -> Item:
    table.needs("answer", 'answer = "spam"')
    given = table.raw("answer")
    why = table.text("why", most=WHY_LENGTH_MAX, multiline=True)
    show = read_show(table, notes)
    question = read_question(table, _ABOVE)
    known = _known(table, question, given) if question.type and given is not None else None
    if question.type:
        _check(table, question, show)
    return Item(question, known, show, why)


def _check(table: Table, question: Question, show: tuple[Shown, ...]) -> None:
    """Note what a question of a project may have, and one with a known answer can't."""
    if question.type not in TYPES:
        words = ", ".join(TYPES)
        table.note("type", Sentence("a test has questions of these types: {words}", words=words))
    elif agrees_by(question) == "none":
        table.note("agree", 'say how a text is compared with the answer: agree = "similar"')
    if question.show_if is not None:
        table.note("show_if", "every question of a training or a test is asked; leave this out")
    if question.other:
        table.note("other", "an answer in own words can't be compared; leave this out")
    if not question.required:
        table.note("required", "every question of a training or a test is answered; leave this out")
    named = [*columns(show), *template_columns("\n".join(templates_of(question)))]
    if named:
        what = Sentence("“{name}”: there are no rows here; write what is shown",
                        name=f"{{{{{named[0]}}}}}")  # fmt: skip
        table.note("show", what)


def _known(table: Table, question: Question, given: Any) -> Value:
    """Read a known answer: words, a number, or several in a list."""
    cell = orjson.dumps(given).decode() if isinstance(given, list | dict) else str(given)
    if isinstance(given, bool):
        cell = "yes" if given else "no"
    try:
        return known_answer(question, cell, {})
    except BiteworkError as error:
        table.note("answer", Sentence.end_of(error))
        return None


# --- As it is kept -----------------------------------------------------------


def to_json(of: Qualification) -> str:
    """Write the canonical JSON."""
    values: dict[str, Any] = {f.name: getattr(of, f.name) for f in fields(of)}
    for key in ("training", "test"):
        values[key] = [
            {
                "question": question_values(item.question),
                "known": item.known,
                "show": item.show,
                "why": item.why,
            }
            for item in getattr(of, key)
        ]
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def from_json(text: str) -> Qualification:
    """Read what `to_json` wrote."""
    values = orjson.loads(text)
    for key in ("training", "test"):
        values[key] = tuple(
            Item(
                question_from(item["question"]),
                item["known"],
                tuple(Shown(**one) for one in item["show"]),
                item["why"],
            )
            for item in values[key]
        )
    if values.get("needs"):
        values["needs"] = needs_from(values["needs"])
    return Qualification(**values)
