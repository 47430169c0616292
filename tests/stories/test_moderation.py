"""A jury in a server: asked from a message's menu, its verdict before the moderators."""

import pytest

from domain.actions import Action
from domain.ids import public
from domain.views import Placement
from services import ledger
from tests.stories.driver import SPAM as SPAM_PROJECT
from tests.stories.driver import Chat, Person
from tests.stories.groups import ON_BOTH
from tests.stories.servers import BOTH, Server
from tests.stories.test_jury import JURY

pytestmark = ON_BOTH
SPAM = "URGENT! Call 0906 now."


@pytest.fixture
def server(chat: Chat) -> Server:
    return Server(chat, managers={"rita"}, may={"rita": BOTH, "mo": frozenset({"delete"})})


@pytest.fixture
async def rita(chat: Chat, server: Server) -> Person:
    """Who manages the server, pays its jury and moderates it in #mods."""
    person = server.person("rita")
    await server.comes_in(person)
    await chat.becomes(person, "requester")
    project_id = await chat.project(JURY, is_open=False)
    account_id = await chat.account(person)

    def give(tx: object) -> None:
        tx.connection.execute(  # type: ignore[attr-defined]
            f"UPDATE project SET owner_id = {account_id} WHERE id = {project_id}"  # noqa: S608
        )
        ledger.deposit(
            tx,  # type: ignore[arg-type]
            account_id=account_id,
            amount_minor=1000,
            currency="credits",
            ref=f"for {project_id}",
            now_ms=chat.clock(),
        )

    await chat.database.write(give)
    await server.sends(person, f"/group_settings {public(project_id)}")
    person.sees("The jury of this group")
    await server.sends(person, "/server_settings moderators here", "mods")
    person.sees("✓ Verdicts, for moderators: here")
    return person


async def members(server: Server, *names: str) -> list[Person]:
    """People of the server who want to be asked."""
    found = []
    for name in names:
        person = server.person(name)
        await server.comes_in(person)
        await server.presses(person, Action("juror", 1, "on"))
        person.sees("You are on the jury")
        found.append(person)
    return found


async def decides(server: Server, jurors: list[Person], answer: str = "remove") -> None:
    for juror in jurors:
        await server.sends(juror, "/work")
        await server.taps(juror, answer)
    await server.passes()


async def test_moderators_see_the_verdict_and_delete_the_message(
    chat: Chat, server: Server, rita: Person
) -> None:
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    view = await server.checks(cleo, "77", SPAM, author="troll")
    cleo.sees("The jury is asked about that message.")
    assert view.placement is Placement.CHANNEL  # the members in the channel are asked
    assert "The jury of a group you are in is asked" in (await server.told(jurors[0]))[0]
    await decides(server, jurors)
    (card,) = server.said("mods")
    assert "The jury says: remove it.\n\n2 answers, 100% agree" in card
    assert SPAM in card and "https://discord.com/channels/900100/general/77" in card
    assert "The jury says: remove it." in (await server.told(cleo))[-1]
    assert server.said("general") == [] and server.deleted == []
    view = await server.taps_on(rita, "mods", "Delete")
    rita.sees("I delete it.")
    assert view.placement is Placement.ONLY_YOU
    await server.passes()
    assert server.deleted == ["77"]
    assert "Deleted by Rita." in server.said("mods")[0]
    await server.taps_on(rita, "mods", "Time out")
    await server.passes()
    assert server.resting == {"troll": chat.clock() + 86_400_000}
    await server.taps_on(rita, "mods", "Dismiss")
    await server.passes()
    card = server.said("mods")[0]
    assert "Its author timed out for 24 h by Rita." in card and "Dismissed by Rita." in card
    assert server.last("mods")[1].choices == ()
    await server.presses(rita, Action("moderate", 1, "delete"), "mods")
    rita.sees("was dismissed")


async def test_a_moderators_button_takes_what_they_may_do_themselves(
    chat: Chat, server: Server, rita: Person
) -> None:
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    mo = server.person("mo")
    await server.comes_in(mo)
    await server.checks(cleo, "77", SPAM, author="troll")
    await decides(server, jurors)
    for act in ("delete", "time_out", "dismiss"):
        await server.presses(cleo, Action("moderate", 1, act), "mods")
        cleo.sees("somebody who may do it in this group by themselves")
        await cleo.presses(Action("moderate", 1, act))
        cleo.sees("for the moderators of the group")
    await server.taps_on(mo, "mods", "Time out")
    mo.sees("somebody who may do it in this group by themselves")
    elsewhere = Server(chat, id="900200", may={"eve": BOTH})
    eve = server.person("eve")
    await elsewhere.comes_in(eve)
    await elsewhere.presses(eve, Action("moderate", 1, "delete"))
    eve.sees("for the moderators of the group")
    await server.presses(rita, Action("moderate", 1, "ban"), "mods")
    rita.sees("I don't know this button")
    await server.passes()
    assert server.deleted == [] and server.resting == {}


