"""Servers: members, roles and their order, time-outs."""

from datetime import datetime
from typing import Any

from tests.simulators.discord import permissions
from tests.simulators.discord.calls import Call
from tests.simulators.discord.gateway import GUILD_MEMBERS
from tests.simulators.discord.payloads import channel_json, guild_json, member_json, role_json
from tests.simulators.discord.refusals import (
    Problems,
    Refusal,
    invalid_at,
    missing_access,
    missing_permissions,
    no,
)
from tests.simulators.discord.state import Guild, Member, Role
from tests.simulators.discord.world import World

Json = dict[str, Any]
TIMEOUT_SECONDS_MAX = 28 * 86_400
CHANGEABLE = {"communication_disabled_until", "roles", "nick"}


def _guild(world: World, call: Call) -> Guild:
    return world.guild(call.id("guild_id", "Guild"))


def _needs(world: World, guild: Guild, name: str) -> Member:
    """Check a permission of the bot's in the whole server; give the bot as a member."""
    bot = guild.members[world.bot.id]
    if not permissions.in_guild(guild, bot) & permissions.bits(name):
        raise missing_permissions()
    return bot


def read(world: World, call: Call) -> Json:
    return guild_json(_guild(world, call))


def channels(world: World, call: Call) -> list[Json]:
    found = _guild(world, call).channels.values()
    return [channel_json(one) for one in found if not one.is_thread]


def roles(world: World, call: Call) -> list[Json]:
    return [role_json(role) for role in _guild(world, call).roles.values()]


def member(world: World, call: Call) -> Json:
    return member_json(world.member(_guild(world, call), call.id("user_id", "User")))


def members(world: World, call: Call) -> list[Json]:
    guild = _guild(world, call)
    if not world.privileged & GUILD_MEMBERS:
        raise missing_access()
    after, most = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted(number for number in guild.members if number > after)[:most]
    return [member_json(guild.members[number]) for number in found]


def search(world: World, call: Call) -> list[Json]:
    guild, words = _guild(world, call), call.query.get("query", "").lower()
    most = int(call.query.get("limit", 1))
    found = [
        one
        for one in guild.members.values()
        if (one.nick or one.user.name).lower().startswith(words)
    ]
    return [member_json(one) for one in found[:most]]


def _role_of(world: World, call: Call) -> tuple[Guild, Member, Role]:
    """The server, member and role of a call that gives or takes it; raises Refusal."""
    guild = _guild(world, call)
    target = world.member(guild, call.id("user_id", "User"))
    role = guild.roles.get(call.id("role_id", "Role"))
    if role is None:
        raise no("Role")
    bot = _needs(world, guild, "manage_roles")
    if role.managed or role.id == guild.id:
        raise Refusal(400, 50028, "Invalid role")
    if role.position >= permissions.top_position(guild, bot):
        raise missing_permissions()
    return guild, target, role


def give_role(world: World, call: Call) -> None:
    guild, target, role = _role_of(world, call)
    if role.id not in target.roles:
        target.roles.append(role.id)
        changed(world, guild, target)


def take_role(world: World, call: Call) -> None:
    guild, target, role = _role_of(world, call)
    if role.id in target.roles:
        target.roles.remove(role.id)
        changed(world, guild, target)


def changed(world: World, guild: Guild, target: Member) -> None:
    body = member_json(target) | {"guild_id": str(guild.id)}
    world.tell("GUILD_MEMBER_UPDATE", body, guild)
    world.bump()


def change_member(world: World, call: Call) -> Json:
    guild = _guild(world, call)
    target = world.member(guild, call.id("user_id", "User"))
    body = call.json()
    if unknown := set(body) - CHANGEABLE:
        raise invalid_at((min(unknown),), "BASE_TYPE_BAD_TYPE", "The simulator knows no such field")
    if "communication_disabled_until" in body:
        _time_out(world, guild, target, body["communication_disabled_until"])
    if "nick" in body:
        bot = _needs(world, guild, "manage_nicknames")
        if not permissions.may_act_on(guild, bot, target):
            raise missing_permissions()
        target.nick = body["nick"] or ""
    if "roles" in body:
        _set_roles(world, guild, target, [int(number) for number in body["roles"]])
    changed(world, guild, target)
    return member_json(target)


def _time_out(world: World, guild: Guild, target: Member, until: str | None) -> None:
    bot = _needs(world, guild, "moderate_members")
    is_admin = permissions.in_guild(guild, target) & permissions.bits("administrator")
    if is_admin or not permissions.may_act_on(guild, bot, target):
        raise missing_permissions()
    if until is None:
        target.timed_out_until = 0.0
        return
    problems = Problems()
    at = ("communication_disabled_until",)
    try:
        seconds = datetime.fromisoformat(until).timestamp()
    except (TypeError, ValueError):
        problems.add(at, "DATE_TIME_TYPE_PARSE", f'Could not parse {until}. Should be ISO8601.')
        problems.check()
        return
    if seconds - world.now() > TIMEOUT_SECONDS_MAX:
        problems.add(at, "MAX_COMMUNICATION_DISABLED_DURATION", "Must be 28 days or fewer")
    problems.check()
    target.timed_out_until = seconds


def _set_roles(world: World, guild: Guild, target: Member, wanted: list[int]) -> None:
    bot = _needs(world, guild, "manage_roles")
    for number in set(wanted) ^ set(target.roles):
        role = guild.roles.get(number)
        if role is None:
            raise no("Role")
        if role.managed or role.position >= permissions.top_position(guild, bot):
            raise missing_permissions()
    target.roles = wanted


def make_role(world: World, call: Call) -> Json:
    guild, body = _guild(world, call), call.json()
    bot = _needs(world, guild, "manage_roles")
    wanted = int(body.get("permissions") or 0)
    if wanted & ~permissions.in_guild(guild, bot):
        raise missing_permissions()
    name = body.get("name") or "new role"
    problems = Problems()
    problems.length(("name",), name, 1, 100)
    problems.check()
    role = Role(world.id(), name, wanted, 1, color=body.get("color") or 0)
    for other in guild.roles.values():
        other.position += other.position >= 1
    guild.roles[role.id] = role
    told = {"guild_id": str(guild.id), "role": role_json(role)}
    world.tell("GUILD_ROLE_CREATE", told, guild)
    return role_json(role)


AT = "/guilds/{guild_id}"
ROUTES = {
    f"GET {AT}": read,
    f"GET {AT}/channels": channels,
    f"GET {AT}/roles": roles,
    f"POST {AT}/roles": make_role,
    f"GET {AT}/members": members,
    f"GET {AT}/members/search": search,
    f"GET {AT}/members/{{user_id}}": member,
    f"PATCH {AT}/members/{{user_id}}": change_member,
    f"PUT {AT}/members/{{user_id}}/roles/{{role_id}}": give_role,
    f"DELETE {AT}/members/{{user_id}}/roles/{{role_id}}": take_role,
}
