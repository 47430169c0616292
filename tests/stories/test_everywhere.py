"""The same answer is the same value whichever platform it came from, for every type of question
and any number of options, and no platform's limit is ever passed.
"""

import asyncio
import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch import Dispatcher
from domain import questions
from domain.projects import Project
from domain.questions import (
    LABEL_LENGTH_MAX,
    UNSURE_VALUE,
    Question,
    QuestionType,
    Value,
)
from domain.shown import Shown
from domain.terms import Terms
from services import accounts, ledger, projects
from storage.database import Database, open_database
from storage.tx import Tx
from tests.stories.everywhere import Discord, Screen, Telegram, Web, typed

TERMS = Terms()
NOW_MS = 1_767_261_600_000
DEAREST = 10
PLATFORMS = 3


class Asked:
    """Projects with one question, asked on every platform."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_typed = False
        self.dispatcher = Dispatcher(database, TERMS, clock=lambda: NOW_MS)
        self.runner = asyncio.Runner()
        self.people: list[Screen] = [
            Web(self.dispatcher, 7_000_000_001),
            Telegram(self.dispatcher, 7_000_000_002),
            Discord(self.dispatcher, 7_000_000_003),
        ]

    def everywhere(
        self,
        question: Question,
        value: Value,
        show: tuple[Shown, ...] = (),
        *,
        is_typed: bool = False,
    ) -> None:
        """Answer a question on all platforms, by its buttons or by typing alone, and compare what
        was written down.
        """
        self.is_typed = is_typed
        project_id = self._project(question, show)
        for person in self.people:
            self.runner.run(self._answer(person, project_id, question, value))
        given = self.database.read_now(lambda tx: self._given(tx, project_id))
        self.database.write_now(lambda tx: projects.close(tx, project_id, NOW_MS))
        wanted = questions.check(question, value)
        assert given == [{question.id: wanted}] * PLATFORMS

    async def _answer(
        self, person: Screen, project_id: int, question: Question, value: Value
    ) -> None:
        await person.begins(project_id)
        seen = questions.for_row(question, {}, person.view.about)
        if self.is_typed:
            await person.types(typed(seen, value))
        else:
            await person.answers(seen, value)

    def _project(self, question: Question, show: tuple[Shown, ...]) -> int:
        return self._open(
            Project(
                title="What is it?",
                kind="survey",
                instructions="Look closely.",
                show=show,
                reward_minor=DEAREST,
                currency="credits",
                answers_least=PLATFORMS,
                answers_most=PLATFORMS,
                respondents=PLATFORMS,
                budget_minor=DEAREST * PLATFORMS,
                questions=(question,),
            )
        )

    def _open(self, project: Project) -> int:
        def make(tx: Tx) -> int:
            owner = accounts.operator(tx, NOW_MS)
            project_id = projects.create(tx, project, owner, NOW_MS)
            ledger.deposit(
                tx,
                account_id=owner,
                amount_minor=project.budget_minor,
                currency="credits",
                ref=f"for {project_id}",
                now_ms=NOW_MS,
            )
            projects.open_project(tx, project_id, TERMS, NOW_MS)
            return project_id

        return self.database.write_now(make)

    @staticmethod
    def _given(tx: Tx, project_id: int) -> list[dict[str, Value]]:
        query = f"SELECT answers FROM submission WHERE project_id = {project_id}"  # noqa: S608
        return [orjson.loads(row[0]) for row in tx.connection.execute(query).fetchall()]


@pytest.fixture(scope="module")
def asked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    path = tmp_path_factory.mktemp("everywhere") / "bitework.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}")
    made = Asked(database)
    yield made
    made.runner.close()
    database.close_now()


def options(number: int, length: int = 12) -> tuple[str, ...]:
    """So many labels of up to so many characters; digits among them, which can also be typed."""
    words = ("{}", "no. {}", "option {}", "👋 {} & <b>", "“{}” ~ *x* _y_")
    return tuple(
        (words[n % len(words)].format(n + 1) + " " + "x" * length)[:length].strip()
        if n % len(words)
        else str(n + 1)
        for n in range(number)
    )


EVERY = range(1, questions.OPTIONS_MAX + 1)
SOME = (*range(1, 28), *range(28, 190, 9), 49, 50, 51, 99, 100, 101, *EVERY[-2:])


@pytest.mark.parametrize(
    "numbers", [SOME, pytest.param(EVERY, marks=pytest.mark.soak)], ids=["some", "every"]
)
@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_any_number_of_options(asked: Asked, kind: str, numbers: Sequence[int]) -> None:
    for number in numbers:
        length = LABEL_LENGTH_MAX if number % 20 == 0 else 24
        labels = options(number, length)
        question = Question(id="q", text="Which?", type=kind, options=labels)  # type: ignore[arg-type]
        at = number * 7 % number if number % 3 else number - 1
        several = [labels[n] for n in sorted({0, at, number // 2, number - 1})]
        asked.everywhere(question, labels[at] if kind == "choice" else several)


label = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00a0"),
    min_size=1,
    max_size=LABEL_LENGTH_MAX,
).filter(lambda text: text.strip() == text and bool(questions.label_key(text)))
labels_of = st.lists(label, min_size=1, max_size=60, unique_by=questions.label_key).map(tuple)
words = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=2, max_size=300
).map(lambda text: f"I say {text}".strip())


SHOWN = (
    Shown("text", "**Look** at `this` & [that](https://example.org/?a=b&c=d):\n\n- one\n- *two*"),
    Shown("text", "<b>no</b> *marks* _here_ > " + "long **words** " * 260),
    Shown("text", "x" * 4000),
    Shown("picture", "https://example.org/a.png", "What **it** was"),
    Shown("audio", "https://example.org/a.ogg"),
    Shown("video", "https://example.org/a.mp4", "*Moving*"),
    Shown("file", "https://example.org/a.pdf"),
    Shown("link", "https://example.org/page", "The page"),
    Shown("place", "52.52, 13.405", "The shop"),
    Shown("place", "nowhere"),
)
SENT = ("photo", "audio", "video", "file")
ASKED = tuple(kind for kind in get_args(QuestionType) if kind not in SENT)
ENDS = ((), ("bad", "good"), ("*not* at all", "x" * LABEL_LENGTH_MAX))


def _open(draw: st.DrawFn, question: Question) -> Question:
    """Let a question have a place for own words, and an order of its own."""
    return replace(question, other=draw(st.booleans()), shuffle=draw(st.booleans()))


def _own(question: Question) -> st.SearchStrategy[Value]:
    return words.map(lambda text: {"other": text}) if question.other else st.nothing()


@st.composite
def _marked(draw: st.DrawFn, question: Question) -> tuple[Question, Value]:
    """Something to be marked, and marks on it."""
    labels = draw(st.sampled_from([(), ("cat", "small dog")]))
    is_text = question.type == "spans"
    of = "Ann met Ben and Ann, who met Ann's dog" if is_text else "https://example.org/a.png"
    question = replace(question, of=of, labels=labels, least=0)
    size = st.integers(1, 5_000)
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        if is_text:
            start = draw(st.sampled_from([0, 4, 8, 16, 21, 29]))
            mark = {"start": start, "end": start + 3}
        elif question.type == "boxes":
            mark = {name: draw(size) for name in ("x", "y", "width", "height")}
        else:
            mark = {name: draw(size) for name in ("x", "y")}
        marks.append({**mark, "label": draw(st.sampled_from(labels))} if labels else mark)
    return question, questions.check(question, marks)


@st.composite
def a_question(draw: st.DrawFn) -> tuple[Question, Value]:
    """A question of any type that no file answers, and an answer to it."""
    question = Question(
        id="q",
        text=draw(words)[:200],
        type=draw(st.sampled_from(ASKED)),
        required=draw(st.booleans()),
    )
    value: Value
    match question.type:
        case "choice":
            question = replace(_open(draw, question), options=draw(labels_of))
            value = draw(st.sampled_from(question.options) | _own(question))
        case "choices":
            question = replace(_open(draw, question), options=draw(labels_of))
            chosen = draw(st.sets(st.sampled_from(question.options), max_size=8))
            value = [option for option in question.options if option in chosen]
            value += [draw(_own(question))] if question.other and draw(st.booleans()) else []
        case "compare":
            question = replace(question, a=draw(words), b="", shuffle=draw(st.booleans()))
            value = draw(st.sampled_from(["a", "b", "tie"]))
        case "rank":
            question = replace(
                question, options=draw(labels_of)[:20], shuffle=draw(st.booleans())
            )
            question = replace(question, options=(*question.options, "the very last"))
            value = draw(st.permutations(question.options))
        case "date":
            value = draw(st.dates()).isoformat()
        case "money":
            question = replace(question, currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])))
            value = questions.read(question, str(draw(st.integers(0, 10**12))))
        case "link":
            value = draw(st.sampled_from(["https://example.org", "http://a.example/x_y*z?q=1"]))
        case "code":
            value = draw(st.text(string.ascii_uppercase + string.digits, min_size=8, max_size=64))
        case "place":
            degrees = st.integers(-80_000_000, 80_000_000).map(lambda n: n / 1_000_000)
            value = {"latitude": draw(degrees), "longitude": draw(degrees)}
        case "boxes" | "points" | "spans":
            return draw(_marked(question))
        case "yes_no":
            value = draw(st.sampled_from(["yes", "no"]))
        case "scale":
            least, steps = draw(st.integers(-3, 3)), draw(st.integers(1, 10))
            ends = draw(st.sampled_from(ENDS))
            question = replace(question, least=least, most=least + steps, labels=ends)
            value = draw(st.integers(least, least + steps))
        case "number":
            value = draw(st.integers(-(10**9), 10**9) | st.decimals(-999, 999, places=3).map(float))
        case _:
            value = draw(words)
    if question.type in ("choice", "choices", "yes_no", "scale", "compare"):
        question = replace(question, unsure=draw(st.booleans()))
        value = UNSURE_VALUE if question.unsure and draw(st.booleans()) else value
    if not question.required:
        value = draw(st.sampled_from([None, value]))
    return question, value


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(a_question(), st.lists(st.sampled_from(SHOWN), max_size=8).map(tuple))
def test_any_question(
    asked: Asked, made: tuple[Question, Value], show: tuple[Shown, ...]
) -> None:
    asked.everywhere(*made, show)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(a_question())
def test_any_question_can_be_answered_by_typing(
    asked: Asked, made: tuple[Question, Value]
) -> None:
    asked.everywhere(*made, is_typed=True)
