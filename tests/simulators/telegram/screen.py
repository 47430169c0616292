"""What a chat looks like, as text: messages in order, buttons in brackets below."""

from tests.simulators.telegram.state import Chat, Message


def shown_message(message: Message) -> str:
    """One message: what media it has, its text, its buttons."""
    lines = [f"<{message.media}>"] if message.media else []
    if message.text:
        lines.append(message.text)
    lines += [" ".join(f"[ {button['text']} ]" for button in row) for row in message.rows]
    return "\n".join(lines)


def shown_screen(chat: Chat) -> str:
    """All messages that are there, oldest first, with who wrote them."""
    parts = []
    for message in chat.messages.values():
        if not message.deleted:
            who = message.sender.first_name if message.sender else chat.title
            parts.append(f"{who}{' (edited)' if message.edited else ''}:\n{shown_message(message)}")
    return "\n\n".join(parts)
