"""What moderators want done about messages, done by the platform: deleted, their authors resting.

Whoever pressed is looked at once more, as the platform knows them at this moment: what they may not
do by themselves in the channel of the message, they may not have done by us. What became of it
stands on the card in the moderators' channel.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Protocol

import structlog

from bot.places import Gone, GroupChat
from domain.amounts import N_
from domain.events import Power
from domain.views import View
from handlers import moderation as views
from handlers.context import Context
from services import Tx, juries, moderations
from services.juries import Outcome
from services.moderations import NEEDS, TIME_OUT_MS
from services.moderations import Moderation as Wanted
from storage.database import Database

log = structlog.get_logger()


class Refused(Exception):
    """The platform says no; `reason` is a sentence without a full stop, for moderators."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Moderators(Protocol):
    """What a platform offers for moderators. Whatever else it raises: it is tried again."""

    async def powers(self, group: str, chat: str, user: str, author: str) -> frozenset[Power]:
        """Tell what somebody may do at this moment: in a channel, and to an author."""
        ...

    async def take_away(self, chat: str, message: str) -> None:
        """Delete somebody's message; one that is gone is no trouble. Raises Refused."""
        ...

    async def let_rest(self, group: str, user: str, until_ms: int) -> None:
        """Let somebody write nothing for a while. Raises Refused."""
        ...


class Moderation:
    """The round over what moderators want. `moderators` by platform."""

    def __init__(
        self,
        database: Database,
        context: Callable[[Tx, int, int], Context],
        places: Mapping[str, GroupChat],
        moderators: Mapping[str, Moderators],
        clock: Callable[[], int],
    ) -> None:
        self._database = database
        self._context = context
        self._places = places
        self._moderators = moderators
        self._clock = clock

    async def round(self) -> None:
        """Do what is wanted."""
        at_ms = self._clock()
        for wanted in await self._database.read(lambda tx: moderations.due(tx, at_ms)):
            await self._do(wanted)

    async def _do(self, wanted: Wanted) -> None:
        at_ms = self._clock()
        seen = await self._database.read(partial(juries.outcome, case_id=wanted.case_id))
        moderators = self._moderators.get(seen.community.platform)
        try:
            if moderators is None:
                raise Refused(N_("I can't do that on this platform"))
            await self._carry_out(moderators, wanted, seen, at_ms)
        except Refused as error:
            reason = error.reason
            await self._write(lambda tx: moderations.refused(tx, wanted, reason, at_ms))
        except Exception as error:  # noqa: BLE001 - an edge: one chat in trouble doesn't hold up others
            log.warning("moderation failed", case=wanted.case_id, error=type(error).__name__)
            await self._write(partial(moderations.failed, wanted=wanted, now_ms=at_ms))
            return
        else:
            log.info("moderated", case=wanted.case_id, action=wanted.action)
            await self._write(partial(moderations.done, wanted=wanted, now_ms=at_ms))
        await self._show(seen, at_ms)

    async def _carry_out(
        self, moderators: Moderators, wanted: Wanted, seen: Outcome, at_ms: int
    ) -> None:
        group, case = seen.community, seen.case
        chat = case.chat or group.chat
        may = await moderators.powers(group.chat, chat, wanted.actor, case.author)
        if not may & NEEDS[wanted.action]:
            raise Refused(N_("whoever asked may not do that there"))
        if wanted.action == "delete":
            await moderators.take_away(chat, case.message)
        elif wanted.action == "time_out":
            await moderators.let_rest(group.chat, case.author, at_ms + TIME_OUT_MS)

    async def _show(self, seen: Outcome, at_ms: int) -> None:
        """Bring the moderators' card up to date; where that fails, the next press shows it."""
        case = seen.case
        place = self._places.get(seen.community.platform)
        if place is None or not case.told_message:
            return

        def make(tx: Tx) -> View:
            context = self._context(tx, seen.community.owner_id, at_ms)
            return views.card(context, seen)

        view = await self._database.read(make)
        with suppress(Gone):
            try:
                await place.edit(case.told_chat, case.told_message, view)
            except Gone:
                raise
            except Exception as error:  # noqa: BLE001 - an edge: what was done is written down
                log.warning("card not edited", case=case.id, error=type(error).__name__)

    async def _write(self, work: Callable[[Tx], object]) -> None:
        await self._database.write(work, bulk=True)
