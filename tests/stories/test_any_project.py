"""Any project with all that it may have: rendered and answered to the end on every platform."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import questions
from domain.actions import Action
from domain.events import Media, MediaStored
from domain.media import Facts
from domain.projects import Project
from domain.questions import Question, ShowIf, Value
from domain.shown import Shown
from domain.steps import Step
from services import projects, work
from services.work import InHand
from storage.database import open_database
from storage.tx import Tx
from tests.examples import examples
from tests.stories.everywhere import Screen
from tests.stories.test_everywhere import NOW_MS, SENT, SHOWN, Asked, a_question

TYPES = {
    "photo": "image/png",
    "audio": "audio/ogg",
    "video": "video/mp4",
    "file": "application/pdf",
}
_NUMBERS = count(1)
LONG = "all that **has** to be known, *and* more; " * 40
IF = [ShowIf(question="gate", values=(word,)) for word in ("yes", "no")]
Answers = dict[str, Value]


class Whole(Asked):
    """Projects of several questions, each of them answered to its end on every platform."""

    def done(self, project: Project, values: Answers) -> None:
        project_id = self._open(project)
        for person in self.people:
            self.runner.run(self._to_the_end(person, project_id, values))
        found = self.database.read_now(lambda tx: self._given(tx, project_id))
        self.database.write_now(lambda tx: projects.close(tx, project_id, NOW_MS))
        assert len(found) == len(self.people)
        assert found[0] == found[1] == found[2]
        asked = questions.kept(project.questions, values)
        assert found[0] == {key: values[key] for key in asked}

    async def _to_the_end(self, person: Screen, project_id: int, values: Answers) -> None:
        await person.begins(project_id)
        seen: set[int] = set()
        while (hand := await self._hand(person)) is not None and hand.project_id == project_id:
            assert hand.position not in seen, person.view
            seen.add(hand.position)
            question = hand.question
            if question.type in SENT:
                await self._sends(person, hand, values[question.id])
            else:
                await person.answers(question, values[question.id])

    async def _hand(self, person: Screen) -> InHand | None:
        def read(tx: Tx) -> InHand | None:
            query = (
                f"SELECT account_id FROM identity WHERE platform = '{person.platform}'"  # noqa: S608
                f" AND external_id = '{person.user}'"
            )
            row = tx.connection.execute(query).fetchone()
            assert row is not None
            return work.current(tx, row[0])

        return await self.database.read(read)

    @staticmethod
    async def _sends(person: Screen, hand: InHand, value: Any) -> None:
        """Send a file, which the edge has looked at then."""
        head = person.pressed(Action("work")).sender
        name = value["name"]
        await person.does(
            Media(
                id=f"sent-{next(_NUMBERS)}", sender=head, at_ms=0, kind=value["kind"], file_id="f",
                file_name=name, size_bytes=value["bytes"], caption="",
            )
        )  # fmt: skip
        assert person.view.receive is not None, person.view
        facts = Facts(
            sha256=value["media"], kind=value["kind"], type=value["type"], bytes=value["bytes"],
            name=name,
        )  # fmt: skip
        await person.does(
            MediaStored(
                id=f"sent-{next(_NUMBERS)}", sender=head, at_ms=0, assignment_id=hand.assignment_id,
                position=hand.position, facts=facts,
            )
        )  # fmt: skip


@pytest.fixture(scope="module")
def whole(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    path = tmp_path_factory.mktemp("whole") / "bitework.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}")
    made = Whole(database)
    yield made
    made.runner.close()
    database.close_now()


@st.composite
def _sent(draw: st.DrawFn) -> tuple[Question, Value]:
    """A question that a file answers, and what is known of the file."""
    kind = draw(st.sampled_from(SENT))
    name = f"a.{TYPES[kind].partition('/')[2]}"
    facts = {"kind": kind, "type": TYPES[kind], "bytes": 2000, "name": name}
    question = Question(id="q", text="Send it, please.", type=kind)  # type: ignore[arg-type]
    return question, {"media": sha256(kind.encode()).hexdigest(), **facts}


@st.composite
def a_project(draw: st.DrawFn) -> tuple[Project, Answers]:
    """A project that takes all of the model, and an answer to each of its questions."""
    made = draw(st.lists(a_question() | a_question() | _sent(), min_size=2, max_size=5))
    texts = st.sampled_from(["", "Do **it**.", LONG])
    parts = tuple(Step(f"Part {n}", draw(texts)) for n in (1, 2))
    steps: tuple[Step, ...] = draw(st.sampled_from([(), parts]))
    asked: list[Question] = []
    values: Answers = {}
    gate = Question(id="gate", text="Do you have a dog?", type="yes_no")
    if draw(st.booleans()):
        gate = replace(gate, fits=("yes",))
        values["gate"] = "yes"
    else:
        gate = replace(gate, step=0 if steps else None)
        values["gate"] = draw(st.sampled_from(["yes", "no"]))
    asked.append(gate)
    for number, (question, value) in enumerate(made):
        name = f"q{number}"
        condition = draw(st.sampled_from([None, *IF]))
        step = number * len(steps) // len(made) if steps else None
        asked.append(
            replace(
                question, id=name, show_if=condition, step=step,
                help=draw(st.sampled_from(["", "Look *closely*.", LONG])),
            )
        )  # fmt: skip
        values[name] = questions.check(asked[-1], value)
    project = Project(
        title="What is it? " + "x" * draw(st.sampled_from([0, 100])),
        kind="survey",
        instructions=draw(st.sampled_from(["", LONG])),
        show=draw(st.lists(st.sampled_from(SHOWN), max_size=4).map(tuple)),
        reward_minor=10,
        currency="credits",
        answers_least=3,
        answers_most=3,
        respondents=3,
        budget_minor=30,
        questions=tuple(asked),
        steps=steps,
        shuffle_questions=not steps and draw(st.booleans()),
    )
    return project, values


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(a_project())
def test_any_project(whole: Whole, made: tuple[Project, Answers]) -> None:
    whole.done(*made)


def test_what_is_shown_is_of_every_kind() -> None:
    kinds = {"text", "picture", "audio", "video", "file", "link", "place"}
    assert {one.kind for one in SHOWN if isinstance(one, Shown)} == kinds
