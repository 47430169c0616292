"""The jury of a group: members decide what becomes of a message, by the services of every task.

A group's jury is asked and paid by one project, whose rows are the messages that were reported and
whose tasks only the group's members get. What is reported, who is asked and who is told stand here;
handing out, answering, agreeing and paying are those of all projects.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from domain import localtime, platforms
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.events import Sender
from domain.people import Person
from domain.projects import Project
from domain.questions import Question
from domain.shown import columns
from domain.terms import Terms
from services import imports, memberships, notices, projects, reports
from storage import campaigns, moderations
from storage import juries as store
from storage.juries import AtRemove as AtRemove
from storage.juries import Case as Case
from storage.juries import Community as Community
from storage.juries import Membership as Membership
from storage.juries import Verdict as Verdict
from storage.tx import Tx

TEXT_LENGTH_MAX = 4000
DAY_MS = 86_400_000
MANAGES_MS = DAY_MS  # for so long after managing a group somebody's settings buttons work
LOOKED_THROUGH = 200
CASES_AT_ONCE = 20
ATTEMPTS_MAX = 50  # a day
RETRY_MS, RETRY_MS_MOST = 30_000, 1_800_000
LEVEL_MAX = 5
AT_REMOVE: tuple[AtRemove, ...] = ("nothing", "tell", "delete")

NO_JURY = N_(
    "This group has no jury yet. Who manages it sets one up with /group_settings and a project."
)
NO_BUDGET = N_(
    "The jury's budget is spent, so nothing can be checked now. Whoever manages the group can "
    "add to it with /project_top_up."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a jury said: the message, the verdict, its confidence from 0 to 1, and the answers."""

    case: Case
    community: Community
    text: str
    verdict: Verdict
    confidence: float
    answers: int


def community(tx: Tx, platform: str, chat: str) -> Community | None:
    """Give what a group's jury is set to; None where it has none."""
    return store.community(tx, platform, chat)


def question_of(project: Project) -> Question | None:
    """Give a project's only question, where it is one that a jury can answer."""
    if project.is_survey or len(project.questions) != 1:
        return None
    question = project.questions[0]
    if question.other or question.unsure:
        return None
    return question if question.type in ("choice", "yes_no") else None


def member(tx: Tx, community_id: int, account_id: int) -> Membership | None:
    """Give what somebody is in a group."""
    return store.member(tx, community_id, account_id)


def manages(tx: Tx, group: Community, account_id: int, now_ms: int) -> None:
    """Somebody was seen to manage a group: their buttons about it work for a day."""
    memberships.seen(tx, account_id, group.platform, group.chat, now_ms)
    tx.queries.membership_manages(
        tx.connection, community_id=group.id, account_id=account_id, now_ms=now_ms
    )


def managed(
    tx: Tx, person: Person, sender: Sender, community_id: int, now_ms: int
) -> Community:
    """Give a group that a person manages; raises NotAllowed.

    Where groups are servers the platform says so with every press there; elsewhere it is believed
    for a day.
    """
    group = community_by_id(tx, community_id)
    known = store.member(tx, community_id, person.account_id)
    if sender.server or platforms.has_channels(sender.platform):
        is_manager = sender.manages and (sender.platform, sender.server) == (
            group.platform, group.chat
        )  # fmt: skip
    else:
        is_manager = known is not None and now_ms - known.managed_ms <= MANAGES_MS
    if not is_manager:
        raise NotAllowed(
            N_("That is for those who manage the group. Send /group_settings there once more.")
        )
    return group


def known_case(tx: Tx, group: Community, message: str) -> Outcome | None:
    """Give what the jury said, or will say, about a message; None where nobody has asked."""
    case = store.case_of(tx, group.id, message)
    return outcome(tx, case.id) if case else None


def report(
    tx: Tx,
    person: Person,
    group: Community,
    *,
    message: str,
    chat: str,
    text: str,
    author: str,
    terms: Terms,
    now_ms: int,
) -> int:
    """Bring a message before its group's jury and ask members; gives how many. Raises Refused.

    `chat` is the channel it stands in, where a group has such.
    """
    if not text.strip():
        raise Invalid(
            N_(
                "There are no words in that message, so the jury has nothing to read. Tell a "
                "moderator about it."
            )
        )
    reports.limit(tx, person, now_ms)
    task_id = _add_row(tx, person, group, message, text[:TEXT_LENGTH_MAX], terms, now_ms)
    case_id = store.add_case(
        tx,
        community_id=group.id,
        task_id=task_id,
        reporter_id=person.account_id,
        message=message,
        chat=chat,
        author=author,
        now_ms=now_ms,
    )
    reports.ask_in_channel(tx, group, case_id, now_ms)
    for account_id in {person.account_id, store.account_of(tx, group.platform, author)}:
        if account_id is not None:  # neither who reports nor who wrote decides
            store.recuse(
                tx,
                task_id=task_id,
                project_id=group.project_id,
                account_id=account_id,
                now_ms=now_ms,
            )
    return _ask(tx, group, task_id, now_ms)


def decide_some(tx: Tx, now_ms: int) -> int:
    """Take down the verdicts of juries that have come to one, and tell who wants to know."""
    found = store.decided(tx, CASES_AT_ONCE)
    for case_id in found:
        seen = outcome(tx, case_id)
        if not tx.queries.jury_case_decide(
            tx.connection, case_id=case_id, verdict=seen.verdict, now_ms=now_ms
        ):
            continue
        moderators: set[int] = set()
        if seen.verdict == "remove" and seen.community.at_remove != "nothing":
            moderators.update(store.to_tell(tx, seen.community.id))
        for account_id in sorted({seen.case.reporter_id} | moderators):
            notices.tell(
                tx,
                account_id=account_id,
                kind="verdict",
                params={"case_id": case_id, "moderates": account_id in moderators},
                now_ms=now_ms,
            )
    return len(found)


