"""Boards: a project's card in a group or channel, kept up to date until the project ends."""

import re
from dataclasses import dataclass

from domain import platforms
from domain.amounts import N_
from domain.errors import Invalid, Refused
from domain.people import Person
from domain.projects import Project
from services import leaderboards, notices, projects, work
from services.leaderboards import Line
from services.projects import ProgressCard
from storage import boards as store
from storage.boards import Board as Board
from storage.tx import Tx

EVERY_MS = 60_000  # between two looks at a board, and so between two edits
AT_ONCE = 20
LEADERS = 3
NAME_CHARS_MAX = 100
WAIT_MS_MOST = 1_800_000  # while a platform is in trouble
ENDED = ("finished", "spent", "closed")
_CHANNEL = re.compile(r"<#([0-9]{4,20})>")
_CHAT = re.compile(r"@[A-Za-z0-9_]{4,64}|-?[0-9]{4,20}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a board can't hang somewhere (`bot.places.Unfit` says what each is)."""

    why: str
    name: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What a board shows of a project; `left` rows, or answers of a survey, are still wanted.

    `leaders` gave most answers lately.
    """

    project: Project
    progress: ProgressCard
    pace_ms: int
    leaders: tuple[Line, ...] = ()

    @property
    def left(self) -> int:
        """How much is left to do."""
        return max(0, self.progress.total - self.progress.decided)

    @property
    def is_over(self) -> bool:
        """Whether the project has come to an end."""
        return self.progress.state in ENDED


def chat_of(name: str, platform: str) -> str:
    """Read a chat that somebody names: `@channel`, or a platform's number; raises Invalid."""
    found = name.strip().removeprefix("https://t.me/")
    if channel := _CHANNEL.fullmatch(found):
        return channel[1]
    if platforms.has_channels(platform) and not found.isdecimal():
        raise Invalid(N_("Type # and choose the channel from the list that opens."))
    if found and found[0] not in "@-0123456789":
        found = f"@{found}"
    if not _CHAT.fullmatch(found):
        raise Invalid(N_("Name the channel like this: @channelname."))
    return found


def put_up(
    tx: Tx, person: Person, project_id: int, *, chat: str, has_thread: bool, now_ms: int
) -> None:
    """Want a project's board in a chat of the person's platform. Raises Refused."""
    if projects.find(tx, project_id).state != "open":
        raise Refused(N_("Only an open project has a board. /project_open opens it."))
    store.ask(
        tx,
        project_id=project_id,
        account_id=person.account_id,
        platform=person.platform,
        chat=chat,
        thread=store.WANTED if has_thread else "",
        now_ms=now_ms,
    )


def card(tx: Tx, project_id: int, now_ms: int) -> Card:
    """Give what a board shows."""
    project = projects.definition(tx, project_id)
    measured_ms: int | None = tx.queries.project_pace(tx.connection, project_id=project_id)
    progress = projects.progress(tx, project_id, now_ms)
    leaders = leaderboards.of_project(tx, project_id, now_ms, LEADERS)
    return Card(project, progress, work.pace(project, measured_ms), leaders)


def due(tx: Tx, now_ms: int) -> list[Board]:
    """Give boards to be posted, or to be looked at once more."""
    return store.due(tx, now_ms, AT_ONCE)


def asked_by(tx: Tx, board: Board) -> str:
    """Give the platform's id of who wanted a board; empty where they have left."""
    return store.platform_id(tx, board.account_id, board.platform) or ""


def same_place(tx: Tx, board: Board, chat: str) -> Board | None:
    """Give the older board of the project that hangs in a chat under its real name."""
    older = store.of_chat(tx, board.project_id, board.platform, chat)
    return older if older is not None and older.id != board.id else None


def posted(
    tx: Tx, board: Board, *, chat: str, message: str, content: str, is_over: bool, now_ms: int
) -> None:
    """A board hangs in its chat now."""
    if (older := same_place(tx, board, chat)) is not None:
        store.delete(tx, older.id)
    store.posted(
        tx,
        board,
        chat=chat,
        message=message,
        state="ended" if is_over else "shown",
        content_hash=content,
        now_ms=now_ms,
        next_ms=now_ms + EVERY_MS,
    )


def edited(tx: Tx, board: Board, *, content: str, is_over: bool, now_ms: int) -> None:
    """A board shows something else now."""
    store.edited(
        tx,
        board,
        state="ended" if is_over else "shown",
        content_hash=content,
        now_ms=now_ms,
        next_ms=now_ms + EVERY_MS,
    )


def unchanged(tx: Tx, board: Board, now_ms: int) -> None:
    """There is nothing new to show on a board."""
    store.later(tx, board, attempts=0, next_ms=now_ms + EVERY_MS)


def failed(tx: Tx, board: Board, now_ms: int) -> None:
    """A board could not be shown: it is tried again, after ever longer waits."""
    wait_ms = min(WAIT_MS_MOST, EVERY_MS << min(board.attempts, 10))
    store.later(tx, board, attempts=board.attempts + 1, next_ms=now_ms + wait_ms)


def wants_thread(board: Board) -> bool:
    """Tell whether a board shall have a thread that it has not yet."""
    return board.thread == store.WANTED


def thread(tx: Tx, board: Board, thread_id: str) -> None:
    """A board has a thread now; empty: none, or none that is open."""
    store.set_thread(tx, board.id, thread_id)


def gone(tx: Tx, board: Board) -> None:
    """A board's chat is gone, or we are not in it any more."""
    store.end(tx, board, "ended")


def refused(tx: Tx, board: Board, why: Refusal, now_ms: int) -> None:
    """A board may not hang where it was wanted: tell who wanted it. One that hung there stays."""
    store.end(tx, board, "shown" if board.message else "refused")
    notices.tell(
        tx,
        account_id=board.account_id,
        kind="board_refused",
        params={
            "project_id": board.project_id,
            "chat": board.chat,
            "platform": board.platform,
            "why": why.why,
            "name": why.name[:NAME_CHARS_MAX],
            "lacking": list(why.lacking),
        },
        now_ms=now_ms,
    )
