"""What the app on somebody's phone does with commands: finds them, types their options, asks for
those that are missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulators.discord import permissions
from tests.simulators.discord.commands import (
    GROUP,
    MESSAGE_MENU,
    SLASH,
    SUBCOMMAND,
    USER_MENU,
)
from tests.simulators.discord.files import Upload
from tests.simulators.discord.payloads import channel_json, member_json, message_json, role_json
from tests.simulators.discord.state import Channel, Message, User

if TYPE_CHECKING:
    from tests.simulators.discord.world import World

Json = dict[str, Any]
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
OF_MENU = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
TRUE = ("true", "yes", "on", "1")


@dataclass
class Typed:
    """A command as it was typed: the registered one, the way down to it, the leaf's options."""

    command: Json
    path: list[Json] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> list[Json]:
        leaf = self.path[-1] if self.path else self.command
        return leaf.get("options") or []


def available(
    world: "World", user: User, channel: Channel, *, hidden: bool = False
) -> Iterator[Json]:
    """The commands that somebody is offered there; with `hidden` also those that Discord hides for
    want of permissions, which a server's admins can change.
    """
    guild = channel.guild
    context = 0 if guild is not None else 1 if channel.with_bot else 2
    found = list(world.commands.get(guild.id, ())) if guild is not None else []
    for one in [*found, *world.commands[0]]:
        if one["contexts"] is not None and context not in one["contexts"]:
            continue
        if one["contexts"] is None and context == 2:
            continue
        if context == 1 and not one["dm_permission"]:
            continue
        kinds = one["integration_types"]
        by_guild = guild is not None and guild.has_commands and 0 in kinds
        by_user = user.installed and 1 in kinds
        by_bot = context == 1 and 0 in kinds and world.shares_guild(user)
        if not (by_guild or by_user or by_bot or one.get("guild_id")):
            continue
        if hidden or _may(world, one, user, channel):
            yield one


def _may(world: "World", command: Json, user: User, channel: Channel) -> bool:
    wanted = command["default_member_permissions"]
    if wanted is None or channel.guild is None:
        return True
    member = channel.guild.members[user.id]
    has = permissions.in_channel(channel, member, world.now())
    if has & permissions.bits("administrator"):
        return True
    return int(wanted) != 0 and has & int(wanted) == int(wanted)


def typed(
    world: "World",
    user: User,
    channel: Channel,
    text: str,
    given: dict[str, Any],
    *,
    hidden: bool = False,
) -> Typed:
    """Find the command that a line means: `/project new`, `/project_new`, then options as
    `name:value` or in their order, the last text taking the rest.
    """
    words = text.lstrip("/").split()
    offered = {
        one["name"]: one
        for one in available(world, user, channel, hidden=hidden)
        if one["type"] == SLASH
    }
    found, rest = _command(offered, words)
    if found is None:
        raise AssertionError(f"{user.name} is not offered “{text}”, but {sorted(offered)}")
    found.values = _values(found.options, rest) | given
    return found


def _command(offered: dict[str, Json], words: list[str]) -> tuple[Typed | None, list[str]]:
    """Follow the words down the tree, underscores standing for spaces as well."""
    for parts in ([words[0]], words[0].split("_")):
        line = [*parts, *words[1:]]
        command = offered.get(line[0])
        if command is None:
            continue
        found, rest = Typed(command), line[1:]
        while rest:
            inner = [
                one
                for one in found.options
                if one["type"] in (SUBCOMMAND, GROUP) and one["name"] == rest[0]
            ]
            if not inner:
                break
            found.path.append(inner[0])
            rest = rest[1:]
        if any(one["type"] in (SUBCOMMAND, GROUP) for one in found.options):
            continue  # a group cannot be sent
        return found, rest
    return None, []


