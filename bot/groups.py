"""What hangs in groups and channels without being asked by anybody there: boards, verdicts, posts.

A platform offers `bot.places.GroupChat`; a round looks into the database for what is due, posts or
edits it, and writes down what became of it. A stop waits for both; a round that is killed between
the two posts a message twice at worst. The database knows the rest, so a restart loses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b

import structlog

from bot.dispatch import system_clock
from bot.moderation import Moderation, Moderators
from bot.places import Gone as Gone
from bot.places import GroupChat as GroupChat
from bot.places import Threads as Threads
from bot.places import Unfit as Unfit
from bot.platforms.plain import plain_block
from bot.stopping import unbroken
from domain.terms import Terms
from domain.views import Title, View
from handlers import boards as views
from handlers import jury as jury_views
from handlers import moderation as moderation_views
from handlers import posts as post_views
from handlers.context import Context
from handlers.voice import Voice
from services import Tx, boards, juries, people, posts, servers
from services.boards import Board
from services.juries import Case, Outcome
from services.posts import Post
from storage.database import Database

POLL_SECONDS = 1.0

log = structlog.get_logger()


class Groups:
    """The loop over boards, verdicts and posts. `places` by platform; one that is missing is left
    out. So are threads and moderators where a platform is in neither of those.
    """

    def __init__(
        self,
        database: Database,
        terms: Terms,
        places: Mapping[str, GroupChat],
        *,
        threads: Mapping[str, Threads] | None = None,
        moderators: Mapping[str, Moderators] | None = None,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._database = database
        self._terms = terms
        self._places = places
        self._threads = threads or {}
        self._clock = clock
        self._moderation = Moderation(database, self._context, places, moderators or {}, clock)
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
        """Post and edit what is due; no platform waits for another one."""
        at_ms = self._clock()
        if await self._database.read(juries.any_decided):
            await self._database.write(lambda tx: juries.decide_some(tx, at_ms), bulk=True)
        lines: dict[str, list[Callable[[], Awaitable[None]]]] = {"": [self._moderation.round]}
        for board in await self._database.read(lambda tx: boards.due(tx, at_ms)):
            lines.setdefault(board.platform, []).append(partial(self._look_at, board))
        for case in await self._database.read(lambda tx: juries.to_post(tx, at_ms)):
            lines.setdefault("verdicts", []).append(partial(self._tell, case))
        for post in await self._database.read(lambda tx: posts.due(tx, at_ms)):
            lines.setdefault(post.platform, []).append(partial(self._say, post))
        async with asyncio.TaskGroup() as group:
            for line in lines.values():
                group.create_task(self._one_after_another(line))

    async def _one_after_another(self, line: Sequence[Callable[[], Awaitable[None]]]) -> None:
        for each in line:
            if self._is_stopping:
                return
            await each()

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
            log.warning("board failed", board=board.id, error=type(error).__name__)
            await self._write(partial(boards.failed, board=board, now_ms=at_ms))

    async def _hang(self, place: GroupChat, board: Board) -> None:
        """Post a board where it is wanted; an older one of the project there goes."""
        at_ms = self._clock()
        user = await self._database.read(lambda tx: boards.asked_by(tx, board))
        try:
            chat = await place.find(board.chat, user)
        except Unfit as unfit:
            why = boards.Refusal(unfit.why, unfit.name, unfit.lacking)
            await self._write(partial(boards.refused, board=board, why=why, now_ms=at_ms))
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
        await self._thread(board, chat, message, view)

    async def _keep(self, place: GroupChat, board: Board) -> None:
        """Edit a board where it shows what is not so any more."""
        at_ms = self._clock()
        view, is_over = await self._board_view(board)
        content = content_of(view)
        if content == board.content_hash:
            await self._write(partial(boards.unchanged, board=board, now_ms=at_ms))
            return
        await place.edit(board.chat, board.message, view)
        if is_over and board.thread and (threads := self._threads.get(board.platform)):
            await threads.close_thread(board.thread)
        await self._write(
            partial(boards.edited, board=board, content=content, is_over=is_over, now_ms=at_ms)
        )

    async def _thread(self, board: Board, chat: str, message: str, view: View) -> None:
        """Give a board its thread, where it wants one and the platform has threads."""
        if not boards.wants_thread(board):
            return
        threads, made = self._threads.get(board.platform), ""
        title = next((block.text for block in view.blocks if isinstance(block, Title)), "")
        try:
            made = await threads.open_thread(chat, message, title) if threads else ""
        except Exception as error:  # noqa: BLE001 - an edge: a board without a thread is a board
            log.warning("thread failed", board=board.id, error=type(error).__name__)
        await self._write(partial(boards.thread, board=board, thread_id=made))

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
        """Post a verdict: where the moderators read, else under the message that it is about.

        A message that shall go is taken away where its group wants that.
        """
        at_ms = self._clock()
        view, seen, chat = await self._database.read(partial(self._verdict, case=case, at_ms=at_ms))
        group = seen.community
        there = case.chat or group.chat
        place, message = self._places.get(group.platform), ""
        is_left = False
        try:
            if place is not None:
                under = "" if chat else case.message
                message = await place.post(chat or there, view, under=under)
                if seen.verdict == "remove" and group.at_remove == "delete":
                    is_left = not await place.delete(there, case.message)
        except Gone:
            log.info("verdict not posted", case=case.id, platform=group.platform)
            if chat and not message:  # the moderators' channel is gone: under the message, then
                await self._write(partial(servers.chat_gone, platform=group.platform, chat=chat))
                return
        except Exception as error:  # noqa: BLE001 - an edge: one chat in trouble doesn't hold up others
            log.warning("verdict failed", case=case.id, error=type(error).__name__)
            await self._write(partial(juries.failed, case=case, now_ms=at_ms))
            return
        told = message if chat else ""
        await self._write(
            partial(
                juries.posted, case_id=case.id, is_left=is_left, chat=chat, message=told,
                now_ms=at_ms,
            )
        )

    def _verdict(self, tx: Tx, case: Case, at_ms: int) -> tuple[View, Outcome, str]:
        """Make a verdict's message, for the moderators' channel where there is one."""
        seen = juries.outcome(tx, case.id)
        context = self._context(tx, seen.community.owner_id, at_ms)
        server = servers.find(tx, seen.community.platform, seen.community.chat)
        if server is not None and server.moderators_chat:
            return moderation_views.card(context, seen), seen, server.moderators_chat
        return jury_views.verdict_view(context, seen), seen, ""

    async def _say(self, post: Post) -> None:
        """Say something in a chat."""
        at_ms, place = self._clock(), self._places.get(post.platform)
        try:
            view = await self._database.read(partial(self._post_view, post=post, at_ms=at_ms))
            if view is None:
                await self._write(partial(posts.drop, post=post))
                return
            if place is None:
                raise LookupError(post.platform)
            await place.post(post.chat, view)
        except Gone:
            log.info("post not said", post=post.id, platform=post.platform)
            await self._write(partial(posts.give_up, post=post))
            await self._write(partial(servers.chat_gone, platform=post.platform, chat=post.chat))
        except Exception as error:  # noqa: BLE001 - an edge: one chat in trouble doesn't hold up others
            log.warning("post failed", post=post.id, error=type(error).__name__)
            await self._write(partial(posts.failed, post=post, now_ms=at_ms))
        else:
            await self._write(partial(posts.sent, post=post))

    def _post_view(self, tx: Tx, post: Post, at_ms: int) -> View | None:
        """Make a post in the language of whoever set its server up."""
        server = servers.of_post(tx, post)
        if server is None:
            return None
        say = Voice(server.locale, server.time_zone, self._terms.money.decimals)
        person = servers.everybody(server)
        context = Context(tx, at_ms, person, {}, say, self._terms)
        return post_views.view(context, post.kind, post.params)

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
