"""Roles for reputation levels: given, and taken back, in every server that has them.

The configuration says which roles belong to a level (`[discord] roles`); somebody has those of
their level and of all below it. Who is looked at stands in the database: people whose level has
changed, at once; whoever else differs, by the job `roles`. What is in the way (a permission, a role
above the bot's own) is logged and stands in the settings of the server.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from discord import HTTPException

from bot.dispatch import system_clock
from bot.platforms.discord import permissions
from bot.platforms.discord.api import Api
from bot.platforms.discord.errors import is_forbidden, is_gone, named
from domain import reputation
from services import servers
from services.servers import DueRoles
from storage.database import Database

PLATFORM = "discord"
POLL_SECONDS = 2.0
KNOWN_SECONDS = 60.0
UNKNOWN_MEMBER, UNKNOWN_ROLE = 10007, 10011

# What is to be changed; `where` beside each has the server. The log takes 80 characters.
IN_SETTINGS = "roles not changed: Server Settings, Roles: Manage Roles, Bitework dragged up"
ROLE_GONE = "roles not changed: one of discord.roles is gone: take it out of the config"
NOT_THERE = "roles not changed: the bot is not in that server any more: add it again"
LATER = "roles not changed: tried again later"
IN_THE_WAY = {
    "permission": "roles not given: Server Settings, Roles: give Bitework Manage Roles",
    "above": "roles not given: Server Settings, Roles: drag Bitework above them",
    "managed": "roles not given: they belong to an app: choose others in discord.roles",
}

log = structlog.get_logger()
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """The roles of a server that are ours to give: by level, and what is in the way of others."""

    by_level: Mapping[int, frozenset[str]]
    trouble: str

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return frozenset().union(*self.by_level.values())

    def of(self, level: int) -> frozenset[str]:
        """Those that somebody of a level has."""
        return frozenset().union(
            *(roles for least, roles in self.by_level.items() if least <= level)
        )


class Roles:
    """The loop over members whose roles are to be looked at."""

    def __init__(
        self,
        api: Api,
        database: Database,
        levels: Mapping[int, tuple[int, ...]],
        is_open: asyncio.Event,
        *,
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._api = api
        self._database = database
        self._levels = {level: frozenset(map(str, ids)) for level, ids in levels.items()}
        self._is_open = is_open
        self._clock = clock
        self._known: dict[str, tuple[float, Given]] = {}

    async def run(self) -> None:
        """Look again and again until cancelled."""
        await self._is_open.wait()
        while True:
            try:
                await self.round()
            except Exception:  # the edge of the process: the loop outlives a database in trouble
                log.exception("roles_failed")
            await asyncio.sleep(POLL_SECONDS)

    async def round(self) -> None:
        """Look at those who are due."""
        if not self._levels:
            return
        at_ms = self._clock()
        due = await self._database.read(lambda tx: servers.roles_due(tx, PLATFORM, at_ms))
        for member in due:
            await self._look_at(member)

    async def _look_at(self, due: DueRoles) -> None:
        at_ms = self._clock()
        try:
            given = await self._given(due)
            await self._apply(due, given)
        except HTTPException as error:
            if error.code == UNKNOWN_MEMBER:
                await self._write(partial(servers.member_gone, due=due))
                return
            if is_forbidden(error) or error.code == UNKNOWN_ROLE:
                self._known.pop(due.server, None)  # what we knew of the server is not so any more
            await self._failed(due, at_ms, error)
        except Exception as error:  # noqa: BLE001 - an edge: one member in trouble doesn't hold up others
            await self._failed(due, at_ms, error)
        else:
            if given.trouble:  # looked at again: somebody may put it right
                await self._write(partial(servers.roles_failed, due=due, now_ms=at_ms))
            else:
                level = reputation.level(due.points)
                await self._write(partial(servers.roles_done, due=due, level=level))

    async def _failed(self, due: DueRoles, at_ms: int, error: Exception) -> None:
        log.warning(_advice(error), server=due.server_id, where=due.server, error=named(error))
        await self._write(partial(servers.roles_failed, due=due, now_ms=at_ms))

    async def _apply(self, due: DueRoles, given: Given) -> None:
        """Give what is missing and take what is too much; other roles are nobody's business."""
        if not given.all:
            return
        member = await permissions.member_of(self._api, due.server, due.user)
        level = reputation.level(due.points)
        has, wanted = set(map(str, member["roles"])), given.of(level)
        changes = [("PUT", role) for role in sorted(wanted - has)]
        changes += [("DELETE", role) for role in sorted((given.all - wanted) & has)]
        for method, role in changes:
            await self._api.ask(
                method,
                "/guilds/{guild_id}/members/{user_id}/roles/{role_id}",
                reason=f"reputation level {level}",
                guild_id=due.server,
                user_id=due.user,
                role_id=role,
            )

    async def _given(self, due: DueRoles) -> Given:
        """Give the roles that we may give in a server, as Discord said within the last minute."""
        known = self._known.get(due.server)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        try:
            guild = await permissions.guild_of(self._api, due.server)
            me = await permissions.member_of(self._api, due.server, str(self._api.me["id"]))
        except HTTPException as error:
            if not is_gone(error):
                raise
            given = Given({}, "")  # we are not in that server any more
        else:
            given = sorted_out(guild, me, self._levels)
        self._known[due.server] = (time.monotonic() + KNOWN_SECONDS, given)
        news = await self._database.write(
            partial(servers.trouble, server_id=due.server_id, text=given.trouble), bulk=True
        )
        if news and given.trouble:
            kind = given.trouble.partition(":")[0]
            log.warning(IN_THE_WAY[kind], server=due.server_id, where=due.server)
        return given

    async def _write(self, work: Callable[..., object]) -> None:
        await self._database.write(work, bulk=True)


def _advice(error: Exception) -> str:
    """Say what has to be changed before somebody's roles can be."""
    if is_forbidden(error):
        return IN_SETTINGS
    if isinstance(error, HTTPException) and error.code == UNKNOWN_ROLE:
        return ROLE_GONE
    return NOT_THERE if is_gone(error) else LATER


def sorted_out(guild: Json, me: Json, levels: Mapping[int, frozenset[str]]) -> Given:
    """Tell which configured roles of a server are ours to give, and what is in the way of others.
    """
    there = {str(role["id"]): role for role in guild["roles"]}
    wanted = {role for ids in levels.values() for role in ids if role in there}
    if not wanted:
        return Given({}, "")
    if not permissions.in_guild(guild, me) & permissions.MANAGE_ROLES:
        return Given({}, "permission")
    highest = permissions.top(guild, me)
    above = [role for role in wanted if int(there[role]["position"]) >= highest]
    strange = [role for role in wanted if there[role].get("managed") or role == str(guild["id"])]
    ours = wanted - set(above) - set(strange)
    by_level = {level: frozenset(ids & ours) for level, ids in levels.items() if ids & ours}
    kind, wrong = ("above", above) if above else ("managed", strange)
    names = ", ".join(sorted(str(there[role]["name"]) for role in wrong))
    return Given(by_level, f"{kind}:{names}" if wrong else "")
