"""The page around the chat, and the files it is made of, read when the application is made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.adapter import TEXT_CHARS_MAX
from bot.platforms.web.canvas_words import WORDS as CANVAS_WORDS
from domain import platforms
from domain.amounts import N_
from handlers.table import COMMANDS
from handlers.voice import Voice, language_of

HERE = Path(__file__).parent
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

# What the page itself says; what it talks about comes in views.
WORDS = {
    "menu": N_("Commands"),
    "write": N_("Your message"),
    "hint": N_("Type an answer or /"),
    "send": N_("Send"),
    "reconnecting": N_("Reconnecting…"),
    "conversation": N_("Conversation with Bitework"),
    "answers": N_("Possible answers"),
    "you": N_("You"),
    "bot": N_("Bitework"),
    "download": N_("Download"),
    "picture_lost": N_("This picture could not be loaded:"),
    "nothing_fits": N_("No command begins like this."),
    "not_sent": N_("That was not sent."),
    "no_cookies": N_("This chat knows you by a cookie. Allow cookies for it, then load it again."),
    "no_script": N_("This chat needs JavaScript. It loads nothing from anywhere else."),
    "select": N_("Please choose"),
    "locked": N_("This chat is for invited people"),
    "locked_how": N_("Open the link that you were given, or enter its access token."),
    "token": N_("Access token"),
    "open": N_("Open the chat"),
    "wrong_token": N_("That is not the access token."),
    "switch": N_("Continue as somebody else?"),
    "switch_how": N_(
        "You are in this chat already, and the link that you opened belongs to another person. "
        "If you go on, this browser forgets who you were, credits included."
    ),
    "switch_do": N_("Continue with the link"),
    "switch_not": N_("Stay as I am"),
    "new": N_("New message"),
    "attach": N_("Attach a file of rows"),
    "date": N_("Date"),
    "share_place": N_("Share my location"),
    "no_place": N_("Your browser doesn't say where you are. Allow it, or type the place."),
    "file_large": N_("That file is too large. Send it in parts."),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page."""

    content: bytes
    media_type: str


class Shell:
    """The page's templates and files; `build` names their content, so browsers can keep them."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.assets: Mapping[str, Asset] = {
            path.name: Asset(path.read_bytes(), TYPES[path.suffix])
            for path in sorted((HERE / "static").iterdir())
        }
        everything = b"".join(asset.content for asset in self.assets.values())
        self.build = hashlib.sha256(everything).hexdigest()[:12]

    def chat(self, person: str, locale: str) -> str:
        """Give the page of the chat; `person` is the beginning of the external id."""
        return self._page("chat.html", locale, person=person, text_chars_max=TEXT_CHARS_MAX)

    def canvas(self, locale: str) -> str:
        """Give the page for marking boxes, points and spans."""
        return self._page("canvas.html", locale)

    def asset(self, request: Request) -> Response:
        """Answer with a file of the pages: its address names its content, so browsers may keep it.
        """
        asset = self.assets.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        kept = request.path_params["build"] == self.build
        headers = {"cache-control": "public, max-age=31536000, immutable" if kept else "no-cache"}
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    def locked(
        self, locale: str, *, wrong: bool = False, key: str = "", start: str = ""
    ) -> str:
        """Give the page that asks for the access token; `key` is kept for the way in, and what a
        link leads to (`start`) for behind it.
        """
        return self._page("locked.html", locale, wrong=wrong, key=key, start=start)

    def switch(self, key: str, locale: str) -> str:
        """Give the page that asks whether a browser may become another person."""
        return self._page("switch.html", locale, key=key)

    def _page(self, name: str, locale: str, **values: object) -> str:
        spoken = language_of(locale)
        say = Voice(locale=spoken)
        words: dict[str, object] = {key: say(sentence) for key, sentence in WORDS.items()}
        words["commands"] = sorted(COMMANDS)
        words["canvas"] = {key: say(sentence) for key, sentence in CANVAS_WORDS.items()}
        words["file_bytes_max"] = platforms.file_bytes_max("web")
        icon = Markup(self.assets["icon.svg"].content.decode())  # noqa: S704 - our own file
        template = self._environment.get_template(name)
        return template.render(words=words, locale=spoken, build=self.build, icon=icon, **values)
