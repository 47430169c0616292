"""Boards: which project hangs where, and when it is looked at again."""

from dataclasses import dataclass

from storage.tx import Tx

WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Board:
    """A project's card in a group or channel; `message` is the platform's id of it, or empty.

    `thread` is the platform's id of the board's thread, WANTED, or empty.
    """

    id: int
    project_id: int
    account_id: int
    platform: str
    chat: str
    message: str
    state: str  # asked, shown, ended, refused
    content_hash: str
    attempts: int
    thread: str


def ask(
    tx: Tx, *, project_id: int, account_id: int, platform: str, chat: str, thread: str, now_ms: int
) -> int:
    """Want a board in a chat; one that hangs there already is made anew."""
    board_id: int = tx.queries.board_ask(
        tx.connection,
        project_id=project_id,
        account_id=account_id,
        platform=platform,
        chat=chat,
        thread=thread,
        now_ms=now_ms,
    )
    return board_id


def due(tx: Tx, now_ms: int, most: int) -> list[Board]:
    """Give boards to be posted, or to be looked at once more."""
    rows = tx.queries.board_due(tx.connection, now_ms=now_ms, most=most)
    return [Board(*row) for row in rows]


def find(tx: Tx, board_id: int) -> Board | None:
    """Give one board."""
    row = tx.queries.board_find(tx.connection, board_id=board_id)
    return Board(*row) if row else None


def of_chat(tx: Tx, project_id: int, platform: str, chat: str) -> Board | None:
    """Give a project's board in a chat."""
    row = tx.queries.board_of_chat(
        tx.connection, project_id=project_id, platform=platform, chat=chat
    )
    return Board(*row) if row else None


def posted(
    tx: Tx, board: Board, *, chat: str, message: str, state: str, content_hash: str, now_ms: int,
    next_ms: int,
) -> bool:  # fmt: skip
    """A board hangs in its chat now; False where it was wanted anew meanwhile."""
    changed: int = tx.queries.board_posted(
        tx.connection,
        board_id=board.id,
        state=state,
        chat=chat,
        message=message,
        content_hash=content_hash,
        now_ms=now_ms,
        next_ms=next_ms,
    )
    return changed == 1


def edited(
    tx: Tx, board: Board, *, state: str, content_hash: str, now_ms: int, next_ms: int
) -> None:
    """A board shows something else now."""
    tx.queries.board_edited(
        tx.connection,
        board_id=board.id,
        state=state,
        content_hash=content_hash,
        now_ms=now_ms,
        next_ms=next_ms,
    )


def later(tx: Tx, board: Board, *, attempts: int, next_ms: int) -> None:
    """Look at a board again later."""
    tx.queries.board_later(
        tx.connection, board_id=board.id, attempts=attempts, next_ms=next_ms
    )


def end(tx: Tx, board: Board, state: str) -> None:
    """A board is over."""
    tx.queries.board_end(tx.connection, board_id=board.id, state=state)


def set_thread(tx: Tx, board_id: int, thread: str) -> None:
    """A board has a thread now, or none any more."""
    tx.queries.board_thread(tx.connection, board_id=board_id, thread=thread)


def delete(tx: Tx, board_id: int) -> None:
    """Forget a board."""
    tx.queries.board_delete(tx.connection, board_id=board_id)


def platform_id(tx: Tx, account_id: int, platform: str) -> str | None:
    """Give a platform's id of an account."""
    found: str | None = tx.queries.board_identity(
        tx.connection, account_id=account_id, platform=platform
    )
    return found
