"""Every way in, as somebody who may not: commands, buttons, forms, completions, menus; in servers
and in direct messages. What Discord hides is sent all the same, as a program of one's own can.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.actions import Action, encode
from domain.permissions import ROLES
from handlers.routes import Route
from handlers.table import ROUTES, VERBS
from services import suspensions
from storage.database import Database
from tests.discord.community import Running, comes_in, running, set_up_jury, until
from tests.simulators.discord import Guild, Interaction, Person, Place, Simulator

REFUSED = "That is for people with another role here"
MANAGERS = "That is for those who manage the group."
NOT_HERE = "works in a group, not here"
PAUSED = "Your account is paused"
FOR_ALL = ROLES["worker"]
# Anybody may have pressed these; what the platform says of them in that server decides.
BY_POWER = {
    "server_set": "digest-here",
    "jury_then": "delete",
    "jury_answer": "",
    "jury_level": "",
    "jury_told": "on",
}
MODERATES = "moderate"
# What everybody has: their own account, their own task, what they may read.
OWN = frozenset(
    (
        "agree", "how", "language", "pushes", "menu", "ans", "tick", "work", "tasks", "skip",
        "redo", "later", "go_on", "report", "near", "visit", "licence", "undo", "info", "show",
        "said", "fill", "canvas", "ticks", "rank", "type", "balance", "history", "me", "leaders",
        "show_name", "settings", "set_language", "set_zone", "set_quiet", "set_push", "push",
        "privacy", "delete_me", "link", "unlink", "juror", "form", "set_digest", "set_goal",
        "set_morning", "earnings", "earnings_file", "statement", "terms", "payout", "payout_ask",
        "payout_auto", "payout_auto_off", "payout_auto_on", "payout_dest", "payout_form",
        "payout_how", "payout_more", "payout_off", "payout_once", "payout_show", "payout_to",
        "payout_where", "payout_yes", "reward", "reward_buy", "rewards", "my_orders", "voucher",
        "vouchers", "about_me", "set_speaks", "set_country", "set_age", "quals", "qual", "quiz_go",
        "quiz", "quiz_tick", "gold_contest", "honesty", "honesty_contest", "appeal", "appeals",
        "appeal_keep", "appeal_pass", "appeal_pay",
    )
)  # fmt: skip
Json = dict[str, Any]


@pytest.fixture
async def bot(
    sim: Simulator, club: Guild, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Running]:
    """A server with a jury, whose boss is an admin; ann is a member of it and a worker."""
    async with running(sim, sqlite_database, tmp_path, sim.person("boss")) as bot:
        await set_up_jury(sim, club, bot)
        yield bot


@pytest.fixture
def ann(sim: Simulator, bot: Running) -> Person:
    return sim.person("ann")


def everywhere(club: Guild) -> tuple[Place | None, Place]:
    return None, club.channel("general")


def channel_of(person: Person, where: Place | None) -> Any:
    return person.chat if where is None else where.channel


async def told(person: Person, done: Interaction) -> str:
    """What somebody is answered with."""
    await person.is_answered(done)
    assert done.modal is None, "a form was opened"
    return done.original.text if done.original else ""


def forged(route: Route, options: list[Json] | None = None) -> Json:
    """A command as the app sends it, whether it is offered there or not."""
    first, _, second = route.path.partition(" ")
    inner: list[Json] = options or []
    if second:
        inner = [{"type": 1, "name": second, "options": inner}]
    return {"id": "1", "type": 1, "name": first, "options": inner}


def words(route: Route) -> list[Json]:
    return [
        {"type": 3, "name": one.name, "value": one.choices[0] if one.choices else "7KQ2M"}
        for one in route.options
        if one.kind != "file"
    ]


def gives(sim: Simulator, person: Person, where: Place | None, data: Json) -> Interaction:
    return sim.world.interact(2, person.user, channel_of(person, where), data)


def types(
    sim: Simulator, person: Person, where: Place | None, route: Route, option: str
) -> Interaction:
    typed = [{"type": 3, "name": option, "value": "", "focused": True}]
    return sim.world.interact(4, person.user, channel_of(person, where), forged(route, typed))


def test_it_is_known_of_every_button_whom_it_is_for() -> None:
    by_role = {name for name, verb in VERBS.items() if verb.permission not in FOR_ALL}
    groups = (by_role, set(BY_POWER), {MODERATES}, set(OWN))
    assert set().union(*groups) == set(VERBS), "say of a new verb whom it is for"
    assert sum(map(len, groups)) == len(VERBS)


async def test_every_command(sim: Simulator, club: Guild, ann: Person) -> None:
    for where in everywhere(club):
        for route in ROUTES:
            if route.name == "delete_me":
                continue
            done = gives(sim, ann, where, forged(route, words(route)))
            text = await told(ann, done)
            assert (REFUSED in text) is (route.permission not in FOR_ALL), (route.path, text)
            if route.for_managers:
                assert (MANAGERS if where else NOT_HERE) in text, (route.path, text)


async def test_every_button_and_every_form_of_another_role(
    sim: Simulator, club: Guild, ann: Person
) -> None:
    for where in everywhere(club):
        for verb in VERBS.values():
            if verb.permission in FOR_ALL:
                continue
            custom_id = encode(Action(verb.name, 1))
            old = ann.keeps(custom_id, where=where)
            assert REFUSED in await told(ann, ann.forges(custom_id, old)), verb.name
            form = {"custom_id": custom_id, "components": []}
            done = sim.world.interact(5, ann.user, channel_of(ann, where), form, message=old)
            assert REFUSED in await told(ann, done), verb.name


async def test_buttons_of_those_who_manage_a_server(
    sim: Simulator, club: Guild, bot: Running, ann: Person
) -> None:
    """As a member of it, in direct messages, and from a server of one's own."""
    own = sim.guild("ann's own", moderators=(ann,)).channel("general")
    places = (*everywhere(club), own)
    for verb, choice in BY_POWER.items():
        for where in places:
            custom_id = encode(Action(verb, 1, choice, 1))
            old = ann.keeps(custom_id, where=where)
            assert MANAGERS in await told(ann, ann.forges(custom_id, old)), (verb, where)
            form = {"custom_id": custom_id, "components": []}
            done = sim.world.interact(5, ann.user, channel_of(ann, where), form, message=old)
            assert MANAGERS in await told(ann, done), (verb, where)
    kept = await bot.chat.database.read(
        lambda tx: tx.connection.execute(
            "SELECT c.at_remove, c.points_least, s.digest_chat FROM community c, server s"
            " WHERE s.chat = c.chat"
        ).fetchall()
    )
    assert kept == [("tell", 0, "")]


