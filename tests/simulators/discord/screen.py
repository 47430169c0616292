"""What a channel looks like to somebody, as text: messages in order, buttons in brackets below."""

from typing import Any

from tests.simulators.discord.state import BUTTON, SELECTS, Channel, Message, User, label_of

Json = dict[str, Any]


def words_of(message: Message) -> str:
    """All words in a message, in order: content, embeds, components without buttons and menus."""
    parts = [message.content, *(_embed(embed) for embed in message.embeds)]
    parts += [_shown(one, with_buttons=False) for one in message.components]
    return "\n".join(part for part in parts if part)


def shown_message(message: Message) -> str:
    """One message: files, words, buttons, menus with what is selected."""
    lines = [f"<{one['filename']}>" for one in message.attachments]
    lines += [message.content, *(_embed(embed) for embed in message.embeds)]
    lines += [_shown(one, with_buttons=True) for one in message.components]
    if message.is_loading:
        lines.append("(thinking…)")
    return "\n".join(line for line in lines if line)


def visible(channel: Channel, user: User) -> list[Message]:
    """The messages that somebody sees there, oldest first."""
    return [
        one
        for one in channel.messages.values()
        if not one.deleted and one.only_for in (None, user)
    ]


def shown_screen(channel: Channel, user: User) -> str:
    parts = []
    for one in visible(channel, user):
        marks = " (edited)" * bool(one.edited) + " (only you)" * (one.only_for is not None)
        parts.append(f"{one.author.name}{marks}:\n{shown_message(one)}")
    return "\n\n".join(parts)


def _embed(embed: Json) -> str:
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    parts = [author.get("name"), embed.get("title"), embed.get("description")]
    for field in embed.get("fields") or ():
        parts.append(f"{field.get('name')}: {field.get('value')}")
    parts.append(footer.get("text"))
    return "\n".join(part for part in parts if part)


def _shown(component: Json, *, with_buttons: bool) -> str:
    kind = component["type"]
    if kind == BUTTON:
        mark = " (off)" if component.get("disabled") else ""
        return f"[ {label_of(component)}{mark} ]" if with_buttons else ""
    if kind in SELECTS:
        return _menu(component) if with_buttons else ""
    if kind == 10:
        return str(component["content"])
    if kind == 12:
        items = component["items"]
        return " ".join(f"<{one.get('description') or one['media']['url']}>" for one in items)
    if kind == 13:
        return f"<{component['file']['url']}>"
    inner = list(component.get("components") or ())
    inner += [component["accessory"]] if component.get("accessory") else []
    shown = [_shown(one, with_buttons=with_buttons) for one in inner]
    return (" " if kind == 1 else "\n").join(part for part in shown if part)


def _menu(component: Json) -> str:
    options = [
        f"{'● ' if one.get('default') else ''}{one['label']}"
        for one in component.get("options") or ()
    ]
    return f"[ {component.get('placeholder') or '▾'}: {' | '.join(options)} ]"
