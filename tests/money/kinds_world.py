"""A world of everything that a task may have: screeners, review as tasks, known answers that are
contested, reports, what is put aside, and people whose accounts become one.
"""

from contextlib import suppress
from dataclasses import replace

from domain.errors import Refused
from domain.projects import Project
from domain.questions import Question, Value
from domain.review_projects import ACCEPT, REASON, REJECT, REVISE, VERDICT, WORDS
from domain.reviewing import ReviewBy
from domain.screening import Screening
from services import (
    answers,
    gold,
    later,
    merging,
    people,
    projects,
    review_cases,
    sure,
    task_reports,
    work,
)
from services.answers import HandedIn
from services.work import InHand
from storage import gold as known
from storage.tx import Tx
from tests import invariants
from tests.money.appealed_world import LOOKERS, WORKERS, Appealed
from tests.money.world import TERMS, moderation, survey

SCREENER = Question(
    id="reads", text="Do you read it?", type="yes_no", fits=("yes",), agree="none"
)
PAID = Screening(pay_minor=2, people_most=3)
KNOWN = '{"verdict":"no"}'


def _screened(project: Project, budget: int) -> Project:
    asked = (SCREENER, *project.questions)
    return replace(project, questions=asked, screening=PAID, budget_minor=budget)


def _reviewed(budget: int) -> Project:
    made = moderation(accept="review", least=1, most=1, budget=20)
    by = ReviewBy(reward_minor=1, budget_minor=budget, level=0, answers_least=2, answers_most=3)
    return replace(made, review=by)


KINDS = (
    (_screened(moderation(reward=2, least=1, most=2, budget=1), 14), 4),
    (_screened(moderation(reward=1, least=2, most=3, accept="review"), 60), 4),
    (_screened(survey(reward=3, respondents=3), 15), 0),
    (_reviewed(budget=30), 5),
    (_reviewed(budget=4), 5),
    (moderation(accept="consensus", least=2, most=3, budget=60), 5),
    (moderation(accept="answer", least=2, most=4, budget=100), 4),
    (moderation(accept="review", least=1, most=3, budget=90), 6),
)
GOLD = (5, 6, 7)


