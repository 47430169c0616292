"""The objects as Discord writes them: members, roles, channels, servers, messages."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.simulators.discord import permissions
from tests.simulators.discord.state import (
    DIRECT,
    EPHEMERAL,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Role,
    User,
)

if TYPE_CHECKING:
    from tests.simulators.discord.world import World

Json = dict[str, Any]


def moment(seconds: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def role_json(role: Role) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member_json(member: Member, *, user: bool = True, allowed: int | None = None) -> Json:
    body: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": moment(member.timed_out_until)
        if member.timed_out_until
        else None,
        "flags": 0,
        "joined_at": moment(member.joined),
        "nick": member.nick or None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in member.roles],
        "deaf": False,
        "mute": False,
        "avatar_decoration_data": None,
        "collectibles": None,
    }
    if user:
        body["user"] = member.user.json()
    if allowed is not None:
        body["permissions"] = str(allowed)
    return body


def channel_json(channel: Channel) -> Json:
    last = next(reversed(channel.messages), None)
    body: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "last_message_id": str(last) if last else None,
        "flags": 0,
    }
    if channel.type == DIRECT:
        assert channel.user is not None
        return body | {"recipients": [channel.user.json()]}
    assert channel.guild is not None
    body |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    if channel.is_thread:
        return body | {
            "owner_id": str(channel.owner_id),
            "message_count": len(channel.messages),
            "total_message_sent": len(channel.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": channel.archived,
                "archive_timestamp": moment(0),
                "auto_archive_duration": 1440,
                "locked": channel.locked,
                "create_timestamp": moment(0),
            },
        }
    return body | {
        "position": channel.position,
        "nsfw": False,
        "topic": None,
        "permission_overwrites": [
            {
                "id": str(number),
                "type": 0 if number in channel.guild.roles else 1,
                "allow": str(allow),
                "deny": str(deny),
            }
            for number, (allow, deny) in channel.overwrites.items()
        ],
    }


def guild_json(guild: Guild) -> Json:
    """A server, as GET /guilds/{id} gives it."""
    nothing = (
        "icon", "splash", "banner", "discovery_splash", "description", "afk_channel_id",
        "application_id", "public_updates_channel_id", "rules_channel_id", "system_channel_id",
        "safety_alerts_channel_id", "vanity_url_code", "widget_channel_id", "max_presences",
        "home_header", "incidents_data",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing),
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
    }


def guild_create(guild: Guild, bot: User) -> Json:
    """A server as the gateway brings it; members are few there without their intent."""
    plain = [one for one in guild.channels.values() if not one.is_thread]
    threads = [one for one in guild.channels.values() if one.is_thread and not one.archived]
    return guild_json(guild) | {
        "joined_at": moment(guild.members[bot.id].joined),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(guild.members[bot.id])],
        "channels": [channel_json(one) for one in plain],
        "threads": [channel_json(one) for one in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message_json(world: "World", message: Message, *, with_reply: bool = True) -> Json:
    author = message.author
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": 20 if _made_by_command(message) else 19 if message.reply_to else 0,
        "author": author.json(),
        "content": message.content,
        "timestamp": moment(message.at),
        "edited_timestamp": moment(message.edited) if message.edited else None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": message.attachments,
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned,
        "flags": message.flags,
    }
    if author is world.bot:
        body["application_id"] = str(world.app_id)
    if (done := message.interaction) is not None:
        body["interaction_metadata"] = metadata(done)
        body["webhook_id"] = str(world.app_id)
    if message.reply_to is not None:
        body["message_reference"] = {
            "type": 0,
            "message_id": str(message.reply_to.id),
            "channel_id": str(message.channel.id),
        }
        gone = message.reply_to.deleted or not with_reply
        body["referenced_message"] = (
            None if gone else message_json(world, message.reply_to, with_reply=False)
        )
    if message.thread is not None:
        body["thread"] = channel_json(message.thread)
        body["flags"] |= 1 << 5
    return body


def _made_by_command(message: Message) -> bool:
    made = message.interaction
    return made is not None and made.type == 2 and made.original is message


def metadata(done: Interaction) -> Json:
    """Which interaction a message came from."""
    body: Json = {
        "id": str(done.id),
        "type": done.type,
        "user": done.user.json(),
        "authorizing_integration_owners": done.owners,
    }
    if done.type == 3 and done.message is not None:
        body["interacted_message_id"] = str(done.message.id)
    if done.type == 2:
        body |= {"name": done.data["name"], "command_type": done.data["type"]}
        if target := done.data.get("target_id"):
            body["target_message_id"] = target
    if done.type == 5 and done.source is not None:
        body["triggering_interaction_metadata"] = metadata(done.source)
    return body


def interaction_json(world: "World", done: Interaction) -> Json:
    """An interaction as the gateway brings it."""
    channel, guild = done.channel, done.channel.guild
    body: Json = {
        "id": str(done.id),
        "application_id": str(world.app_id),
        "type": done.type,
        "token": done.token,
        "version": 1,
        "data": done.data,
        "channel_id": str(channel.id),
        "channel": channel_json(channel),
        "locale": done.user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": done.owners,
        "context": done.context,
        "attachment_size_limit": world.upload_bytes_max,
        "app_permissions": str(world.app_permissions(channel)),
    }
    if guild is not None:
        member = guild.members[done.user.id]
        allowed = permissions.in_channel(channel, member, world.now())
        body |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member_json(member, allowed=allowed),
        }
        body["channel"]["permissions"] = str(allowed)
    else:
        body["user"] = done.user.json()
    if done.message is not None:
        body["message"] = message_json(world, done.message)
        if done.message.only_for is not None:
            body["message"]["flags"] |= EPHEMERAL
    return body