async def test_what_the_press_said_is_asked_again(chat: Chat, server: Server, rita: Person) -> None:
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    mo = server.person("mo")
    await server.comes_in(mo)
    await server.checks(cleo, "77", SPAM, author="troll")
    await decides(server, jurors)
    server.really_may["mo"] = frozenset()
    await server.taps_on(mo, "mods", "Delete")
    await server.passes()
    assert server.deleted == []
    assert "Not deleted (Mo): whoever asked may not do that there." in server.said("mods")[0]
    server.refuses = "I lack the permission Manage Messages in that channel"
    await server.taps_on(rita, "mods", "Delete")
    await server.passes()
    assert "Not deleted (Rita): I lack the permission" in server.said("mods")[0]
    server.refuses = ""
    server.is_in_trouble = True
    await server.taps_on(rita, "mods", "Delete")
    await server.passes()
    server.is_in_trouble = False
    await server.passes(minutes=1)
    assert server.deleted == ["77"]
    assert "Deleted by Rita." in server.said("mods")[0]
    await server.presses(rita, Action("moderate", 1, "delete"), "mods")
    rita.sees("Somebody else has done that already.")


async def test_the_jury_is_asked_in_a_channel_of_its_own(
    chat: Chat, server: Server, rita: Person
) -> None:
    await server.sends(rita, "/server_settings jury here", "jury")
    cleo, ann, ben = await members(server, "cleo", "ann", "ben")
    view = await server.checks(cleo, "77", SPAM, author="troll")
    cleo.sees("The jury is asked about that message.", "I tell you what it says.")
    assert view.placement is not Placement.CHANNEL and view.choices == ()
    await server.passes()
    (asked,) = server.said("jury")
    assert "The jury is asked about a message." in asked and "URGENT" not in asked
    for juror in (ann, ben):
        await server.taps_on(juror, "jury", "Look at it")
        juror.sees(SPAM)
        await server.taps(juror, "keep")
    await server.passes()
    assert "it can stay" in server.said("mods")[0]
    await server.checks(ann, "77", SPAM, author="troll")
    ann.sees("it can stay")


async def test_checks_in_vain_become_fewer(chat: Chat, server: Server, rita: Person) -> None:
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    for number in range(3):
        await server.checks(cleo, f"7{number}", f"Lunch {number}?")
        await decides(server, jurors, "keep")
    await server.checks(cleo, "79", "Dinner?")
    cleo.sees("Your last 3 checks were about messages that may stay", "one check a day")
    chat.clock.passes(days=1)
    await server.checks(cleo, "79", SPAM)
    cleo.sees("The jury is asked")
    await server.checks(cleo, "80", SPAM)
    cleo.sees("one check a day")


async def test_a_moderators_channel_that_is_gone_leaves_the_verdict_under_the_message(
    chat: Chat, server: Server, rita: Person
) -> None:
    cleo, *jurors = await members(server, "cleo", "ann", "ben")
    await server.checks(cleo, "77", SPAM)
    server.gone.add("mods")
    await decides(server, jurors)
    await server.passes(minutes=1)
    assert "The jury says: remove it." in server.said("general")[0]


async def test_where_nothing_is_said_of_a_message_its_menu_is_named(
    chat: Chat, server: Server, rita: Person
) -> None:
    await server.sends(rita, "/check")
    rita.sees("Apps", "“Check this message”")
    await server.checks(rita, "77", " ")
    rita.sees("no words in that message")


async def test_a_board_has_a_thread_where_it_is_wanted(
    chat: Chat, server: Server, rita: Person
) -> None:
    await chat.becomes(rita, "admin")
    project_id = await chat.project(rows={"a": "Call now", "b": "Lunch?"})
    better = SPAM_PROJECT.replace("spam?", "junk?").replace('"0.02"', '"0.09"')
    await chat.project(better, rows={"c": "Something else"})
    ann = server.person("ann")
    await server.sends(rita, f"/board {public(project_id)} thread", "work")
    rita.sees("The board comes in a moment.")
    await server.passes()
    assert server.threads == {"Is this message spam?": True}
    assert "2 tasks left" in server.said("work")[0] and "Ahead" not in server.said("work")[0]
    eve = server.person("eve")
    await server.taps_on(eve, "work", "Start")
    eve.sees("small paid tasks")
    await server.taps(eve, "Start earning", "work")
    await server.taps(eve, "No, just show me a task", "work")
    eve.sees("Call now")
    await server.taps_on(ann, "work", "Start")
    await server.taps(ann, "Start earning", "work")
    await server.taps(ann, "No, just show me a task", "work")
    await server.taps(ann, "ham")
    await server.sends(ann, "/leaderboard")
    await server.taps(ann, "Show my name")
    await server.passes(minutes=2)
    assert "Ahead today: Ann (1)" in server.said("work")[0]
    await server.sends(rita, f"/project_close {public(project_id)}")
    await server.taps(rita, "Close it")
    await server.passes(minutes=2)
    assert "This one has ended" in server.said("work")[0]
    assert server.threads == {"Is this message spam?": False}
