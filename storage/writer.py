"""The one thread that writes to SQLite, and commits in groups.

It takes the calls that wait, people's before bulk ones, runs them, commits once, and only then
answers them all: a commit costs an fsync, and a group shares it. It never waits for more to come.
The interpreter's switch interval stays at 5 ms: with 10 and more callers, shorter ones are 5 to
15 % slower (measured), since the event loop then hands over smaller groups.

A failing call is rolled back alone: the group runs again, each call in a savepoint, and so do the
next ones for a while. Where SQLite has dropped the whole transaction (a full disk does that), or
the commit failed, all the group's calls run again, one by one, each in a transaction of its own.
Whatever they found the first time was never true.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from os.path import samestat
from pathlib import Path
from time import monotonic
from typing import Any

from domain.errors import Unusable
from storage.calls import Call, Inbox, answer
from storage.failpoints import reach
from storage.trouble import explain
from storage.turnstile import Turnstile
from storage.tx import Tx

GROUP_CALLS_MOST = 128
GROUP_SECONDS_MOST = 0.020
JOIN_SECONDS_MOST = 0.005  # who comes later is in the next group: the first ones wait for the last
CAREFUL_CALLS = 500  # run in savepoints after one has failed
CHECKPOINT_PAGES = 4_000
CHECKPOINT_PAGES_BULK = 500
CHANGES_LEAST = 100
TRUNCATE_PAGES = 32_000  # 128 MB of WAL: a long read kept it from starting over
BUSY_MS = 5_000
TRUNCATE_BUSY_MS = 50

# What comes before a member of a group, after it, and instead when it failed.
Way = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
_FIRST: Way = ((), (), ("ROLLBACK", "BEGIN IMMEDIATE"))
_TRUSTED: Way = ((), (), ())
_CAREFUL: Way = (
    ("SAVEPOINT member",), ("RELEASE member",), ("ROLLBACK TO member", "RELEASE member")
)  # fmt: skip


class Writer:
    """Owns the writing connection from the moment it is made."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, turnstile: Turnstile, queries: Any
    ) -> None:
        self._connection = connection
        self._path = path
        self._file = path.stat()
        self._turnstile = turnstile
        self._tx = Tx(connection, queries, "sqlite")
        self._inbox = Inbox()
        self._people: deque[Call[Any]] = deque()
        self._bulk: deque[Call[Any]] = deque()
        self._open = True
        self._changes_done = 0
        self._was_bulk = False
        self._careful = 0
        self._changes_due = CHECKPOINT_PAGES // 2
        self._pages_left = 0
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def submit(self, call: Call[Any]) -> None:
        self._inbox.put(call)

    def awaited(self) -> bool:
        """Tell whether a call waits here, or another process before the turnstile."""
        return self._inbox.waiting() > 0 or bool(self._people) or self._turnstile.awaited()

    def close(self) -> None:
        """Finish what is queued, then close the connection."""
        self._inbox.shut()
        self._thread.join()

    def _serve(self) -> None:
        while self._receive():
            try:
                with self._turnstile:
                    self._see_file()
                    self._group()
                    is_due = self._checkpoint_is_due()
                if is_due:
                    with self._turnstile:  # anew: another process that waits comes first
                        self._checkpoint()
            except BaseException as error:  # noqa: BLE001 - the edge: the thread serves the next
                self._refuse(error)
        with suppress(Unusable), self._turnstile:  # the last one to close empties the WAL
            self._connection.close()
        self._connection.close()

    def _see_file(self) -> None:
        """Refuse to write into a file that was deleted, or replaced by another one: SQLite goes on
        in what nobody will ever find again, and what was confirmed would be lost.
        """
        with suppress(OSError):
            if samestat(self._path.stat(), self._file):
                return
        raise Unusable(
            "{path} was deleted or replaced while it was in use, so nothing was saved. "
            "Stop Bitework, put the file back, then start it again.",
            path=self._path,
        )

    def _receive(self) -> bool:
        """Wait until something is to be done; False when nothing will ever be."""
        if not self._people and not self._bulk and self._open:
            self._sort(self._inbox.get())
        self._drain()
        return bool(self._people or self._bulk)

    def _drain(self) -> None:
        for _ in range(self._inbox.waiting()):
            self._sort(self._inbox.get())

    def _sort(self, call: Call[Any] | None) -> None:
        if call is None:
            self._open = False
        else:
            (self._bulk if call.bulk else self._people).append(call)

    def _refuse(self, error: BaseException) -> None:
        """No transaction could even begin: tell all who wait, for each would wait as long again."""
        self._rollback()
        self._drain()
        waiting = (*self._people, *self._bulk)
        self._people.clear()
        self._bulk.clear()
        for call in waiting:
            call.error = explain(error)
        answer(waiting)

    def _group(self) -> None:
        group: list[Call[Any]] = []
        self._connection.execute("BEGIN IMMEDIATE")
        if self._run(self._coming(), group):
            self._commit(group)
        else:
            self._again(group)

    def _coming(self) -> Iterator[Call[Any]]:
        """Give a group's members: people's calls while there is room, then one bulk call."""
        begun = monotonic()
        for _ in range(GROUP_CALLS_MOST):
            seconds = monotonic() - begun
            if not self._people and seconds < JOIN_SECONDS_MOST:
                self._drain()
            if not self._people or seconds > GROUP_SECONDS_MOST:
                break
            yield self._people.popleft()
        if self._bulk:
            yield self._bulk.popleft()

    def _again(self, calls: Sequence[Call[Any]]) -> None:
        """Run a group's calls anew, with savepoints: one of them took the others with it."""
        self._rollback()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            return self._one_by_one(calls)
        if not self._run(calls, []):
            return self._one_by_one(calls)
        return self._commit(calls)

    def _commit(self, group: Sequence[Call[Any]]) -> None:
        try:
            reach("commit.beginning")
            self._connection.execute("COMMIT")
            reach("commit.done")
        except sqlite3.Error:
            return self._one_by_one(group)
        return answer(group)

    def _run(self, calls: Iterable[Call[Any]], group: list[Call[Any]]) -> bool:
        """Run calls in the open transaction, each into the group; False when they have to be run
        anew, for it is gone, or a failure in it can't be taken back alone.
        """
        for call in calls:
            group.append(call)
            if not self._member(call, self._way(first=len(group) == 1)):
                return False
            self._was_bulk = call.bulk
        return True

    def _way(self, *, first: bool) -> Way:
        """Tell how a member is run. The first needs no savepoint, since until it has succeeded the
        transaction is its own. The others do without while all goes well: a savepoint costs a tenth
        of what is done in it. Once one has failed, the next ones are run with care.
        """
        if first:
            return _FIRST
        if not self._careful:
            return _TRUSTED
        self._careful -= 1
        return _CAREFUL

    def _member(self, call: Call[Any], way: Way) -> bool:
        enter, leave, undo = way
        execute = self._connection.execute
        try:
            for statement in enter:
                execute(statement)
            call.result, call.error = call.work(self._tx), None
            for statement in leave:
                execute(statement)
            return self._connection.in_transaction
        except BaseException as error:  # noqa: BLE001 - the edge: it goes to the caller
            call.result, call.error = None, explain(error)
            if way is not _FIRST:
                self._careful = CAREFUL_CALLS
            if not undo or not self._connection.in_transaction:
                return False
            try:
                for statement in undo:
                    execute(statement)
            except sqlite3.Error:
                return False
            return True

    def _one_by_one(self, group: Sequence[Call[Any]]) -> None:
        self._rollback()
        for call in group:
            call.result = call.error = None
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                call.result = call.work(self._tx)
                self._connection.execute("COMMIT")
            except BaseException as error:  # noqa: BLE001 - the edge: it goes to the caller
                call.error = explain(error)
                self._rollback()
            answer((call,))

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # it is rolled back in any case
                self._connection.execute("ROLLBACK")

    def _checkpoint_is_due(self) -> bool:
        """Tell whether the WAL is long enough, from inside the turnstile.

        People's work changes the same pages again and again, so a checkpoint seldom is cheaper.
        What bulk work fills are new pages, each of which costs its time once: while somebody waits
        they go a few at a time, or all would wait for thousands of them.
        """
        changes = self._changes()
        few = self._changes_due * CHECKPOINT_PAGES_BULK // CHECKPOINT_PAGES
        return changes >= self._changes_due or (
            self._was_bulk and changes >= few and self.awaited()
        )

    def _checkpoint(self) -> None:
        """Bring the WAL into the database about every CHECKPOINT_PAGES pages.

        SQLite tells how long the WAL is only by a checkpoint. So the row changes since the last one
        are counted, and what that one told about pages a change says when the next is due.
        """
        changes = self._changes()
        with suppress(sqlite3.OperationalError):  # a full disk: the WAL stays, the next one tries
            pages, moved = self._run_checkpoint("PASSIVE")
            if moved == pages > TRUNCATE_PAGES:
                self._connection.execute(f"PRAGMA busy_timeout = {TRUNCATE_BUSY_MS}")
                self._run_checkpoint("TRUNCATE")
                self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            new_pages = max(1, pages - self._pages_left)
            self._changes_due = max(CHANGES_LEAST, changes * CHECKPOINT_PAGES // new_pages)
            self._pages_left = 0 if moved == pages else pages  # all moved: the WAL starts over
        self._changes_done = self._connection.total_changes

    def _changes(self) -> int:
        """Count the row changes since the last checkpoint."""
        return self._connection.total_changes - self._changes_done

    def _run_checkpoint(self, kind: str) -> tuple[int, int]:
        """Give how many pages the WAL had, and how many of them are in the database now."""
        _, pages, moved = self._connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
        return pages, moved
