"""Permission bits, and who has which where."""

from tests.simulators.discord.state import Channel, Guild, Member

BITS = {
    "kick_members": 1, "ban_members": 2, "administrator": 3, "manage_channels": 4,
    "manage_guild": 5, "add_reactions": 6, "view_audit_log": 7, "view_channel": 10,
    "send_messages": 11, "manage_messages": 13, "embed_links": 14, "attach_files": 15,
    "read_message_history": 16, "mention_everyone": 17, "manage_nicknames": 27, "manage_roles": 28,
    "manage_webhooks": 29, "use_application_commands": 31, "manage_threads": 34,
    "create_public_threads": 35, "create_private_threads": 36, "send_messages_in_threads": 38,
    "moderate_members": 40, "use_external_apps": 50, "pin_messages": 51,
}  # fmt: skip
ALL = sum(1 << bit for bit in BITS.values())


def bits(*names: str) -> int:
    return sum(1 << BITS[name] for name in names)


EVERYONE = bits(
    "add_reactions", "view_channel", "send_messages", "embed_links", "attach_files",
    "read_message_history", "use_application_commands", "create_public_threads",
    "send_messages_in_threads", "use_external_apps",
)  # fmt: skip
BOTS = EVERYONE | bits(
    "manage_messages", "manage_roles", "manage_threads", "moderate_members", "pin_messages"
)
WHILE_TIMED_OUT = bits("view_channel", "read_message_history")


def in_guild(guild: Guild, member: Member) -> int:
    """What a member may do in the whole server."""
    if guild.owner is member.user:
        return ALL
    found = guild.roles[guild.id].permissions
    for role_id in member.roles:
        found |= guild.roles[role_id].permissions
    return ALL if found & bits("administrator") else found


def in_channel(channel: Channel, member: Member, now: float) -> int:
    """What a member may do in a channel; a thread has its parent's rules."""
    guild = channel.guild
    assert guild is not None
    found = in_guild(guild, member)
    if found == ALL:
        return found
    overwrites = (channel.parent or channel).overwrites
    allow, deny = overwrites.get(guild.id, (0, 0))
    found = found & ~deny | allow
    allow = deny = 0
    for role_id in member.roles:
        more_allow, more_deny = overwrites.get(role_id, (0, 0))
        allow, deny = allow | more_allow, deny | more_deny
    found = found & ~deny | allow
    allow, deny = overwrites.get(member.user.id, (0, 0))
    found = found & ~deny | allow
    return found & WHILE_TIMED_OUT if member.timed_out_until > now else found


def top_position(guild: Guild, member: Member) -> int:
    """How high the member's highest role stands."""
    return max((guild.roles[role_id].position for role_id in member.roles), default=0)


def may_act_on(guild: Guild, actor: Member, target: Member) -> bool:
    """Whether the roles' order lets one member do something to another."""
    if guild.owner is target.user:
        return False
    return guild.owner is actor.user or top_position(guild, actor) > top_position(guild, target)