async def test_who_manages_no_more_can_do_nothing_with_what_still_stands_on_their_screen(
    sim: Simulator, club: Guild, bot: Running
) -> None:
    boss, general = sim.person("boss"), club.channel("general")
    await boss.sends("/server settings", where=general)
    settings = await boss.sees("This server", where=general)
    await boss.sends("/group settings", where=general)
    jury = await boss.sees("The jury of this group", where=general)
    club.loses(boss)
    for message, verbs in ((settings, {"server_set"}), (jury, set(BY_POWER) - {"server_set"})):
        ids = [one["custom_id"] for one in message.interactive]
        assert {one.partition(":")[0] for one in ids} == verbs
        for custom_id in ids:
            direct = boss.keeps(custom_id)
            for on in (message, direct):
                assert MANAGERS in await told(boss, boss.forges(custom_id, on)), custom_id


async def test_a_verdict_s_buttons(
    sim: Simulator, club: Guild, bot: Running, ann: Person
) -> None:
    ben, troll = sim.person("ben"), sim.person("troll")
    general, mods = club.channel("general"), club.channel("mods")
    bad = await troll.says("Buy cheap watches", where=general)
    boss = sim.person("boss")
    await boss.is_answered(await boss.chooses("Check this message", bad))
    for juror in (ann, ben):
        await juror.sends("/work", where=general)
        await juror.sees("Buy cheap watches", where=general)
        await juror.presses("remove", where=general)
    await until(lambda: bool(mods.messages), bot)
    own = sim.guild("ann's own", moderators=(ann,)).channel("general")
    for act in ("delete", "time_out", "dismiss", "nonsense"):
        custom_id = encode(Action(MODERATES, 1, act))
        for where in (*everywhere(club), own):
            old = ann.keeps(custom_id, where=where)
            text = await told(ann, ann.forges(custom_id, old))
            assert "⚠" in text, (act, where, text)
            form = {"custom_id": custom_id, "components": []}
            done = sim.world.interact(5, ann.user, channel_of(ann, where), form, message=old)
            assert "⚠" in await told(ann, done), (act, where)
    await bot.looks()
    assert not bad.deleted and not club.is_timed_out(troll)
    asked = await bot.chat.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM moderation").fetchone()
    )
    assert asked == (0,)


