"""Answers to interactions: the callback within three seconds, and what its token allows after."""

from typing import Any

from tests.simulators.discord import permissions
from tests.simulators.discord.calls import Call
from tests.simulators.discord.components import check_modal
from tests.simulators.discord.content import Content, read_content
from tests.simulators.discord.payloads import message_json
from tests.simulators.discord.refusals import (
    Problems,
    Refusal,
    acknowledged,
    invalid_token,
    no,
)
from tests.simulators.discord.state import EPHEMERAL, LOADING, Interaction, Message
from tests.simulators.discord.world import TOKEN_SECONDS_MAX, World

Json = dict[str, Any]
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ALLOWED = {
    COMMAND: (MESSAGE, DEFER, MODAL),
    COMPONENT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (MESSAGE, DEFER),
}
FOLLOWUPS_MAX = 5  # of an app that is only installed to the user
OPTION_TYPES = {3: str, 4: int, 10: (int, float)}


def callback(world: World, call: Call) -> Json | None:
    done = world.interactions.get(call.id("interaction_id", "Interaction"))
    if done is None or done.token != call.params["interaction_token"]:
        raise no("Interaction")
    if done.callback:
        raise acknowledged()
    if world.now() - done.at > world.interaction_seconds_max:
        raise no("Interaction")
    body = call.json()
    kind = body.get("type")
    allowed = ALLOWED[done.type]
    if done.type == SUBMIT and done.message is not None:
        allowed = (*allowed, DEFER_UPDATE, UPDATE)
    problems = Problems()
    problems.choice(("type",), kind, allowed)
    problems.check()
    data = body.get("data") or {}
    _ANSWERS[kind](world, call, done, data)
    done.callback, done.body = kind, body
    done.answered_at = world.now()
    if kind == MODAL:
        for opened in world.opened:
            opened(done)
    if kind in (MESSAGE, UPDATE):
        assert done.original is not None
        world.show(done.original)
    else:
        world.bump()
    if call.query.get("with_response", "").lower() not in ("true", "1"):
        return None
    return _response(world, done, kind)


def _response(world: World, done: Interaction, kind: int) -> Json:
    interaction: Json = {"id": str(done.id), "type": done.type}
    resource: Json = {"type": kind}
    if done.original is not None:
        interaction |= {
            "response_message_id": str(done.original.id),
            "response_message_loading": done.original.is_loading,
            "response_message_ephemeral": done.original.only_for is not None,
        }
        if kind in (MESSAGE, UPDATE):
            resource["message"] = message_json(world, done.original)
    return {"interaction": interaction, "resource": resource}


def _message(world: World, call: Call, done: Interaction, data: Json) -> None:
    content = read_content(
        world, call, data, done.channel, path=("data",), by_interaction=True
    )
    done.original = _made(world, done, content)


def _made(world: World, done: Interaction, content: Content) -> Message:
    """A new message of the bot's, by an interaction."""
    message = world.add_message(done.channel, world.bot, interaction=done)
    content.put_into(message)
    if _must_whisper(world, done):
        message.flags |= EPHEMERAL
    if message.flags & EPHEMERAL:
        message.only_for = done.user
    world.announce(message, "MESSAGE_CREATE")
    return message


def _must_whisper(world: World, done: Interaction) -> bool:
    """Where only the user has the app, the server may have it speak to them alone."""
    guild = done.channel.guild
    if guild is None or "0" in done.owners:
        return False
    member = guild.members[done.user.id]
    has = permissions.in_channel(done.channel, member, world.now())
    return not has & permissions.bits("use_external_apps")


def _defer(world: World, call: Call, done: Interaction, data: Json) -> None:
    problems = Problems()
    flags = data.get("flags") or 0
    if flags & ~EPHEMERAL:
        problems.add(("data", "flags"), "MESSAGE_FLAGS_INVALID", "Only EPHEMERAL can be set")
    problems.check()
    done.original = _made(world, done, Content(flags=flags | LOADING))


def _defer_update(world: World, call: Call, done: Interaction, data: Json) -> None:
    done.original = done.message


def _update(world: World, call: Call, done: Interaction, data: Json) -> None:
    message = done.message
    if message is None or message.deleted:
        raise no("Message")
    content = read_content(
        world, call, data, done.channel, path=("data",), before=message, by_interaction=True
    )
    _change(world, message, content)
    done.original = message


def _change(world: World, message: Message, content: Content) -> None:
    content.put_into(message)
    message.edited = world.now()
    world.announce(message, "MESSAGE_UPDATE")


