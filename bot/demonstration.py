"""`bitework demo`: a folder with everything in it, three projects, an admin who can come in.

Everything is done once and found again at the next start; what a killed start left half done is
finished by the next one.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

from bot import config, importing
from bot.config import Settings
from bot.demo import Demo, demos
from bot.platforms.web import visitors
from domain.errors import Unusable
from domain.terms import Terms
from services import accounts, ledger, people, projects
from storage.database import Database
from storage.tx import Tx

CONFIGURATION = """\
# Written by `bitework demo`. With it the command line works on the demo:
#     bitework project list --config {file}

[database]
url = {url}

[log]
level = "warning"
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The demo's folder and what is in it."""

    folder: Path

    @property
    def url(self) -> str:
        """The address of the database: a SQLite file."""
        return f"sqlite:///{self.folder / 'bitework.db'}"

    @property
    def configuration(self) -> Path:
        """The configuration, for the command line too."""
        return self.folder / "config.toml"

    @property
    def admin_key(self) -> Path:
        """The key that the admin comes in with; for its owner's eyes only."""
        return self.folder / "admin.key"


def settle(folder: Path, port: int | None, environ: Mapping[str, str]) -> tuple[Place, Settings]:
    """Make the folder and its configuration where they are missing, and read it."""
    place = Place(folder.absolute())
    try:
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.configuration.exists():
            text = CONFIGURATION.format(file=place.configuration, url=json.dumps(place.url))
            place.configuration.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(
            "The folder {folder} cannot be used: {why}.", folder=folder, why=error.strerror
        ) from None
    ours = {"BITEWORK_DATABASE__URL": place.url}
    if port is not None:
        ours["BITEWORK_WEB__PORT"] = str(port)
    return place, config.load(place.configuration, {**environ, **ours})


def seed(database: Database, settings: Settings, now_ms: int) -> None:
    """Make the demo's projects, pay for them, bring their rows in and open them."""
    money = settings.money
    wanted = demos(money)
    total_minor = sum(demo.project.budget_minor for demo in wanted)

    def fund(tx: Tx) -> None:
        ledger.deposit(
            tx,
            account_id=accounts.operator(tx, now_ms),
            amount_minor=total_minor,
            currency=money.currency,
            ref="demo",
            now_ms=now_ms,
        )

    database.write_now(fund)
    for demo in wanted:
        _seed_project(database, settings, demo, now_ms)


def _seed_project(database: Database, settings: Settings, demo: Demo, now_ms: int) -> None:
    project_id = database.write_now(lambda tx: _project(tx, demo, now_ms))
    state = database.read_now(lambda tx: projects.find(tx, project_id).state)
    if state != "draft":
        return
    if demo.rows is not None:
        with as_file(demo.rows) as path:
            importing.import_file(database, project_id, path, now_ms=now_ms)
    terms = settings.terms
    database.write_now(lambda tx: projects.open_project(tx, project_id, terms, now_ms))


def _project(tx: Tx, demo: Demo, now_ms: int) -> int:
    """Give the demo's project, made where it is missing: the operator's with that title."""
    owner_id = accounts.operator(tx, now_ms)
    for listed in projects.listing(tx, owner_id):
        if listed.title == demo.project.title:
            return listed.id
    return projects.create(tx, demo.project, owner_id, now_ms)


def admin_link(
    database: Database, settings: Settings, place: Place, base: str, now_ms: int
) -> str:
    """Give the link by which the admin comes in; the same at every start."""
    key = _key(place.admin_key)
    user = visitors.user_of(key)
    database.write_now(lambda tx: _admin(tx, user, settings.terms, now_ms))
    return visitors.enter_url(base, key)


def _key(path: Path) -> str:
    if path.exists():
        key = path.read_text(encoding="ascii").strip()
        if visitors.is_key(key):
            return key
    key = visitors.new_key()
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key}\n")
    part.replace(path)
    return key


def _admin(tx: Tx, user: str, terms: Terms, now_ms: int) -> None:
    """Make the admin's account at the first start; later ones leave it as it is."""
    arrived = people.arrive(
        tx,
        platform=visitors.PLATFORM,
        external_id=user,
        chat=user,
        name="Admin",
        locale="en",
        time_zone="",
        terms=terms,
        now_ms=now_ms,
    )
    if arrived is not None and arrived[0].state == "new":
        people.set_role(tx, arrived[0].account_id, "admin")
        people.set_state(tx, arrived[0].account_id, "active", None)
