"""Roles that people had for their credits: given where Discord lets us, else given back.

What is due stands in the database. A role is given again without harm, so a process that is killed
between Discord's word and ours gives it once more; what Discord refuses for good comes back at
once with the reason, what is in the way for a while is tried again after ever longer waits.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog
from discord import HTTPException

from bot.dispatch import system_clock
from bot.platforms.discord.errors import NO_PERMISSION, is_gone
from bot.platforms.discord.roles import UNKNOWN_MEMBER, UNKNOWN_ROLE
from domain.amounts import N_
from services import orders
from services.orders import DueRole
from storage.database import Database

if TYPE_CHECKING:
    from bot.platforms.discord.api import Api

POLL_SECONDS = 2.0
INVALID_ROLE = 50028  # one that an application manages, or everybody has
NOT_THERE = N_("you are not in that server; join it, and order it again")
NO_ROLE = N_("that role is gone, or nobody can be given it")
NOT_OURS = N_("I may not give that role; the server's managers have to let me")

log = structlog.get_logger()


class RoleOrders:
    """The loop over roles that were ordered."""

    def __init__(
        self,
        api: "Api",
        database: Database,
        is_open: asyncio.Event,
        *,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._api, self._database, self._is_open = api, database, is_open
        self._clock = clock

    async def run(self) -> None:
        """Look again and again until cancelled."""
        await self._is_open.wait()
        while True:
            try:
                await self.round()
            except Exception:  # the edge of the process: the loop outlives a database in trouble
                log.exception("role_orders_failed")
            await asyncio.sleep(POLL_SECONDS)

    async def round(self) -> None:
        """Give what is due."""
        at_ms = self._clock()
        for due in await self._database.read(lambda tx: orders.roles_due(tx, at_ms)):
            await self._give(due)

    async def _give(self, due: DueRole) -> None:
        if due.user is None:
            await self._write(partial(orders.role_refused, due=due, reason=orders.GONE))
            return
        try:
            await self._api.ask(
                "PUT",
                "/guilds/{guild_id}/members/{user_id}/roles/{role_id}",
                reason="a reward",
                guild_id=due.server,
                user_id=due.user,
                role_id=due.role,
            )
        except Exception as error:  # noqa: BLE001 - an edge: one order in trouble doesn't hold up others
            reason = _refusal(error)
            log.warning("role not given", server=due.server, error=type(error).__name__)
            if reason:
                await self._write(partial(orders.role_refused, due=due, reason=reason))
            else:
                await self._write(partial(orders.role_failed, due=due))
        else:
            await self._write(partial(orders.role_given, due=due))

    async def _write(self, work: Callable[..., None]) -> None:
        await self._database.write(partial(work, now_ms=self._clock()))


def _refusal(error: Exception) -> str:
    """Give what a person is told where no waiting helps; "" where it may."""
    if not isinstance(error, HTTPException):
        return ""
    if error.code == UNKNOWN_MEMBER:
        return NOT_THERE
    if error.code in (UNKNOWN_ROLE, INVALID_ROLE):
        return NO_ROLE
    return NOT_OURS if error.code == NO_PERMISSION or is_gone(error) else ""
