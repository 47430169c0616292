"""A community: its leaderboard, its digest, its welcome, its settings."""

import pytest

from bot.schedule import run_job
from domain.actions import Action
from services import leaderboards
from tests.stories.driver import Chat, Person
from tests.stories.groups import ON_BOTH, Group, telegram
from tests.stories.servers import Server

pytestmark = ON_BOTH
ROWS = {f"sms{number}": f"Call now {number}" for number in range(6)}


@pytest.fixture
def server(chat: Chat) -> Server:
    return Server(chat, managers={"rita"})


@pytest.fixture
async def rita(server: Server) -> Person:
    """Who manages the server."""
    person = server.person("rita")
    await server.comes_in(person)
    return person


async def works(server: Server, name: str, answers: int) -> Person:
    """Somebody who answers some tasks in the server."""
    person = server.person(name)
    await server.comes_in(person)
    for _ in range(answers):
        await server.taps(person, "ham")
    return person


async def test_a_leaderboard_shows_names_of_those_who_want_it(chat: Chat, server: Server) -> None:
    await chat.project(rows=ROWS)
    ann = await works(server, "ann", 3)
    await works(server, "ben", 1)
    cleo = await works(server, "cleo", 0)
    await server.sends(cleo, "/leaderboard")
    cleo.sees("Leaderboard", "7 days", "of this group", "somebody", "31", "11")
    cleo.sees("2 people have points.", "Others see you as “somebody”")
    cleo.sees_no("Ann", "Ben")
    await server.sends(ann, "/leaderboard all")
    ann.sees("you", "all time")
    await server.taps(ann, "Show my name")
    ann.sees("✓ Others see your name: Ann.", "Ann (you)")
    await server.sends(cleo, "/leaderboard month")
    cleo.sees("30 days", "Ann", "somebody")
    cleo.sees_no("Ben")
    await server.sends(ann, "/top")
    await server.taps(ann, "Hide my name")
    ann.sees("Others don't see your name any more.")
    await server.taps(cleo, "7 days")
    cleo.sees_no("Ann")


async def test_a_leaderboard_in_private_is_of_everybody(chat: Chat, server: Server) -> None:
    await chat.project(rows=ROWS)
    await works(server, "ann", 1)
    away = chat.person("dan")
    await away.comes_in()
    await away.taps("ham")
    await away.taps("ham")
    await away.sends("/leaderboard")
    away.sees("everywhere", "21", "11")
    eve = server.person("eve")
    await server.comes_in(eve)
    await server.sends(eve, "/leaderboard")
    eve.sees("11")
    eve.sees_no("21")
    await away.sends("/leaderboard yesterday")
    away.sees("week, month, all")


async def test_who_is_not_among_the_first_sees_their_own_place(
    chat: Chat, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboards, "TOP", 1)
    await chat.project(rows=ROWS)
    await works(server, "ann", 2)
    ben = await works(server, "ben", 1)
    await server.sends(ben, "/leaderboard")
    ben.sees("21", "2", "you", "11")
    chat.clock.passes(days=8)
    await server.sends(ben, "/leaderboard")
    ben.sees("Nobody has gained points yet")
    await server.taps(ben, "all time")
    ben.sees("21")


async def test_a_digest_comes_once_a_day_in_its_channel(
    chat: Chat, server: Server, rita: Person
) -> None:
    await chat.project(rows=ROWS)
    await server.sends(rita, "/server_settings", "news")
    rita.sees("This server", "Daily digest: no")
    await server.taps(rita, "Digest here", "news")
    rita.sees("✓ Daily digest: here")
    ann = await works(server, "ann", 3)
    await works(server, "ben", 1)
    await server.sends(ann, "/leaderboard")
    await server.taps(ann, "Show my name")
    await server.passes(job="digest")
    assert server.said("news") == []
    await server.passes(minutes=24 * 60, job="digest")
    (text,) = server.said("news")
    assert "1 January in this server" in text
    assert "4 tasks done by 2 people · 0.08 credited" in text
    assert "Ann" in text and "somebody" in text and "Ben" not in text
    for _ in range(3):
        await server.passes(minutes=60, job="digest")
    assert len(server.said("news")) == 1
    await server.passes(minutes=24 * 60, job="digest")
    assert len(server.said("news")) == 1  # nobody worked on that day
    await server.sends(rita, "/server_settings digest off", "news")
    rita.sees("✓ Daily digest: no")