def _values(options: list[Json], words: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    names = {one["name"]: one for one in options}
    last = ""
    plain: list[str] = []
    for word in words:
        name, colon, value = word.partition(":")
        if colon and name in names and name not in values:
            values[name], last = value, name
        elif last:
            values[last] += f" {word}"
        else:
            plain.append(word)
    open_ones = [one for one in options if one["name"] not in values]
    for number, one in enumerate(open_ones):
        if not plain:
            break
        if number == len(open_ones) - 1:
            values[one["name"]], plain = " ".join(plain), []
        else:
            values[one["name"]] = plain.pop(0)
    assert not plain, f"nothing takes {plain}: the options are {sorted(names)}"
    return values


def data_of(world: "World", channel: Channel, found: Typed, *, focus: str = "") -> Json:
    """The `data` of the interaction; `focus` is the option that is being typed."""
    resolved: Json = {}
    names = {one["name"]: one for one in found.options}
    unknown = found.values.keys() - names.keys()
    assert not unknown, f"there is no option {unknown}, but {sorted(names)}"
    options: list[Json] = []
    for name, option in names.items():
        if name not in found.values:
            assert focus or not option.get("required"), f"the app asks for {name}"
            continue
        value = found.values[name]
        one: Json = {"name": name, "type": option["type"]}
        one["value"] = _value(world, channel, option, value, resolved, typing=name == focus)
        if name == focus:
            one["focused"] = True
        options.append(one)
    for part in reversed(found.path):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    command = found.command
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if options:
        data["options"] = options
    if resolved:
        data["resolved"] = resolved
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def _value(
    world: "World", channel: Channel, option: Json, value: Any, resolved: Json, *, typing: bool
) -> Any:
    """A value of the option's type, checked as the app checks it before it sends anything."""
    kind, name = option["type"], option["name"]
    if kind == STRING:
        text = str(value)
        if typing:
            return text
        assert option.get("min_length", 0) <= len(text), f"{name} is too short: {text}"
        assert len(text) <= option.get("max_length", 6000), f"{name} is too long: {text}"
        return _chosen(option, text)
    if kind in (INTEGER, NUMBER):
        if typing:
            return str(value)
        number = int(value) if kind == INTEGER else float(value)
        assert option.get("min_value", number) <= number <= option.get("max_value", number), name
        return _chosen(option, number)
    if kind == BOOLEAN:
        return value if isinstance(value, bool) else str(value).lower() in TRUE
    if kind == ATTACHMENT:
        assert isinstance(value, Upload), f"{name} wants a file"
        kept = world.files.store(value, channel.id, ephemeral=True)
        resolved.setdefault("attachments", {})[kept["id"]] = kept
        return kept["id"]
    number = int(getattr(value, "id", None) or str(value).strip("<@!&#>"))
    resolve(world, channel, kind, number, resolved)
    return str(number)


def _chosen(option: Json, value: Any) -> Any:
    choices = option.get("choices")
    if not choices:
        return value
    for one in choices:
        if value in (one["name"], one["value"]):
            return one["value"]
    raise AssertionError(f"{option['name']} offers {[one['name'] for one in choices]}")


def resolve(world: "World", channel: Channel, kind: int, number: int, resolved: Json) -> None:
    guild, key = channel.guild, str(number)
    if kind in (USER, MENTIONABLE) and number in world.users:
        resolved.setdefault("users", {})[key] = world.users[number].json()
        if guild is not None and number in guild.members:
            member = guild.members[number]
            has = permissions.in_channel(channel, member, world.now())
            one = member_json(member, user=False, allowed=has)
            resolved.setdefault("members", {})[key] = one
    elif kind in (ROLE, MENTIONABLE) and guild is not None and number in guild.roles:
        resolved.setdefault("roles", {})[key] = role_json(guild.roles[number])
    elif kind == CHANNEL and guild is not None and number in guild.channels:
        one = channel_json(guild.channels[number]) | {"permissions": str(permissions.EVERYONE)}
        resolved.setdefault("channels", {})[key] = one
    else:
        raise AssertionError(f"the app finds no {kind} {number} here")


def menu_data(
    world: "World",
    user: User,
    channel: Channel,
    name: str,
    target: Message | User,
    *,
    hidden: bool = False,
) -> Json:
    """The `data` of a menu on a message, or on a person."""
    kind = MESSAGE_MENU if isinstance(target, Message) else USER_MENU
    offered = {
        one["name"]: one
        for one in available(world, user, channel, hidden=hidden)
        if one["type"] == kind
    }
    assert name in offered, f"{user.name} is not offered “{name}”, but {sorted(offered)}"
    resolved: Json = {}
    if isinstance(target, Message):
        resolved["messages"] = {str(target.id): message_json(world, target)}
    else:
        resolve(world, channel, USER, target.id, resolved)
    return {
        "id": offered[name]["id"],
        "name": name,
        "type": kind,
        "target_id": str(target.id),
        "resolved": resolved,
    }


def check_selected(menu: Json, values: list[Any]) -> None:
    """Check a selection as Discord does: what is offered, and so many."""
    least, most = menu.get("min_values"), menu.get("max_values") or 1
    least = 1 if least is None else least
    assert least <= len(values) <= most, f"the menu takes {least} to {most}, not {len(values)}"
    if "options" in menu:
        offered = {one["value"] for one in menu["options"]}
        assert offered >= set(values), f"the menu offers {offered}, not {values}"


def picked(world: "World", channel: Channel, menu: Json, things: tuple[Any, ...]) -> Json:
    """What is selected in a menu of people, roles or channels; strings are taken as values."""
    values = [str(getattr(one, "id", one)) for one in things]
    kind = OF_MENU.get(menu["type"])
    if kind is None:
        return {"values": values}
    resolved: Json = {}
    for value in values:
        resolve(world, channel, kind, int(value), resolved)
    return {"values": values, "resolved": resolved}