async def test_every_completion(
    sim: Simulator, club: Guild, bot: Running, ann: Person
) -> None:
    """Nothing for workers, strangers and whoever is suspended; their own for requesters."""
    dan, eve, mel = sim.person("dan"), sim.person("eve"), sim.person("mel")
    for person in (dan, eve, mel):
        club.joins(person)
    for person, role in ((dan, "admin"), (mel, "requester")):
        await comes_in(person, None)
        await bot.chat.becomes(bot.chat.person(str(person.id), "discord"), role)
    await suspends(bot, dan)
    completed = 0
    for route in ROUTES:
        for option in route.options:
            for where in everywhere(club):
                for person in (ann, dan, eve, mel):
                    done = types(sim, person, where, route, option.name)
                    await sim.world.until(lambda done=done: done.choices is not None, 5)
                    assert done.choices == [], (route.path, option.name, person.name)
                    completed += 1
    assert completed > 100
    boss = sim.person("boss")
    done = types(sim, boss, None, next(one for one in ROUTES if one.name == "suspend"), "account")
    assert await sim.world.until(lambda: done.choices, 5)  # as an admin: there are some


async def test_the_menu_of_a_message(
    sim: Simulator, club: Guild, bot: Running, ann: Person
) -> None:
    general, new = club.channel("general"), sim.person("new")
    club.joins(new)
    bad = await sim.person("troll").says("Buy cheap watches", where=general)
    await suspends(bot, ann)
    assert PAUSED in await told(ann, await ann.chooses("Check this message", bad))
    assert "small paid tasks" in await told(new, await new.chooses("Check this message", bad))
    own = ann.keeps("work:0")
    data = {"id": "1", "type": 3, "name": "Check this message", "target_id": str(own.id)}
    resolved = {"messages": {str(own.id): {"id": str(own.id), "content": "x", "author": {}}}}
    boss = sim.person("boss")
    assert NOT_HERE in await told(boss, gives(sim, boss, None, {**data, "resolved": resolved}))
    cases = await bot.chat.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM jury_case").fetchone()
    )
    assert cases == (0,)


async def test_who_is_suspended_or_has_not_agreed_gets_past_nothing(
    sim: Simulator, club: Guild, bot: Running, ann: Person
) -> None:
    new = sim.person("new")
    club.joins(new)
    await suspends(bot, ann)
    may = ("ANYONE", "OWN_ACCOUNT")
    for where in everywhere(club):
        for verb in VERBS.values():
            if verb.permission.name in may or verb.opens_form:
                continue
            custom_id = encode(Action(verb.name, 1))
            for person, words in ((ann, PAUSED), (new, "small paid tasks")):
                old = person.keeps(custom_id, where=where)
                assert words in await told(person, person.forges(custom_id, old)), verb.name
        for route in ROUTES:
            if route.permission.name in may:
                continue
            for person, words in ((ann, PAUSED), (new, "small paid tasks")):
                done = gives(sim, person, where, forged(route))
                assert words in await told(person, done), route.path


async def suspends(bot: Running, person: Person) -> None:
    account_id = await bot.chat.account(bot.chat.person(str(person.id), "discord"))
    at_ms = bot.chat.clock()
    await bot.chat.database.write(
        lambda tx: suspensions.suspend(tx, account_id, "Random answers.", at_ms)
    )
