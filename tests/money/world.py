"""A small world to move money in: an owner with credits, a project with rows, people who answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from domain.projects import Project
from domain.questions import Question
from domain.shown import Shown
from domain.terms import Terms
from services import answers, ledger, people, projects, work
from services.answers import HandedIn
from storage.campaigns import Owed, owed
from storage.database import Database
from storage.tx import Tx

T = TypeVar("T")

TERMS = Terms()
CREDITS = "credits"
START_MS = 1_700_000_000_000


def moderation(
    *, reward: int = 2, least: int = 2, most: int = 5, budget: int = 25_000, accept: str = "answer"
) -> Project:
    """A project whose rows need `least` to `most` answers."""
    return Project(
        title="Is this message spam?",
        kind="moderation",
        show=(Shown("text", "{{message}}"),),
        reward_minor=reward,
        currency=CREDITS,
        answers_least=least,
        answers_most=most,
        budget_minor=budget,
        accept=accept,  # type: ignore[arg-type]
        questions=(Question(id="verdict", text="Is it spam?", type="yes_no"),),
    )


def survey(*, reward: int = 10, respondents: int = 3, budget: int = 1000) -> Project:
    """A survey without rows."""
    return Project(
        title="How do you travel?",
        kind="survey",
        reward_minor=reward,
        currency=CREDITS,
        answers_least=respondents,
        answers_most=respondents,
        respondents=respondents,
        budget_minor=budget,
        questions=(Question(id="often", text="Do you walk?", type="yes_no"),),
    )


@dataclass
class World:
    """One database, an owner, and the time."""

    database: Database
    now_ms: int = START_MS

    def do(self, step: Callable[[Tx], T]) -> T:
        """Run one transaction."""
        return self.database.write_now(step)

    def later(self, ms: int = 1000) -> int:
        """Let time pass."""
        self.now_ms += ms
        return self.now_ms

    def account(self, name: str, role: str = "worker") -> int:
        """Somebody new, who has agreed."""
        return self.do(
            lambda tx: people.add(
                tx,
                name=name,
                locale="en",
                push=TERMS.push,
                now_ms=self.now_ms,
                role=role,
                state="active",
            )
        )

    def owner(self, credits: int = 100_000) -> int:
        """A requester with credits."""
        account_id = self.account("rita", "requester")
        if credits:
            self.deposit(account_id, credits)
        return account_id

    def deposit(self, account_id: int, minor: int, ref: str = "first") -> bool:
        """Bring credits in."""
        return self.do(
            lambda tx: ledger.deposit(
                tx,
                account_id=account_id,
                amount_minor=minor,
                currency=CREDITS,
                ref=f"{account_id} {ref}",
                now_ms=self.now_ms,
            )
        )

    def project(self, owner_id: int, project: Project, rows: int = 0) -> int:
        """A project with so many rows."""
        project_id = self.do(lambda tx: projects.create(tx, project, owner_id, self.now_ms))
        if rows:
            self.rows(project_id, rows)
        return project_id

    def rows(self, project_id: int, rows: int) -> None:
        """Import more rows."""

        def add(tx: Tx) -> None:
            run = tx.connection.execute
            first = run(f"SELECT places FROM project WHERE id = {project_id}").fetchone()[0] + 1  # noqa: S608
            batch = run(
                "INSERT INTO batch (project_id, name, content_hash, state, created_ms) "  # noqa: S608
                f"VALUES ({project_id}, 'rows', '', 'ready', 1) RETURNING id"
            ).fetchone()[0]
            for place in range(first, first + rows):
                run(
                    "INSERT INTO task (project_id, batch_id, row_id, data, place, slots) "  # noqa: S608
                    f"SELECT id, {batch}, 'row {place}', '{{}}', {place}, answers_least "
                    f"FROM project WHERE id = {project_id}"
                )
            run(f"UPDATE project SET places = places + {rows} WHERE id = {project_id}")  # noqa: S608

        self.do(add)

    def open(self, project_id: int) -> projects.Opened:
        """Open a project."""
        return self.do(lambda tx: projects.open_project(tx, project_id, TERMS, self.later()))

    def sweep(self, project_id: int) -> object:
        """Sweep a project."""
        return self.do(lambda tx: projects.sweep(tx, project_id, self.later()))

    def takes(self, account_id: int, project_id: int) -> int | None:
        """Somebody takes the next task; gives the assignment. Like dispatch, locks them first."""

        def take(tx: Tx) -> int | None:
            person = people.load(tx, account_id, lock=True)
            hand = work.current(tx, person.account_id) or work.take(
                tx, person, project_id, self.later()
            )
            return hand.assignment_id if hand else None

        return self.do(take)

    def answers(self, account_id: int, project_id: int, value: str = "yes") -> int | None:
        """Somebody takes the next task and answers it; gives the submission."""
        assignment_id = self.takes(account_id, project_id)
        if assignment_id is None:
            return None
        return self.hands_in(account_id, assignment_id, value)

    def hands_in(self, account_id: int, assignment_id: int, value: str = "yes") -> int | None:
        """Somebody answers what they have in hand."""

        def answer(tx: Tx) -> int | None:
            person = people.load(tx, account_id, lock=True)
            step = answers.answer(
                tx, person, assignment_id, 0, lambda *_: value, self.later(), TERMS
            )
            return step.submission_id if isinstance(step, HandedIn) else None

        return self.do(answer)

    def undoes(self, account_id: int, submission_id: int) -> None:
        """Somebody takes an answer back."""

        def undo(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            answers.undo(tx, person, submission_id, self.later(1), TERMS)

        self.do(undo)

    def balances(self, account_id: int) -> ledger.Balances:
        """What somebody has."""
        return self.do(lambda tx: ledger.balances(tx, account_id, CREDITS))

    def owed(self, project_id: int) -> Owed:
        """What a project holds and may still cost."""
        return self.do(lambda tx: owed(tx, project_id))

    def state(self, project_id: int) -> str:
        """The state a project is in."""
        return self.do(lambda tx: projects.find(tx, project_id)).state

    def progress(self, project_id: int) -> projects.ProgressCard:
        """How a project is getting on."""
        return self.do(lambda tx: projects.progress(tx, project_id, self.now_ms))