class Everything(Appealed):
    """Five who answer, five who review, the owner, and all that may happen between them."""

    def begins(self, which: int, credits: int) -> None:
        self.brought = credits
        owner_id = self.owner_id = self.owner(credits)
        self.rob = self.account("rob", "reviewer")
        self.workers = [self.account(f"w{number}") for number in range(WORKERS)]
        self.lookers = [self._looker(f"l{number}") for number in range(LOOKERS)]
        self.everybody = (owner_id, *self.workers, *self.lookers)
        made, count = KINDS[which]
        self.of = self.project(owner_id, made, rows=count)
        self.review_of = self.do(lambda tx: review_cases.store.project_of(tx, self.of))
        if which in GOLD:
            self.do(self._know)
        self._tries(lambda tx: projects.open_project(tx, self.of, TERMS, self.later()))

    def _know(self, tx: Tx) -> None:
        rows = tx.connection.execute("SELECT id FROM task ORDER BY id").fetchall()
        for (task_id,) in rows[:2]:
            known.put(tx, task_id, KNOWN)
        known.noted(tx, self.of)

    def happens(self, word: str, choices: list[int]) -> None:
        everybody = list(zip(self.workers, choices, strict=False))
        match word:
            case "put aside":
                for account_id, choice in everybody:
                    if choice:
                        self._puts_aside(account_id)
            case "resume":
                for account_id, choice in everybody:
                    if choice > 1:
                        self._resumes(account_id)
            case "report":
                for account_id, choice in everybody:
                    if choice > 1:
                        self._reports(account_id, self.of)
            case "decide about reports":
                for choice in choices:
                    self._decides(choice)
            case "reviewers":
                for account_id, choice in zip(self.lookers, choices, strict=False):
                    self._reviews(account_id, choice)
            case "reviewers report":
                for account_id, choice in zip(self.lookers, choices, strict=False):
                    if choice > 1 and self.review_of:
                        self._reports(account_id, self.review_of)
            case "reviewers put aside":
                for account_id, choice in zip(self.lookers, choices, strict=False):
                    if choice > 1:
                        self._puts_aside(account_id)
            case "contest":
                for account_id, choice in everybody:
                    if choice:
                        self._contests(account_id)
            case "adopt":
                self._tries(lambda tx: sure.adopt(tx, None, self.of, self.later()))
            case "look at gold":
                for choice in choices[:2]:
                    self._looks_at_gold(keep=choice > 1)
            case "pause":
                self._tries(lambda tx: projects.pause(tx, self._one(choices), self.later()))
            case "open":
                self._tries(
                    lambda tx: projects.open_project(tx, self._one(choices), TERMS, self.later())
                )
            case "top up":
                minor = 1 + sum(choices)
                self._tries(
                    lambda tx: projects.top_up(tx, self._one(choices), minor, TERMS, self.later())
                )
            case "rows" if self.state(self.of) != "closed" and self._has_rows():
                self.rows(self.of, 1)
            case "close the reviews" if self.review_of and choices[0] == 0:
                review_id = self.review_of
                self._tries(lambda tx: projects.close(tx, review_id, self.later()))
            case "link" if choices[0] > 1:
                everybody_of = (*self.workers, *self.lookers)
                self._link(
                    everybody_of[choices[1]], everybody_of[choices[2] + 1 + 3 * (choices[3] > 1)]
                )
            case _:
                super().happens(word, choices)

    def _one(self, choices: list[int]) -> int:
        return self.review_of if self.review_of and choices[0] > 2 else self.of

    def _has_rows(self) -> bool:
        return not self.do(lambda tx: projects.find(tx, self.of)).is_survey

    def answers(self, account_id: int, project_id: int, value: str = "yes") -> int | None:
        assignment_id = self.takes(account_id, project_id)
        if assignment_id is None:
            return None
        return self.hands_in(account_id, assignment_id, value)

    def takes(self, account_id: int, project_id: int) -> int | None:
        with suppress(Refused):
            return super().takes(account_id, project_id)
        return None

    def hands_in(self, account_id: int, assignment_id: int, value: str = "yes") -> int | None:
        """All that is asked is answered so; who says no to the screener is stopped there."""

        def answer(tx: Tx) -> int | None:
            person = people.load(tx, account_id, lock=True)
            hand = work.current(tx, person.account_id)
            while isinstance(hand, InHand):
                step = answers.answer(
                    tx, person, hand.assignment_id, hand.position,
                    lambda _, question: _answer(question, value), self.later(), TERMS,
                )  # fmt: skip
                if isinstance(step, HandedIn):
                    return step.submission_id
                hand = step if isinstance(step, InHand) else None
            return None

        return self.do(answer)

    def _reviews(self, account_id: int, choice: int) -> None:
        if self.review_of and choice:
            said = (ACCEPT, ACCEPT, REVISE, REJECT)[choice]
            with suppress(Refused):
                self.answers(account_id, self.review_of, said)

    def _puts_aside(self, account_id: int) -> None:
        def put_aside(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            hand = work.current(tx, person.account_id)
            if hand is not None:
                later.put_aside(tx, person, hand.assignment_id, self.later())

        self._tries(put_aside)

    def _resumes(self, account_id: int) -> None:
        def resume(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            waits = later.aside(tx, person.account_id, self.later())
            if waits:
                later.resume(tx, person, waits[0].assignment_id, self.now_ms)

        self._tries(resume)

    def _reports(self, account_id: int, project_id: int) -> None:
        def report(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            hand = work.current(tx, person.account_id) or work.take(
                tx, person, project_id, self.later()
            )
            if hand is not None:
                task_reports.report(
                    tx, person, hand.assignment_id, "unclear", "", self.later()
                )

        self._tries(report)

    def _decides(self, choice: int) -> None:
        def decide(tx: Tx) -> None:
            found = task_reports.rows(tx, self._one([choice]), 10)
            if found and choice > 1:
                task_reports.put_back(tx, found[0].task_id, self.owner_id, self.later())
            elif found and choice:
                task_reports.leave_out(tx, found[0].task_id, self.owner_id, TERMS, self.later())

        self._tries(decide)

    def _contests(self, account_id: int) -> None:
        def contest(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            mark = "?" if tx.dialect == "sqlite" else "%s"
            for (submission_id,) in tx.connection.execute(
                "SELECT u.id FROM submission u JOIN task t ON t.id = u.task_id "  # noqa: S608
                "WHERE t.gold IS NOT NULL AND u.state <> 'undone' "
                "AND NOT EXISTS (SELECT 1 FROM gold_contest k WHERE k.submission_id = u.id) "
                f"AND u.account_id = {mark} ORDER BY u.id",
                (person.account_id,),
            ).fetchall():
                try:
                    gold.contest(
                        tx, person._replace(role="reviewer"), submission_id, "it is wrong", TERMS,
                        self.later(),
                    )  # fmt: skip
                except Refused:
                    continue

        self._tries(contest)

    def _looks_at_gold(self, *, keep: bool) -> None:
        def look(tx: Tx) -> None:
            found = gold.suspended(tx, self.of, 1)
            if found and keep:
                gold.keep(tx, None, found[0].task_id, TERMS, self.later())
            elif found:
                gold.drop(tx, None, found[0].task_id, self.later())

        self._tries(look)

    def _link(self, one: int, other: int) -> None:
        def link(tx: Tx) -> None:
            first, second = (people.load(tx, each, lock=True) for each in sorted((one, other)))
            if first.account_id != second.account_id:
                plan = merging.plan(tx, first, second)
                merging.merge(tx, plan, self.later(), actor_id=one)

        self._tries(link)

    def the_jobs_run(self) -> None:
        super().the_jobs_run()
        now_ms = self.later()
        for project_id in self.do(review_cases.to_bring):
            try:
                while self.do(lambda tx, p=project_id: review_cases.bring(tx, p, TERMS, now_ms)):
                    pass
            except Refused:
                while self.do(lambda tx, p=project_id: review_cases.hand_over(tx, p, now_ms)):
                    pass
        while some := self.do(review_cases.due):
            for found in some:
                self.do(lambda tx, f=found: review_cases.settle(tx, f, TERMS, now_ms))
        if self.review_of:
            self.sweep(self.review_of)
        self.sweep(self.of)

    def fits(self) -> None:
        found = self.do(invariants.broken)
        assert not found, "\n".join(found)
        has = self.do(_everything)
        assert has == self.brought + self.do(_came_from_the_house)
        for project_id in filter(None, (self.of, self.review_of)):
            self._is_covered(project_id)
        assert self.do(_screened_who_answered) == []

    def _is_covered(self, project_id: int) -> None:
        owed, state = self.owed(project_id), self.state(project_id)
        assert owed.hold_minor >= 0
        if state in ("open", "paused"):
            assert owed.free_minor >= 0, (state, owed)

    def ends(self) -> None:
        """All is closed, waited for, and nothing is left in a hold."""
        for project_id in filter(None, (self.of, self.review_of)):
            self._tries(lambda tx, p=project_id: projects.close(tx, p, self.later()))
        for _ in range(3):
            self.time_passes(24 * 15)
        self.fits()
        for project_id in filter(None, (self.of, self.review_of)):
            assert self.owed(project_id).hold_minor == 0


def _answer(question: Question, value: str) -> Value:
    """Say what is asked: reviewers a verdict, with a reason and words."""
    if question.id == VERDICT and question.type == "choice":
        return value if value in (ACCEPT, REVISE, REJECT) else ACCEPT
    if question.id == REASON:
        return question.options[0]
    if question.id == WORDS:
        return "it should be otherwise"
    return value if value in ("yes", "no") else "yes"


def _everything(tx: Tx) -> int:
    """What people and projects have, added up."""
    row = tx.connection.execute(
        "SELECT COALESCE(SUM(sign * amount_minor), 0) FROM ("
        "SELECT credit AS name, 1 AS sign, amount_minor FROM transfer UNION ALL "
        "SELECT debit, -1, amount_minor FROM transfer) AS posting "
        "WHERE name LIKE 'person:%' OR name LIKE 'project:%'"
    ).fetchone()
    return int(row[0])


def _came_from_the_house(tx: Tx) -> int:
    row = tx.connection.execute(
        "SELECT COALESCE(SUM(CASE WHEN debit = 'house:appeals' THEN amount_minor "
        "WHEN credit = 'house:forfeited' THEN -amount_minor ELSE 0 END), 0) FROM transfer"
    ).fetchone()
    return int(row[0])


def _screened_who_answered(tx: Tx) -> list[tuple[object, ...]]:
    """Answers of people whom their project was found not to fit, before they gave them."""
    rows = tx.connection.execute(
        "SELECT u.id, u.account_id FROM submission u JOIN screening g "
        "ON g.account_id = u.account_id AND g.project_id = u.project_id "
        "WHERE g.fits = 0 AND u.created_ms > g.at_ms AND u.state <> 'undone'"
    ).fetchall()
    return [tuple(row) for row in rows]
