"""Who may do what where, worked out from a server's roles as Discord describes it.

What an interaction says of a person is about the channel that it came from, at its moment; what is
done elsewhere, or later, is worked out again here.
"""

from typing import Any

from bot.platforms.discord.api import Api

ADMINISTRATOR, MANAGE_GUILD = 1 << 3, 1 << 5
VIEW_CHANNEL, SEND_MESSAGES, MANAGE_MESSAGES = 1 << 10, 1 << 11, 1 << 13
MANAGE_ROLES, MODERATE_MEMBERS = 1 << 28, 1 << 40
ALL = (1 << 64) - 1
THREADS = (10, 11, 12)
# What it takes to write somewhere, as Discord's settings call it.
VIEW, WRITE = (VIEW_CHANNEL, "View Channel"), (SEND_MESSAGES, "Send Messages")
WRITE_IN_THREADS = (1 << 38, "Send Messages in Threads")

Json = dict[str, Any]


async def guild_of(api: Api, guild: str) -> Json:
    """Give a server with its roles."""
    return dict(await api.ask("GET", "/guilds/{guild_id}", guild_id=guild))


async def member_of(api: Api, guild: str, user: str) -> Json:
    """Give somebody as a member of a server."""
    path = "/guilds/{guild_id}/members/{user_id}"
    return dict(await api.ask("GET", path, guild_id=guild, user_id=user))


async def channel_of(api: Api, channel: str) -> Json:
    """Give a channel; of a thread the channel that it is in, whose rules it has."""
    found = dict(await api.ask("GET", "/channels/{channel_id}", channel_id=channel))
    if found.get("type") in THREADS:
        return await channel_of(api, str(found["parent_id"]))
    return found


def in_guild(guild: Json, member: Json) -> int:
    """Give what a member may do in the whole server, as bits."""
    if str(guild["owner_id"]) == str(member["user"]["id"]):
        return ALL
    held = {str(guild["id"]), *map(str, member["roles"])}
    found = 0
    for role in guild["roles"]:
        if str(role["id"]) in held:
            found |= int(role["permissions"])
    return ALL if found & ADMINISTRATOR else found


def lacking(allowed: int, *, in_thread: bool = False) -> tuple[str, ...]:
    """Name what is missing of what it takes to write somewhere."""
    if allowed & ADMINISTRATOR:
        return ()
    needed = (VIEW, WRITE_IN_THREADS if in_thread else WRITE)
    return tuple(name for bit, name in needed if not allowed & bit)


def in_channel(guild: Json, channel: Json, member: Json) -> int:
    """Give what a member may do in a channel: nothing in one that they don't see."""
    found = ruled(guild, channel, member)
    return found if found & VIEW_CHANNEL else 0


def ruled(guild: Json, channel: Json, member: Json) -> int:
    """Give what a channel's own rules make of what a member may do in the server."""
    found = in_guild(guild, member)
    if found == ALL:
        return found
    rules = {str(rule["id"]): rule for rule in channel.get("permission_overwrites") or ()}
    everybody, own = str(guild["id"]), str(member["user"]["id"])
    for among in ((everybody,), tuple(map(str, member["roles"])), (own,)):
        allow = deny = 0
        for key in among:
            if (rule := rules.get(key)) is not None:
                allow |= int(rule["allow"])
                deny |= int(rule["deny"])
        found = found & ~deny | allow
    return found


def top(guild: Json, member: Json) -> int:
    """Give how high the highest role of a member stands."""
    held = set(map(str, member["roles"]))
    return max(
        (int(role["position"]) for role in guild["roles"] if str(role["id"]) in held), default=0
    )


def stands_above(guild: Json, member: Json, other: Json) -> bool:
    """Tell whether the order of roles lets one member do something to another."""
    owner = str(guild["owner_id"])
    if owner == str(other["user"]["id"]):
        return False
    return owner == str(member["user"]["id"]) or top(guild, member) > top(guild, other)