async def test_who_wants_their_name_shown_is_welcomed_once(
    chat: Chat, server: Server, rita: Person
) -> None:
    await server.sends(rita, "/server_settings welcome here", "hall")
    ann, ben = await works(server, "ann", 0), await works(server, "ben", 0)
    await server.passes()
    assert server.said("hall") == []
    await server.sends(ann, "/leaderboard")
    for _ in range(2):
        await server.taps(ann, "Show my name")
        await server.passes()
        await server.taps(ann, "Hide my name")
    await server.taps(ann, "Show my name")
    await server.passes()
    (text,) = server.said("hall")
    assert "Welcome, Ann" in text
    await server.sends(ben, "/me")
    await server.passes()
    assert len(server.said("hall")) == 1


async def test_settings_are_for_those_who_manage_the_server(
    chat: Chat, server: Server, rita: Person
) -> None:
    ann = await works(server, "ann", 0)
    await server.sends(ann, "/server_settings")
    ann.sees("That is for those who manage the group.")
    await server.sends(rita, "/server_settings")
    for choice in ("digest-here", "moderators-here", "jury-off"):
        await server.presses(ann, Action("server_set", 1, choice))
        ann.sees("That is for those who manage the group.")
    await ann.presses(Action("server_set", 1, "digest-here"))
    ann.sees("That is for those who manage the group.")
    elsewhere = Server(chat, id="900200", managers={"ann"})
    await elsewhere.presses(ann, Action("server_set", 1, "digest-here"))
    ann.sees("That is for those who manage the group.")
    await server.taps(rita, "Digest here")
    server.managers.clear()
    await server.presses(rita, Action("server_set", 1, "digest-off"))
    rita.sees("That is for those who manage the group.")
    await server.presses(rita, Action("server_set", 77, "digest-off"))
    rita.sees("no such group")


async def test_a_group_in_telegram_has_its_digest_too(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    group = Group(chat, managers={"rita"})
    rita, ann = telegram(chat, "rita"), telegram(chat, "ann")
    for person in (rita, ann):
        await person.comes_in()
    await group.hears(ann, "/server_settings")
    ann.sees("That is for those who manage the group.")
    await group.hears(rita, "/server_settings")
    rita.sees("This server", "Daily digest: no")
    rita.sees_no("Verdicts")
    await rita.taps("Digest here")
    rita.sees("✓ Daily digest: here")
    await group.joins(ann)
    await ann.sends("/work")
    await ann.taps("ham")
    await group.hears(ann, "/leaderboard")
    ann.sees("of this group", "you", "11")
    chat.clock.passes(days=1)
    await run_job("digest", chat.database, chat.terms, chat.clock())
    await group.passes()
    (text,) = group.texts
    assert "1 task done by 1 person · 0.02 credited" in text
    await rita.taps("No digest")
    rita.sees("✓ Daily digest: no")
    chat.clock.passes(days=1)
    await rita.taps("Digest here")
    rita.sees("Send /server_settings there once more.")


async def test_a_leaderboards_button_of_another_server_shows_everybody(
    chat: Chat, server: Server
) -> None:
    await chat.project(rows=ROWS)
    await works(server, "ann", 1)
    eve = chat.person("eve")
    await eve.comes_in()
    await eve.presses(Action("leaders", 1, "week"))
    eve.sees("everywhere")


async def test_a_channel_that_is_gone_is_forgotten(
    chat: Chat, server: Server, rita: Person
) -> None:
    await chat.project(rows=ROWS)
    await server.sends(rita, "/server_settings digest here", "news")
    await works(server, "ann", 1)
    server.gone.add("news")
    await server.passes(minutes=24 * 60, job="digest")
    await server.sends(rita, "/server_settings")
    rita.sees("Daily digest: no")
    server.is_in_trouble = True
    await server.sends(rita, "/server_settings digest here", "other")
    await works(server, "ben", 1)
    await server.passes(minutes=24 * 60, job="digest")
    assert server.said("other") == []
    server.is_in_trouble = False
    await server.passes(minutes=5)
    assert len(server.said("other")) == 1


async def test_leaving_removes_from_servers_too(chat: Chat, server: Server, rita: Person) -> None:
    await server.sends(rita, "/delete_me")
    await server.taps(rita, rita.buttons[0] if "elete" in rita.buttons[0] else rita.buttons[1])
    left = await chat.database.read(
        lambda tx: tx.connection.execute("SELECT count(*) FROM server_member").fetchone()
    )
    assert tuple(left) == (0,)