def any_decided(tx: Tx) -> bool:
    """Tell whether a jury has come to a verdict that nobody has taken down."""
    return bool(store.decided(tx, 1))


def is_wanted(tx: Tx, task_id: int) -> bool:
    """Tell whether a jury has still to decide about a row."""
    task = store.case_task(tx, task_id)
    return task.state == "open" and task.project_state == "open"


def to_post(tx: Tx, now_ms: int) -> list[Case]:
    """Give verdicts that their groups have not been told."""
    return store.to_post(tx, now_ms, CASES_AT_ONCE)


def posted(
    tx: Tx, case_id: int, *, is_left: bool, now_ms: int, chat: str = "", message: str = ""
) -> None:
    """A group was told, by a message of ours in a chat; or can't be told any more.

    `is_left`: the message that shall go still stands, for we may not delete it; those who are told
    the verdicts hear of it.
    """
    if message:
        moderations.told(tx, case_id, chat=chat, message=message)
    if not tx.queries.jury_case_done(tx.connection, case_id=case_id) or not is_left:
        return
    seen = outcome(tx, case_id)
    group = seen.community
    for account_id in store.to_tell(tx, group.id) or [group.owner_id]:
        notices.tell(
            tx,
            account_id=account_id,
            kind="verdict_left",
            params={"case_id": case_id},
            now_ms=now_ms,
        )


def failed(tx: Tx, case: Case, now_ms: int) -> None:
    """A group could not be told; it is tried some more times."""
    if case.attempts + 1 >= ATTEMPTS_MAX:
        posted(tx, case.id, is_left=False, now_ms=now_ms)
        return
    tx.queries.jury_case_later(
        tx.connection,
        case_id=case.id,
        next_ms=now_ms + min(RETRY_MS_MOST, RETRY_MS << min(case.attempts, 10)),
    )


def outcome(tx: Tx, case_id: int) -> Outcome:
    """Give what a jury has said of a message so far; raises NotFound."""
    case = store.case(tx, case_id)
    if case is None:
        raise NotFound(N_("There is no such case any more."))
    group, task = community_by_id(tx, case.community_id), store.case_task(tx, case.task_id)
    question = projects.definition(tx, group.project_id).questions[0]
    values: dict[str, Any] = orjson.loads(task.data)
    text = str(next(iter(values.values()), ""))
    result = orjson.loads(task.result).get(question.id) if task.result else None
    shares = orjson.loads(task.confidence) if task.confidence else {}
    verdict: Verdict = "none"
    if result is not None:
        verdict = "remove" if result == group.removing else "keep"
    confidence = float(shares.get(question.id, 0))
    return Outcome(case, group, text, verdict, confidence, task.answers)


def community_by_id(tx: Tx, community_id: int) -> Community:
    """Give what a group's jury is set to; raises NotFound."""
    found = store.community_by_id(tx, community_id)
    if found is None:
        raise NotFound(N_("There is no such group any more."))
    return found


def _add_row(
    tx: Tx, person: Person, group: Community, message: str, text: str, terms: Terms, now_ms: int
) -> int:
    """Bring a message into the jury's project, paid for and offered; raises Refused."""
    project = projects.definition(tx, group.project_id)
    # Its owner's account is locked by whatever moves the project's money: two reports take turns.
    campaigns.lock_account(tx, projects.find(tx, group.project_id).owner_id)
    if projects.find(tx, group.project_id).state in ("closed", "paused"):
        raise Refused(
            N_(
                "The jury rests: its project is paused or closed. Whoever manages the group can "
                "open it, or set up another with /group_settings."
            )
        )
    if campaigns.is_importing(tx, group.project_id):
        raise Refused(N_("The jury is busy for a moment. Please try that again in a minute."))
    column = next(iter(columns(project.show)))
    started = imports.begin(tx, group.project_id, f"message {message}", now_ms)
    row_id, data = f"{group.chat}:{message}", orjson.dumps({column: text}).decode()
    rows = [(1, row_id, data, None)]
    if imports.add(tx, started.batch, rows, started.place, expect_known=False).new != 1:
        raise Refused(N_("That message is before the jury already."))
    imports.finish(tx, started.batch, rows=1, rows_read=1, columns=[column], content_hash="")
    try:
        projects.open_project(tx, group.project_id, terms, now_ms, actor_id=person.account_id)
    except Refused as error:
        raise Refused(NO_BUDGET) from error
    if projects.find(tx, group.project_id).horizon < started.place:
        projects.sweep(tx, group.project_id, now_ms)  # earlier messages left something over
    if projects.find(tx, group.project_id).horizon < started.place:
        raise Refused(NO_BUDGET)
    return store.row_task(tx, group.project_id, row_id)


def _ask(tx: Tx, group: Community, task_id: int, now_ms: int) -> int:
    """Ask so many members that enough of them may answer, in their hours, in turn."""
    most = 3 * projects.find(tx, group.project_id).answers_least
    asked = 0
    for juror in store.jurors(tx, group.id, task_id, LOOKED_THROUGH):
        minute = localtime.minute_of(now_ms, juror.time_zone)
        if localtime.in_hours(minute, juror.quiet_from_minute, juror.quiet_to_minute):
            continue
        tx.queries.membership_asked(
            tx.connection, community_id=group.id, account_id=juror.account_id, now_ms=now_ms
        )
        notices.tell(
            tx,
            account_id=juror.account_id,
            kind="jury",
            params={"project_id": group.project_id, "task_id": task_id},
            now_ms=now_ms,
        )
        asked += 1
        if asked == most:
            break
    return asked
