"""Tasks whose questions are marked on the page for it, and that page without a screen."""

import io
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from PIL import Image
from starlette.applications import Starlette

from bot.canvas_links import CanvasLinks
from bot.platforms.web.canvas import Canvas, Serve
from bot.platforms.web.canvas_proof import signature
from bot.platforms.web.shell import Shell
from domain.terms import Terms
from storage.database import Database

PUBLIC_URL = "https://work.example"
PICTURE_URL = "https://pictures.example/street.png"
SIZE = (400, 300)
TEXT = "Ada Lovelace 🇬🇧 met Charles Babbage."


def project(kind: str, **settings: object) -> str:
    """Write a project with one question of a kind."""
    of = "{{message}}" if kind == "spans" else "{{image}}"
    more = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    return f"""
title = "Street"
kind = "moderation"
show = "{{{{message}}}}"
reward = "0.02"
time_limit = "10m"
answers = {{ least = 2, most = 5 }}
budget = "250.00"

[[question]]
id = "marks"
text = "Mark what you see"
type = "{kind}"
of = "{of}"
{more}
"""


def rows(count: int = 4) -> str:
    """Write the rows of such a project."""
    lines = (f'row-{n},"{TEXT}",{PICTURE_URL}' for n in range(1, count + 1))
    return "id,message,image\n" + "\n".join(lines) + "\n"


def picture() -> bytes:
    """Paint the picture."""
    written = io.BytesIO()
    Image.new("RGB", SIZE, (120, 150, 170)).save(written, "PNG")
    return written.getvalue()


def init_data(who: int | str, token: str, *, age_s: int = 0, **changed: str) -> str:
    """Write what Telegram gives a Mini App that somebody opened, then change it."""
    fields = {
        "auth_date": str(int(time.time()) - age_s),
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "signature": "of-another-kind",
        "user": json.dumps({"id": int(who), "first_name": "Ann & Co", "language_code": "en"}),
    }
    signed = fields | {"hash": signature(fields, token)}
    return urlencode(signed | changed)


def token_of(url: str) -> str:
    """Give the token in the address of the page."""
    return parse_qs(urlsplit(url).query)["t"][0]


def page(
    database: Database,
    terms: Terms,
    links: CanvasLinks,
    serve: Mapping[str, Serve],
    **facts: Any,
) -> httpx.AsyncClient:
    """The page's side of our server, without a browser."""
    canvas = Canvas(database, terms, links, serve, **facts)
    app = Starlette(routes=canvas.routes(Shell()))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL)
