"""Keyboards under messages: what may be in them, and how much of it."""

from typing import Any

from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import bad

BUTTONS_MAX = 100
A_ROW_MAX = 8
DATA_BYTES_MAX = 64
ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "callback_game", "pay",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
}  # fmt: skip
OTHERS = ("keyboard", "remove_keyboard", "force_reply")


def read_markup(params: Params, *, edit: bool = False) -> dict[str, Any] | None:
    """Read `reply_markup`; an empty inline keyboard is none."""
    markup = params.thing("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if any(name in markup for name in OTHERS):
        if edit:
            raise bad("inline keyboard expected")
        _check_reply(markup)
        return markup
    keyboard = markup.get("inline_keyboard")
    if not isinstance(keyboard, list):
        raise bad("inline keyboard expected" if edit else "object expected as reply markup")
    rows = [_row(row) for row in keyboard if row]
    if sum(map(len, rows)) > BUTTONS_MAX:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_reply(markup: dict[str, Any]) -> None:
    """Check a keyboard in the place of the letters: rows of buttons with a text each."""
    for row in markup.get("keyboard", []):
        if not isinstance(row, list) or not row:
            raise bad("can't parse reply keyboard markup: Button row must be an Array")
        for button in row:
            text = button if isinstance(button, str) else button.get("text")
            if not isinstance(text, str) or not text.strip():
                raise bad("can't parse keyboard button: text must be non-empty")


def _row(row: Any) -> list[dict[str, Any]]:
    if not isinstance(row, list):
        raise bad('can\'t parse reply keyboard markup: Field "inline_keyboard" must be an Array')
    if len(row) > A_ROW_MAX:
        raise bad(f"simulator: {len(row)} buttons in a row, and clients show at most {A_ROW_MAX}")
    for button in row:
        _check(button)
    return row


def _check(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = ACTIONS.intersection(button)
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_BYTES_MAX:
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad("BUTTON_URL_INVALID")
    page = (button.get("web_app") or {}).get("url")
    if page is not None and not str(page).startswith("https://"):
        words = f"inline keyboard button Web App URL '{page}' is invalid: "
        raise bad(f"{words}Only HTTPS links are allowed")
