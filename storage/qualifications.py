"""Qualifications: what they ask, who tries, who has them; and what people tell of themselves."""

from dataclasses import dataclass
from functools import lru_cache

import orjson

from domain.needs import Profile
from domain.qualifications import Qualification, from_json, to_json
from storage.tx import Tx

OF_SKILL_MOST = 10
parsed = lru_cache(maxsize=64)(from_json)


@dataclass(frozen=True, slots=True)
class Kept:
    """A qualification, and whose it is."""

    id: int
    owner_id: int
    of: Qualification
    holders: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody has of a qualification: a score in per cent, none where it was granted."""

    qualification_id: int
    state: str  # held, revoked
    score: int | None
    at_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a qualification, or had."""

    account_id: int
    name: str
    state: str
    score: int | None
    at_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody in the middle of a training or a test."""

    id: int
    qualification_id: int
    account_id: int
    state: str  # open, passed, failed
    position: int
    right: int
    ticked: tuple[str, ...]


def add(tx: Tx, owner_id: int, of: Qualification, now_ms: int) -> int:
    """Keep a new one; gives its id."""
    number: int = tx.queries.qualification_add(
        tx.connection,
        account_id=owner_id,
        title=of.title,
        skill=of.skill or None,
        definition=to_json(of),
        now_ms=now_ms,
    )
    return number


def find(tx: Tx, qualification_id: int) -> Kept | None:
    """Give one."""
    row = tx.queries.qualification_find(tx.connection, qualification_id=qualification_id)
    return Kept(row[0], row[1], parsed(row[3])) if row else None


def titled(tx: Tx, owner_id: int, title: str) -> list[int]:
    """Give an account's qualifications of a title, the newest first."""
    rows = tx.queries.qualification_titled(tx.connection, account_id=owner_id, title=title)
    return [number for (number,) in rows]


def of_skill(tx: Tx, kind: str) -> list[int]:
    """Give the newest qualifications of a kind of work."""
    rows = tx.queries.qualification_of_skill(tx.connection, skill=kind, most=OF_SKILL_MOST)
    return [number for (number,) in rows]


def skills(tx: Tx, account_id: int, now_ms: int) -> set[str]:
    """Give the kinds of work of which somebody has a qualification that counts."""
    rows = tx.queries.qualification_skills(tx.connection, account_id=account_id, now_ms=now_ms)
    return {kind for (kind,) in rows}


def listing(tx: Tx, owner_id: int, now_ms: int, most: int) -> list[Kept]:
    """Give an account's qualifications, or all where it is 0, the newest first."""
    rows = tx.queries.qualification_list(
        tx.connection, account_id=owner_id, now_ms=now_ms, most=most
    )
    return [Kept(row[0], row[1], parsed(row[3]), row[4]) for row in rows]


def holders(tx: Tx, qualification_id: int, most: int) -> list[Holder]:
    """Give who has a qualification, or had, the latest first."""
    rows = tx.queries.qualification_holders(
        tx.connection, qualification_id=qualification_id, most=most
    )
    return [Holder(*row) for row in rows]


def held(tx: Tx, account_id: int, qualification_id: int) -> Held | None:
    """Give what somebody has of a qualification."""
    row = tx.queries.qualification_held_find(
        tx.connection, account_id=account_id, qualification_id=qualification_id
    )
    return Held(*row) if row else None


def held_of(tx: Tx, account_id: int) -> list[Held]:
    """Give all that somebody has, or had."""
    rows = tx.queries.qualification_held_of(tx.connection, account_id=account_id)
    return [Held(*row) for row in rows]


def hold(
    tx: Tx,
    account_id: int,
    qualification_id: int,
    now_ms: int,
    *,
    until_ms: int,
    score: int | None = None,
    by_id: int | None = None,
    state: str = "held",
) -> None:
    """Let somebody have a qualification, or not any more."""
    tx.queries.qualification_hold(
        tx.connection,
        account_id=account_id,
        qualification_id=qualification_id,
        state=state,
        score=score,
        now_ms=now_ms,
        until_ms=until_ms,
        by_id=by_id,
    )


def begin(
    tx: Tx, account_id: int, qualification_id: int, now_ms: int, *, position: int
) -> int:
    """Begin a training and its test; gives the attempt's id."""
    number: int = tx.queries.attempt_begin(
        tx.connection,
        qualification_id=qualification_id,
        account_id=account_id,
        position=position,
        now_ms=now_ms,
    )
    return number


def attempt(tx: Tx, attempt_id: int) -> Attempt | None:
    """Give one attempt."""
    return _attempt(tx.queries.attempt_find(tx.connection, attempt_id=attempt_id))


def begun(tx: Tx, account_id: int, qualification_id: int) -> Attempt | None:
    """Give what somebody has begun of a qualification and not ended."""
    return _attempt(
        tx.queries.attempt_open(
            tx.connection, account_id=account_id, qualification_id=qualification_id
        )
    )


def latest(tx: Tx, account_id: int) -> Attempt | None:
    """Give what somebody has begun last and not ended."""
    return _attempt(tx.queries.attempt_latest(tx.connection, account_id=account_id))


def _attempt(row: tuple[int, int, int, str, int, int, str | None] | None) -> Attempt | None:
    if row is None:
        return None
    return Attempt(*row[:6], tuple(orjson.loads(row[6])) if row[6] else ())


def go_on(tx: Tx, of: Attempt, *, is_right: bool) -> None:
    """The question at the attempt's place was answered."""
    tx.queries.attempt_go_on(
        tx.connection, attempt_id=of.id, position=of.position, is_right=int(is_right)
    )


def move_to(tx: Tx, attempt_id: int, position: int) -> None:
    """Leave the training out, or begin it anew."""
    tx.queries.attempt_skip_training(tx.connection, attempt_id=attempt_id, position=position)


def tick(tx: Tx, of: Attempt, ticked: list[str]) -> None:
    """Tick options of the question that is asked."""
    text = orjson.dumps(ticked).decode()
    tx.queries.attempt_tick(
        tx.connection, attempt_id=of.id, position=of.position, ticked=text
    )


def end(tx: Tx, attempt_id: int, state: str, now_ms: int) -> None:
    """A test is over."""
    tx.queries.attempt_end(tx.connection, attempt_id=attempt_id, state=state, now_ms=now_ms)


def failed(tx: Tx, account_id: int, qualification_id: int, since_ms: int) -> tuple[int, int]:
    """Tell how often somebody has failed since a moment, and when they did last (0: never)."""
    count, last_ms = tx.queries.attempt_failed(
        tx.connection,
        account_id=account_id,
        qualification_id=qualification_id,
        since_ms=since_ms,
    )
    return count, last_ms or 0


def profile(tx: Tx, account_id: int) -> tuple[str, Profile]:
    """Give the language that somebody is spoken to in, and what they have told of themselves."""
    locale, languages, country, age = tx.queries.profile_find(
        tx.connection, account_id=account_id
    )
    return locale, Profile(tuple((languages or "").split()), country or "", age or "")


def save_profile(tx: Tx, account_id: int, told: Profile) -> None:
    """Keep what somebody tells of themselves."""
    tx.queries.profile_save(
        tx.connection,
        account_id=account_id,
        languages=" ".join(told.languages) or None,
        country=told.country or None,
        age_group=told.age or None,
    )
