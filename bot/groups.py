"""What hangs in groups and channels without being asked by anybody there: boards and verdicts.

A platform offers `GroupChat`; a round looks into the database for what is due, posts or edits it,
and writes down what became of it. A stop waits for both; a round that is killed between the two
posts a message twice at worst. The database knows the rest, so a restart loses nothing.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from typing import Protocol

import structlog

from bot.dispatch import system_clock
from bot.platforms.plain import plain_block
from bot.stopping import unbroken
from domain.terms import Terms
from domain.views import View
from handlers import boards as views
from handlers import jury as jury_views
from handlers.context import Context
from handlers.voice import Voice
from services import Tx, boards, juries, people
from services.boards import Board
from services.juries import Case, Outcome
from storage.database import Database

POLL_SECONDS = 1.0

log = structlog.get_logger()


class Gone(Exception):
    """We are not in that chat any more, may not write there, or the message is gone."""


class GroupChat(Protocol):
    """What a platform offers. Each raises Gone, or whatever else: then it is tried again."""

    async def find(self, chat: str, user: str) -> str | None:
        """Give the id of a chat by its name, where this person manages it and we may write."""
        ...

    async def post(self, chat: str, view: View, *, under: str = "") -> str:
        """Post a view, in reply to a message where one is given, and give its id."""
        ...

    async def edit(self, chat: str, message: str, view: View) -> None:
        """Change a message of ours."""
        ...

    async def delete(self, chat: str, message: str) -> bool:
        """Take a message away; one that is gone already is no trouble. False: it still stands."""
        ...


class Groups:
    """The loop over boards and verdicts. `places` by platform; one that is missing is left out."""

    def __init__(
        self,
        database: Database,
        terms: Terms,
        places: Mapping[str, GroupChat],
        *,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._database = database
        self._terms = terms
        self._places = places
        self._clock = clock
        self._is_stopping = False

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await unbroken(self.round(), self._stop)
            except Exception:  # the edge of the process: the loop outlives a database in trouble
                log.exception("groups_failed")
            await asyncio.sleep(POLL_SECONDS)

    async def round(self) -> None:
        """Post and edit what is due."""
        at_ms = self._clock()
        for board in await self._database.read(lambda tx: boards.due(tx, at_ms)):
            if self._is_stopping:
                return
            await self._look_at(board)
        if await self._database.read(juries.any_decided):
            await self._database.write(lambda tx: juries.decide_some(tx, at_ms), bulk=True)
        for case in await self._database.read(lambda tx: juries.to_post(tx, at_ms)):
            if self._is_stopping:
                return
            await self._tell(case)

    def _stop(self) -> None:
        self._is_stopping = True

    async def _look_at(self, board: Board) -> None:
        at_ms, place = self._clock(), self._places.get(board.platform)
        if place is None:
            await self._write(partial(boards.unchanged, board=board, now_ms=at_ms))
            return
        try:
            if board.state == "asked":
                await self._hang(place, board)
            else:
                await self._keep(place, board)
        except Gone:
            log.info("board ended", board=board.id, platform=board.platform)
            await self._write(partial(boards.gone, board=board))
        except Exception as error:  # noqa: BLE001 - an edge: one chat in trouble doesn't hold up others
            log.warning("board failed", board=board.id, error=repr(error))
            await self._write(partial(boards.failed, board=board, now_ms=at_ms))

    async def _hang(self, place: GroupChat, board: Board) -> None:
        """Post a board where it is wanted; an older one of the project there goes."""
        at_ms = self._clock()
        user = await self._database.read(lambda tx: boards.asked_by(tx, board))
        chat = await place.find(board.chat, user)
        if chat is None:
            await self._write(partial(boards.refused, board=board, now_ms=at_ms))
            return
        older = await self._database.read(lambda tx: boards.same_place(tx, board, chat))
        for message in {board.message, older.message if older else ""} - {""}:
            with suppress(Gone):
                if not await place.delete(chat, message):  # too old for that: it shall not mislead
                    await place.edit(chat, message, await self._moved_view(board))
        view, is_over = await self._board_view(board)
        message = await place.post(chat, view)
        await self._write(
            partial(
                boards.posted,
                board=board,
                chat=chat,
                message=message,
                content=content_of(view),
                is_over=is_over,
                now_ms=at_ms,
            )
        )

    async def _keep(self, place: GroupChat, board: Board) -> None:
        """Edit a board where it shows what is not so any more."""
        at_ms = self._clock()
        view, is_over = await self._board_view(board)
        content = content_of(view)
        if content == board.content_hash:
            await self._write(partial(boards.unchanged, board=board, now_ms=at_ms))
            return
        await place.edit(board.chat, board.message, view)
        await self._write(
            partial(boards.edited, board=board, content=content, is_over=is_over, now_ms=at_ms)
        )

    async def _board_view(self, board: Board) -> tuple[View, bool]:
        at_ms = self._clock()

        def make(tx: Tx) -> tuple[View, bool]:
            card = boards.card(tx, board.project_id, at_ms)
            context = self._context(tx, board.account_id, at_ms)
            return views.view(context, card, board.platform), card.is_over

        return await self._database.read(make)

    async def _moved_view(self, board: Board) -> View:
        at_ms = self._clock()
        return await self._database.read(
            lambda tx: views.moved(self._context(tx, board.account_id, at_ms))
        )

    async def _tell(self, case: Case) -> None:
        """Post a verdict under the message that it is about; take that away where it is wanted."""
        at_ms = self._clock()

        def make(tx: Tx) -> tuple[View, Outcome]:
            seen = juries.outcome(tx, case.id)
            context = self._context(tx, seen.community.owner_id, at_ms)
            return jury_views.verdict_view(context, seen), seen

        view, seen = await self._database.read(make)
        group = seen.community
        place = self._places.get(group.platform)
        is_left = False
        try:
            if place is not None:
                await place.post(group.chat, view, under=case.message)
                if seen.verdict == "remove" and group.at_remove == "delete":
                    is_left = not await place.delete(group.chat, case.message)
        except Gone:
            log.info("verdict not posted", case=case.id, platform=group.platform)
        except Exception as error:  # noqa: BLE001 - an edge: one chat in trouble doesn't hold up others
            log.warning("verdict failed", case=case.id, error=repr(error))
            await self._write(partial(juries.failed, case=case, now_ms=at_ms))
            return
        await self._write(
            partial(juries.posted, case_id=case.id, is_left=is_left, now_ms=at_ms)
        )

    def _context(self, tx: Tx, account_id: int, at_ms: int) -> Context:
        """Speak as to the person who wanted it: a group has no language of its own."""
        person = people.load(tx, account_id)
        say = Voice(person.locale, person.time_zone, self._terms.money.decimals)
        return Context(tx, at_ms, person, {}, say, self._terms)

    async def _write(self, work: Callable[[Tx], object]) -> None:
        await self._database.write(work, bulk=True)


def content_of(view: View) -> str:
    """Give a short name of what a view shows: equal where people see the same."""
    seen = (*map(plain_block, view.blocks), view.choices)
    return blake2b(repr(seen).encode(), digest_size=16).hexdigest()
