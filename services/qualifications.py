"""Qualifications: made by requesters, learned and tested by people, granted and taken back.

An attempt is the training, whose answers are explained one by one, and then the test, of which only
the score is told: who fails has learned nothing about the next attempt's questions.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain import questions
from domain.amounts import N_, Moment
from domain.errors import Invalid, NotFound, Refused
from domain.ids import public
from domain.needs import Missing
from domain.people import Person
from domain.projects import question_ms
from domain.qualifications import (
    Item,
    Qualification,
    is_right,
    known_shown,
    renewable_ms,
)
from domain.questions import Question, Value
from services import audit, needs, people
from services.needs import Facts
from storage import qualifications as store
from storage.qualifications import Attempt, Held, Holder, Kept
from storage.tx import Tx

__all__ = ["Holder", "Kept", "holders"]
LISTED_MOST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that somebody is asked now."""

    attempt: Attempt
    kept: Kept

    @property
    def is_training(self) -> bool:
        """Whether its answer is explained; it counts for nothing then."""
        return self.attempt.position < len(self.kept.of.training)

    @property
    def item(self) -> Item:
        """What is asked."""
        return self.kept.of.item(self.attempt.position, self.attempt.id)

    @property
    def question(self) -> Question:
        """The question as this person sees it."""
        return questions.for_row(self.item.question, {}, self.attempt.id + self.attempt.position)

    @property
    def place(self) -> tuple[int, int]:
        """Which one of how many it is, of the training or of the test."""
        of, learned = self.kept.of, len(self.kept.of.training)
        if self.is_training:
            return self.attempt.position + 1, learned
        return self.attempt.position - learned + 1, len(of.test)


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer of the training: whether it was right, what is, and why."""

    right: bool
    known: str
    why: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A test is over."""

    kept: Kept
    passed: bool
    right: int
    until_ms: int  # the score counts until then; 0 where it was not enough
    again_ms: int  # when the next attempt may begin
    left: int  # how many are left


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a qualification: what they have, what they may do."""

    kept: Kept
    held: Held | None
    is_held: bool
    is_begun: bool
    left: int
    again_ms: int  # 0: now
    renewable_ms: int  # 0: nothing is held
    missing: tuple[Missing, ...]  # what comes before it

    @property
    def is_open(self) -> bool:
        """Whether the test can be begun, or gone on with, now."""
        return self.is_begun or (self._may_begin and not self.missing)

    @property
    def comes_first(self) -> tuple[Missing, ...]:
        """What alone keeps somebody from beginning now."""
        return self.missing if self._may_begin and not self.is_begun else ()

    @property
    def _may_begin(self) -> bool:
        return self.left > 0 and not self.again_ms and not self.renewable_ms


# --- Learning and being tested -------------------------------------------------


def find(tx: Tx, qualification_id: int) -> Kept:
    """Give a qualification; raises NotFound."""
    found = store.find(tx, qualification_id)
    if found is None:
        raise NotFound(
            N_("There is no qualification {id}."), id=public(max(0, qualification_id))
        )
    return found


def standing(tx: Tx, person: Person, qualification_id: int, now_ms: int) -> Standing:
    """Tell how somebody stands with a qualification."""
    kept = find(tx, qualification_id)
    held = store.held(tx, person.account_id, qualification_id)
    is_held = held is not None and held.state == "held" and held.until_ms > now_ms
    since_ms = held.at_ms if held is not None and held.state == "held" else 0
    count, last_ms = store.failed(tx, person.account_id, qualification_id, since_ms)
    left = 0 if held and held.state == "revoked" else max(0, kept.of.attempts - count)
    again_ms = last_ms + kept.of.cool_down_ms if last_ms else 0
    renewable = renewable_ms(kept.of, held.until_ms) if held and is_held else 0
    return Standing(
        kept=kept,
        held=held,
        is_held=is_held,
        is_begun=store.begun(tx, person.account_id, qualification_id) is not None,
        left=left,
        again_ms=again_ms if again_ms > now_ms else 0,
        renewable_ms=renewable if renewable > now_ms else 0,
        missing=tuple(Facts(tx, person, now_ms).before(kept.of)),
    )


def takes_ms(of: Qualification) -> int:
    """Estimate what the training and the test take."""
    return sum(question_ms(item.question) for item in (*of.training, *of.test))


def begin(
    tx: Tx, person: Person, qualification_id: int, now_ms: int, *, training: bool
) -> Asked:
    """Begin the training or the test, or go on where somebody left off; raises Refused."""
    has = standing(tx, person, qualification_id, now_ms)
    found = store.begun(tx, person.account_id, qualification_id)
    if found is not None:
        return Asked(found, has.kept)
    if has.held is not None and has.held.state == "revoked":
        raise Refused(N_("That qualification was taken back. Its requester can grant it again."))
    if has.renewable_ms:
        raise Refused(
            N_("You have that qualification. It can be renewed from {moment} on."),
            moment=Moment(has.renewable_ms),
        )
    if has.left <= 0:
        raise Refused(
            N_("You have used all attempts at that test. Its requester can still grant it to you.")
        )
    if has.again_ms:
        raise Refused(N_("You can try that test again from {moment} on."),
                      moment=Moment(has.again_ms))  # fmt: skip
    if has.missing:
        raise Refused(N_("Something comes before that test. /qualifications says what."))
    position = 0 if training else len(has.kept.of.training)
    number = store.begin(tx, person.account_id, qualification_id, now_ms, position=position)
    return _asked(tx, number)


def current(tx: Tx, person: Person) -> Asked | None:
    """Give what somebody is asked of the test that they began last."""
    found = store.latest(tx, person.account_id)
    return Asked(found, find(tx, found.qualification_id)) if found else None


def of_attempt(tx: Tx, person: Person, attempt_id: int) -> Asked:
    """Give what somebody is asked in an attempt of theirs; raises Refused where it is over."""
    found = store.attempt(tx, attempt_id)
    if found is None or found.account_id != person.account_id or found.state != "open":
        raise Refused(N_("That test is over. /qualifications shows how you stand."))
    return Asked(found, find(tx, found.qualification_id))


def answer(
    tx: Tx,
    person: Person,
    attempt_id: int,
    position: int,
    meant: Callable[[Asked], Value],
    now_ms: int,
) -> tuple[Explained | None, Asked | Ended]:
    """Answer a question: what is to be said of it, and what comes next.

    One that was answered before changes nothing. Raises Invalid where that is no answer to it.
    """
    asked = of_attempt(tx, person, attempt_id)
    if asked.attempt.position != position:
        return None, asked
    value = questions.check(asked.item.question, meant(asked))
    right = is_right(asked.item, value)
    counts = right and not asked.is_training
    store.go_on(tx, asked.attempt, is_right=counts)
    told = None
    if asked.is_training:
        told = Explained(right, known_shown(asked.item), asked.item.why)
    if position + 1 < asked.kept.of.length:
        return told, _asked(tx, attempt_id)
    return told, _end(tx, person, asked, asked.attempt.right + counts, now_ms)


def tick(tx: Tx, person: Person, attempt_id: int, position: int, option: int) -> Asked:
    """Tick or untick one of several options; nothing is answered yet."""
    asked = of_attempt(tx, person, attempt_id)
    if asked.attempt.position != position:
        return asked
    if not questions.several(asked.question):
        raise Invalid(N_("That is not one of the answers to this question."))
    ticked = questions.toggled(asked.question, asked.attempt.ticked, option)
    store.tick(tx, asked.attempt, ticked)
    return _asked(tx, attempt_id)


def _asked(tx: Tx, attempt_id: int) -> Asked:
    found = store.attempt(tx, attempt_id)
    assert found is not None  # noqa: S101 - it is there, we hold its account
    return Asked(found, find(tx, found.qualification_id))


def _end(tx: Tx, person: Person, asked: Asked, right: int, now_ms: int) -> Ended:
    kept, passed = asked.kept, right >= asked.kept.of.needed
    store.end(tx, asked.attempt.id, "passed" if passed else "failed", now_ms)
    until_ms = now_ms + kept.of.valid_ms if passed else 0
    if passed:
        score = 100 * right // len(kept.of.test)
        store.hold(tx, person.account_id, kept.id, now_ms, until_ms=until_ms, score=score)
    left = 0 if passed else standing(tx, person, kept.id, now_ms).left
    return Ended(kept, passed, right, until_ms, now_ms + kept.of.cool_down_ms, left)


# --- Requesters ----------------------------------------------------------------


def create(
    tx: Tx, of: Qualification, owner_id: int, now_ms: int, *, actor: Person | None = None
) -> int:
    """Keep a new qualification and give its id. Raises NotFound where it needs another one that
    isn't there: so none ever comes before itself, for what is there never changes. Raises Refused
    where a requester would decide who has a skill in everybody's projects.
    """
    if of.skill and actor is not None and actor.role != "admin":
        raise Refused(
            N_("Only admins make a test of a kind of work. Leave “skill” out, and name the test in "
               "your projects.")
        )  # fmt: skip
    if of.needs is not None:
        of = replace(of, needs=needs.resolved(tx, of.needs, owner_id))
    number = store.add(tx, owner_id, of, now_ms)
    _record(tx, "create", number, actor.account_id if actor else None, now_ms)
    return number


of_skill = store.of_skill


def listing(tx: Tx, owner_id: int | None, now_ms: int) -> list[Kept]:
    """Give somebody's qualifications, or everybody's, the newest first."""
    return store.listing(tx, owner_id or 0, now_ms, LISTED_MOST)


def holders(tx: Tx, qualification_id: int) -> list[Holder]:
    """Give who has a qualification, or had."""
    return store.holders(tx, qualification_id, LISTED_MOST)


def held_by(tx: Tx, person: Person) -> list[Held]:
    """Give all that somebody has, or had."""
    return store.held_of(tx, person.account_id)


def grant(
    tx: Tx, actor: Person | None, qualification_id: int, account_id: int, now_ms: int
) -> Person:
    """Give somebody a qualification by hand; it counts as long as one that was tested."""
    kept, person = _whose(tx, actor, qualification_id, account_id)
    store.hold(
        tx,
        person.account_id,
        kept.id,
        now_ms,
        until_ms=now_ms + kept.of.valid_ms,
        by_id=actor.account_id if actor else None,
    )
    _record(tx, "grant", kept.id, actor.account_id if actor else None, now_ms, person.account_id)
    return person


def revoke(
    tx: Tx, actor: Person | None, qualification_id: int, account_id: int, now_ms: int
) -> Person:
    """Take a qualification back: its test isn't open to that person any more. Raises Refused."""
    kept, person = _whose(tx, actor, qualification_id, account_id)
    held = store.held(tx, person.account_id, kept.id)
    if held is None or held.state == "revoked":
        raise Refused(N_("They don't have that qualification."))
    begun = store.begun(tx, person.account_id, kept.id)
    if begun is not None:
        store.end(tx, begun.id, "failed", now_ms)
    store.hold(
        tx,
        person.account_id,
        kept.id,
        now_ms,
        until_ms=now_ms,
        score=held.score,
        by_id=actor.account_id if actor else None,
        state="revoked",
    )
    _record(tx, "revoke", kept.id, actor.account_id if actor else None, now_ms, person.account_id)
    return person


def _whose(
    tx: Tx, actor: Person | None, qualification_id: int, account_id: int
) -> tuple[Kept, Person]:
    """Look whether somebody may decide about a qualification, and load the person, locked."""
    kept = find(tx, qualification_id)
    if actor is not None and actor.role != "admin" and kept.owner_id != actor.account_id:
        raise NotFound(N_("There is no qualification {id}."), id=public(qualification_id))
    person = people.load(tx, account_id, lock=True)
    if person.state == "deleted":
        raise Refused(N_("They have left."))
    return kept, person


def _record(
    tx: Tx, what: str, number: int, actor_id: int | None, now_ms: int, account_id: int = 0
) -> None:
    audit.record(
        tx,
        actor_id=actor_id,
        action=f"qualification.{what}",
        subject=f"qualification:{number}",
        details={"account": account_id} if account_id else {},
        now_ms=now_ms,
    )
