"""How the page for marking knows whose hands it is in.

In Telegram by `initData`, which Telegram signs for the Mini App with the bot's token: over all of
its fields but `hash`, in the order of their names, by HMAC-SHA256 with a key that is
HMAC-SHA256("WebAppData", token). In the web chat by the browser's cookie. In Discord, where a link
is all there is, by the link itself, which is why it is good for a short while alone.
"""

import hashlib
import hmac
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from bot.canvas_links import CanvasLink
from bot.platforms.web import visitors
from domain.amounts import N_
from domain.errors import Refused
from domain.notices import Identity

INIT_DATA_SECONDS = 3600
INIT_DATA_CHARS_MAX = 8192
FIELDS_MAX = 30
AHEAD_SECONDS = 300  # Telegram's clock may be ahead of ours
TOO_OLD = N_(
    "This link is too old. Go back to the chat and write /work: it shows the task with a fresh one."
)
NOT_YOURS = N_(
    "This page was opened for another person. Open it from your own chat: /work shows your task."
)
IN_TELEGRAM = N_("This link works inside of Telegram alone. Open it there, from the chat.")
OPEN_AGAIN = N_("This page has been open for too long. Close it and open it again from the chat.")


def prove(
    request: Request,
    link: CanvasLink,
    identity: Identity,
    *,
    init_data: str,
    bot_token: str,
    now_ms: int,
) -> None:
    """Check that a page is in the hands of the person whose link it is; raises Refused."""
    if identity.platform == "telegram":
        user = telegram_user(init_data, bot_token, now_ms // 1000)
        if not hmac.compare_digest(user, identity.external_id):
            raise Refused(NOT_YOURS)
    elif identity.platform == "web":
        key = visitors.key_of(request)
        if key is None or not visitors.same(visitors.user_of(key), identity.external_id):
            raise Refused(NOT_YOURS)
    elif link.is_over(now_ms):
        raise Refused(TOO_OLD)


def telegram_user(init_data: str, bot_token: str, now_s: int) -> str:
    """Give the id of the Telegram user who opened a Mini App; raises Refused."""
    if not init_data or not bot_token or len(init_data) > INIT_DATA_CHARS_MAX:
        raise Refused(IN_TELEGRAM)
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS_MAX
        )
    except ValueError:
        raise Refused(IN_TELEGRAM) from None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) != len(pairs) - 1:  # a field twice
        raise Refused(IN_TELEGRAM)
    if not hmac.compare_digest(signature(fields, bot_token).encode(), given.encode()):
        raise Refused(IN_TELEGRAM)
    opened_s = _whole(fields.get("auth_date", ""))
    if not now_s - INIT_DATA_SECONDS <= opened_s <= now_s + AHEAD_SECONDS:
        raise Refused(OPEN_AGAIN)
    return _user(fields.get("user", ""))


def signature(fields: dict[str, str], bot_token: str) -> str:
    """Give the hash that Telegram writes below these fields."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0


def _user(text: str) -> str:
    try:
        user = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refused(IN_TELEGRAM) from None
    if not isinstance(user, dict) or not isinstance(user.get("id"), int):
        raise Refused(IN_TELEGRAM)
    return str(user["id"])