def _choices(world: World, call: Call, done: Interaction, data: Json) -> None:
    problems = Problems()
    choices = data.get("choices")
    focused = focused_option(done.data.get("options") or [])
    of_type = OPTION_TYPES[focused["type"]]
    if problems.length(("data", "choices"), choices, 0, 25):
        for number, one in enumerate(choices or ()):
            at = ("data", "choices", number)
            if problems.needs((*at, "name"), one.get("name")):
                problems.length((*at, "name"), one["name"], 1, 100)
            value = one.get("value")
            if not isinstance(value, of_type) or isinstance(value, bool):  # type: ignore[arg-type]
                words = f'Could not convert "{value}"'
                problems.add((*at, "value"), "BASE_TYPE_BAD_TYPE", words)
            elif isinstance(value, str):
                problems.length((*at, "value"), value, 1, 100)
    problems.check()
    done.choices = choices or []


def focused_option(options: list[Json]) -> Json:
    """The option that is being typed, however deep."""
    for one in options:
        if one.get("focused"):
            return one
        if inner := one.get("options"):
            return focused_option(inner)
    raise AssertionError("nothing is being typed")


def _modal(world: World, call: Call, done: Interaction, data: Json) -> None:
    problems = Problems()
    check_modal(problems, ("data",), data)
    problems.check()
    done.modal = data


_ANSWERS = {
    MESSAGE: _message,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


# What an interaction's token allows for fifteen minutes.


def _by_token(world: World, call: Call) -> Interaction:
    if call.id("webhook_id", "Webhook") != world.app_id:
        raise no("Webhook")
    done = world.tokens.get(call.params["webhook_token"])
    if done is None or world.now() - done.at > TOKEN_SECONDS_MAX:
        raise invalid_token()
    if not done.callback:
        raise no("Webhook")  # nothing can follow what was not answered yet
    return done


def follow_up(world: World, call: Call) -> Json:
    done = _by_token(world, call)
    content = read_content(world, call, call.json(), done.channel, by_interaction=True)
    loading = done.original
    if loading is not None and loading.is_loading and not loading.deleted:
        return _filled(world, loading, content)
    done.followups += 1
    if "0" not in done.owners and done.followups > FOLLOWUPS_MAX:
        words = "Maximum number of follow-up messages for this interaction reached (5)"
        raise Refusal(400, 40094, words)
    message = _made(world, done, content)
    world.show(message)
    return message_json(world, message)


def _filled(world: World, loading: Message, content: Content) -> Json:
    """What comes first behind a deferred answer takes its place, as visible as that was."""
    kept = loading.flags & EPHEMERAL
    content.put_into(loading)
    loading.flags = loading.flags & ~(LOADING | EPHEMERAL) | kept
    loading.edited = 0.0
    world.announce(loading, "MESSAGE_UPDATE")
    world.show(loading)
    return message_json(world, loading)


def _original(world: World, call: Call) -> Message:
    done = _by_token(world, call)
    if done.original is None or done.original.deleted:
        raise no("Message")
    return done.original


def _any(world: World, call: Call) -> Message:
    done = _by_token(world, call)
    message = done.channel.messages.get(call.id("message_id", "Message"))
    if message is None or message.deleted:
        raise no("Message")
    if message is not done.original and message.interaction is not done:
        raise no("Message")
    return message


def _edit(world: World, call: Call, message: Message) -> Json:
    body = call.json()
    content = read_content(
        world, call, body, message.channel, before=message, by_interaction=True
    )
    if message.is_loading:
        return _filled(world, message, content)
    _change(world, message, content)
    world.show(message)
    return message_json(world, message)


def _delete(world: World, message: Message) -> None:
    world.remove(message)


HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES = {
    "POST /interactions/{interaction_id}/{interaction_token}/callback": callback,
    f"POST {HOOK}": follow_up,
    f"GET {HOOK}/messages/@original": lambda world, call: message_json(
        world, _original(world, call)
    ),
    f"PATCH {HOOK}/messages/@original": lambda world, call: _edit(
        world, call, _original(world, call)
    ),
    f"DELETE {HOOK}/messages/@original": lambda world, call: _delete(
        world, _original(world, call)
    ),
    f"GET {HOOK}/messages/{{message_id}}": lambda world, call: message_json(
        world, _any(world, call)
    ),
    f"PATCH {HOOK}/messages/{{message_id}}": lambda world, call: _edit(
        world, call, _any(world, call)
    ),
    f"DELETE {HOOK}/messages/{{message_id}}": lambda world, call: _delete(
        world, _any(world, call)
    ),
}
