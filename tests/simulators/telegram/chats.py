"""Methods about chats and their members."""

from typing import Any

from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import bad, forbidden
from tests.simulators.telegram.state import Chat, Status, User
from tests.simulators.telegram.world import World

Json = dict[str, Any]
OUT = ("left", "kicked")


def member_json(user: User, status: Status) -> Json:
    """A ChatMember with all the fields that its kind must have."""
    body: Json = {"user": user.json(), "status": status}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        rights = (
            "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
            "can_restrict_members", "can_change_info", "can_invite_users", "can_pin_messages",
            "can_post_messages", "can_edit_messages",
        )  # fmt: skip
        body |= dict.fromkeys(rights, True)
        body |= {
            "can_be_edited": False, "is_anonymous": False, "can_promote_members": False,
            "can_post_stories": False, "can_edit_stories": False, "can_delete_stories": False,
        }  # fmt: skip
    elif status == "restricted":
        permissions = (
            "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
            "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
            "can_send_other_messages", "can_add_web_page_previews", "can_change_info",
            "can_invite_users", "can_pin_messages", "can_manage_topics", "can_react_to_messages",
            "can_edit_tag",
        )  # fmt: skip
        body |= {"is_member": True, "until_date": 0, **dict.fromkeys(permissions, False)}
    elif status == "kicked":
        body["until_date"] = 0
    return body


def status_of(world: World, chat: Chat, user: User) -> Status:
    if user is world.bot:
        return "member" if chat.bot == "open" else chat.bot or "left"  # type: ignore[return-value]
    if chat.user is user:
        return "member"
    return chat.members.get(user.id, "left")


def get_chat(world: World, params: Params) -> Json:
    chat = world.chat(params.values.get("chat_id"))
    body = {
        **chat.json(),
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }  # fmt: skip
    if chat.pinned and chat.pinned[-1] in chat.messages:
        body["pinned_message"] = chat.messages[chat.pinned[-1]].json()
    return body


def _group(world: World, params: Params, reason: str) -> Chat:
    chat = world.chat(params.values.get("chat_id"))
    if chat.user is not None:
        raise bad(reason)
    if chat.bot in OUT:
        world.writable(chat.id)
    return chat


def get_chat_member(world: World, params: Params) -> Json:
    chat = world.chat(params.values.get("chat_id"))
    if chat.bot in OUT:
        world.writable(chat.id)
    user = world.users.get(params.number("user_id"))
    if user is None:
        raise bad("invalid user_id specified" if not params.has("user_id") else "member not found")
    return member_json(user, status_of(world, chat, user))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = _group(world, params, "there are no administrators in the private chat")
    found = [
        member_json(world.users[number], status)
        for number, status in chat.members.items()
        if status in ("creator", "administrator")
    ]
    if chat.bot == "administrator":
        found.append(member_json(world.bot, "administrator"))
    return found


def get_chat_member_count(world: World, params: Params) -> int:
    chat = world.chat(params.values.get("chat_id"))
    if chat.user is not None:
        return 2
    inside = sum(status not in OUT for status in chat.members.values())
    return inside + (chat.bot not in OUT)


def _target(world: World, params: Params) -> tuple[Chat, User]:
    """The chat and its member that an admin's method is about; raises Refusal."""
    chat = _group(world, params, "can't restrict self")
    user = world.users.get(params.number("user_id"))
    if user is None:
        raise bad("invalid user_id specified")
    if chat.bot != "administrator":
        raise bad("not enough rights to restrict/unrestrict chat member")
    status = status_of(world, chat, user)
    if status == "creator":
        raise bad("can't remove chat owner")
    if status == "administrator":
        raise bad("user is an administrator of the chat")
    return chat, user


def ban_chat_member(world: World, params: Params) -> bool:
    chat, user = _target(world, params)
    chat.members[user.id] = "kicked"
    return True


def unban_chat_member(world: World, params: Params) -> bool:
    chat, user = _target(world, params)
    if chat.members.get(user.id) == "kicked" or not params.flag("only_if_banned"):
        chat.members[user.id] = "left"
    return True


def restrict_chat_member(world: World, params: Params) -> bool:
    chat, user = _target(world, params)
    permissions = params.thing("permissions")
    if not isinstance(permissions, dict):
        raise bad("can't parse permissions: expected an Object")
    chat.members[user.id] = "member" if permissions.get("can_send_messages") else "restricted"
    return True


def leave_chat(world: World, params: Params) -> bool:
    chat = _group(world, params, "chat not found")
    if chat.bot in OUT:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    chat.bot = "left"
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "leaveChat": leave_chat,
}
