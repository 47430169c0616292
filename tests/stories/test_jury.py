"""The jury of a group: from `/check` to the verdict under the message."""

import asyncio

import pytest

from domain.actions import Action
from domain.ids import public
from domain.views import Placement
from services import ledger, people
from storage import notices as outbox
from tests.stories.driver import Chat, Person
from tests.stories.groups import ON_BOTH, Group, telegram

pytestmark = ON_BOTH
JURY = """
title = "Does this belong here?"
kind = "moderation"
show = "{{text}}"
reward = "0.02"
answers = { least = 2, most = 3 }
budget = "10.00"

[[question]]
id = "verdict"
text = "Does it belong here?"
type = "choice"
options = ["keep", "remove"]
"""
SPAM = "URGENT! Call 0906 now."


@pytest.fixture
def group(chat: Chat) -> Group:
    return Group(chat, managers={"rita"})


@pytest.fixture
async def rita(chat: Chat, group: Group) -> Person:
    """Who manages the group and pays its jury."""
    person = telegram(chat, "rita")
    await person.comes_in()
    await chat.becomes(person, "requester")
    await gives_a_jury(chat, group, person)
    return person


async def gives_a_jury(chat: Chat, group: Group, person: Person, toml: str = JURY) -> int:
    """A person's own project asks and pays the jury."""
    project_id = await chat.project(toml, is_open=False)
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
    await group.hears(person, f"/group_settings {public(project_id)}")
    return project_id


async def members(chat: Chat, group: Group, *names: str) -> list[Person]:
    """People who were seen in the group and want to be asked."""
    found = []
    for name in names:
        person = telegram(chat, name)
        await person.comes_in()
        await group.joins(person)
        await group.pressed(person, Action("juror", 1, "on"))
        person.sees("You are on the jury")
        found.append(person)
    return found


async def test_a_message_is_judged_and_the_verdict_stands_under_it(
    chat: Chat, group: Group, rita: Person
) -> None:
    rita.sees("The jury of this group", "Does this belong here?", "remove", "tell the moderators")
    rita.sees("You are told the verdicts: yes")
    await rita.taps("Don't tell me")
    rita.sees("You are told the verdicts: no")
    await rita.taps("Tell me the verdicts")
    ann, ben, cleo = await members(chat, group, "ann", "ben", "cleo")
    view = await group.hears_reply(cleo, "check", to="77", text=SPAM)
    cleo.sees("The jury is asked about that message.")
    assert view.placement is Placement.CHANNEL
    for juror in (ann, ben):
        (asked,) = await group.told(juror)
        assert "The jury of a group you are in is asked about a message." in asked
        await juror.taps("Look at it")
        juror.sees(SPAM)
        await juror.taps("remove")
        juror.sees("+0.02")
    await group.passes()
    assert group.texts == ["The jury says: remove it.\n\n2 answers, 100% agree"]
    assert group.under["m1"] == "77" and group.deleted == []
    assert "URGENT" in (await group.told(rita))[-1]
    assert "The jury says: remove it." in (await group.told(cleo))[-1]
    await group.passes(minutes=5)
    assert len(group.posts) == 1


async def test_a_message_that_shall_go_is_deleted_where_the_group_wants_it(
    chat: Chat, group: Group, rita: Person
) -> None:
    await rita.taps("delete it")
    ann, ben = await members(chat, group, "ann", "ben")
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    for juror in (ann, ben):
        await juror.sends("/work")
        await juror.taps("remove")
    await group.passes()
    assert group.deleted == ["77"]


async def test_moderators_hear_of_a_message_that_may_not_be_deleted(
    chat: Chat, group: Group, rita: Person
) -> None:
    await rita.taps("delete it")
    group.may_delete = False
    ann, ben = await members(chat, group, "ann", "ben")
    await group.hears_reply(ann, "check", to="77", text=SPAM)
    cleo = (await members(chat, group, "cleo"))[0]
    for juror in (ben, cleo):
        await juror.sends("/work")
        await juror.taps("remove")
    await group.passes()
    assert group.texts == ["The jury says: remove it.\n\n2 answers, 100% agree"]
    told = await group.told(rita)
    assert "I could not delete what the jury wants removed." in told[-1] and "URGENT" in told[-1]
    assert not [text for text in await group.told(ann) if "could not delete" in text]
    await group.passes(minutes=5)
    assert len(group.posts) == 1


async def test_a_verdict_waits_for_a_platform_in_trouble(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, ben = await members(chat, group, "ann", "ben")
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    for juror in (ann, ben):
        await juror.sends("/work")
        await juror.taps("remove")
    group.is_in_trouble = True
    for _ in range(10):
        await group.passes(minutes=10)
    assert not group.posts
    group.is_in_trouble = False
    await group.passes(minutes=31)
    await group.passes(minutes=31)
    assert len(group.posts) == 1


async def test_what_may_stay_stays_and_can_be_asked_about_once(
    chat: Chat, group: Group, rita: Person
) -> None:
    await rita.taps("delete it")
    ann, ben = await members(chat, group, "ann", "ben")
    await group.hears_reply(rita, "check", to="77", text="Lunch?")
    for juror in (ann, ben):
        await juror.sends("/work")
        await juror.taps("keep")
    await group.passes()
    assert "it can stay" in group.texts[0] and group.deleted == []
    await group.hears_reply(ann, "check", to="77", text="Lunch?")
    ann.sees("it can stay", "2 answers")
    await group.passes()
    assert len(group.posts) == 1


async def test_a_second_message_is_paid_for_when_the_first_is_done(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, ben = await members(chat, group, "ann", "ben")
    for message in ("77", "78"):
        await group.hears_reply(rita, "check", to=message, text=f"{SPAM} {message}")
        rita.sees("The jury is asked")
        for juror in (ann, ben):
            await juror.sends("/work")
            juror.sees(message)
            await juror.taps("remove")
        await group.passes()
    assert len(group.posts) == 2


async def test_neither_the_reporter_nor_the_author_decides(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, ben, cleo = await members(chat, group, "ann", "ben", "cleo")
    await group.hears_reply(ann, "check", to="77", text=SPAM, author="ben")
    for out in (ann, ben):
        await out.sends("/work")
        out.sees("That was everything")
    await cleo.sends("/work")
    cleo.sees(SPAM)


async def test_an_author_who_comes_in_later_does_not_decide_either(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, cleo = await members(chat, group, "ann", "cleo")
    await group.hears_reply(ann, "check", to="77", text=SPAM, author="ben")
    (ben,) = await members(chat, group, "ben")
    for person in (ben, cleo):
        await person.sends("/work")
    ben.sees("That was everything")
    cleo.sees(SPAM)


async def test_the_jurys_tasks_are_for_its_members_alone(
    chat: Chat, group: Group, rita: Person
) -> None:
    (ann,) = await members(chat, group, "ann")
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    eve = telegram(chat, "eve")
    await eve.comes_in()
    eve.sees("That was everything")
    await eve.sends("/start t_" + public(1))
    eve.sees("not open to you now")
    await eve.presses(Action("juror", 1, "on"))
    eve.sees("for the group's members")
    await ann.sends("/work")
    ann.sees(SPAM)


async def test_who_left_the_group_is_not_on_its_jury(
    chat: Chat, group: Group, rita: Person
) -> None:
    (ann,) = await members(chat, group, "ann")
    await group.leaves(ann)
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    await ann.sends("/work")
    ann.sees("That was everything")
    assert await group.told(ann) == []


async def test_jurors_need_the_level_that_the_group_asks_for(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, ben = await members(chat, group, "ann", "ben")
    await rita.taps("level 1")
    account_id = await chat.account(ben)
    await chat.database.write(
        lambda tx: tx.connection.execute(
            f"UPDATE account SET points = 100 WHERE id = {account_id}"  # noqa: S608
        )
    )
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    assert await group.told(ann) == []
    assert len(await group.told(ben)) == 1
    await ann.sends("/work")
    ann.sees("That was everything")
    await ben.sends("/work")
    ben.sees(SPAM)


async def test_nobody_is_asked_at_night(chat: Chat, group: Group, rita: Person) -> None:
    (ann,) = await members(chat, group, "ann")
    chat.clock.passes(minutes=13 * 60)
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    assert await group.told(ann) == []
    await ann.sends("/work")
    ann.sees(SPAM)


async def test_being_asked_is_no_push(chat: Chat, group: Group, rita: Person) -> None:
    (ann,) = await members(chat, group, "ann")
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    account_id = await chat.account(ann)
    pushed = await chat.database.read(lambda tx: outbox.pushes_since(tx, account_id, 0))
    assert pushed == 0


async def test_who_reports_at_the_same_time_takes_turns(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann, ben, cleo = await members(chat, group, "ann", "ben", "cleo")
    await asyncio.gather(
        group.hears_reply(ann, "check", to="77", text="one"),
        group.hears_reply(ben, "check", to="78", text="two"),
        group.hears_reply(rita, "check", to="78", text="two"),
    )
    await cleo.sends("/work")
    await cleo.taps("keep")
    await cleo.taps("keep")
    cleo.sees("today 2 tasks", "That was everything")


async def test_reports_are_limited(chat: Chat, group: Group, rita: Person) -> None:
    (ann,) = await members(chat, group, "ann")
    for number in range(5):
        await group.hears_reply(ann, "check", to=f"{number}", text=f"message {number}")
        ann.sees("The jury is asked")
    view = await group.hears_reply(ann, "check", to="9", text="message 9")
    ann.sees("5 checks within a day")
    assert view.placement is Placement.ONLY_YOU
    chat.clock.passes(days=1)
    await group.hears_reply(ann, "check", to="9", text="message 9")
    ann.sees("The jury is asked")


async def test_what_cannot_be_judged_is_explained(chat: Chat, group: Group) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    await group.hears_reply(ann, "check", to="77", text=SPAM)
    ann.sees("This group has no jury yet.")
    rita = telegram(chat, "rita")
    await rita.comes_in()
    await chat.becomes(rita, "requester")
    await gives_a_jury(chat, group, rita, JURY.replace("10.00", "0.06"))
    await group.hears(ann, "/check")
    ann.sees("Reply to the message")
    await group.hears_reply(ann, "check", to="77", text="  ")
    ann.sees("no words in that message")
    await group.hears_reply(ann, "check", to="77", text=SPAM)
    ann.sees("The jury is asked")
    await group.hears_reply(ann, "check", to="78", text=SPAM)
    ann.sees("The jury's budget is spent")


async def test_a_verdict_that_never_comes_is_said_too(
    chat: Chat, group: Group, rita: Person
) -> None:
    await members(chat, group, "ann")
    await group.hears_reply(rita, "check", to="77", text=SPAM)
    await rita.sends(f"/project_close {public(1)}")
    await rita.taps("Close it")
    await group.passes()
    assert group.texts == ["The jury came to no agreement."]
    await group.hears_reply(rita, "check", to="78", text=SPAM)
    rita.sees("The jury rests")


async def test_the_settings_are_for_those_who_manage_the_group(
    chat: Chat, group: Group, rita: Person
) -> None:
    ann = telegram(chat, "ann")
    await ann.comes_in()
    await group.hears(ann, "/group_settings")
    ann.sees("That is for those who manage the group.")
    for action in (
        Action("jury_then", 1, "delete"),
        Action("jury_told", 1, "on"),
        Action("jury_level", 1, "", 2),
        Action("jury_answer", 1, "", 0),
    ):
        await ann.presses(action)
        ann.sees("That is for those who manage the group.")
    chat.clock.passes(days=2)
    await rita.presses(Action("jury_then", 1, "delete"))
    rita.sees("Send /group_settings there once more.")
    await group.hears(rita, "/group_settings")
    await rita.taps("keep")
    rita.sees("Remove when they answer: keep")
    await rita.presses(Action("jury_answer", 1, "", 7))
    rita.sees("I don't know this button")


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (JURY.replace("{{text}}", "{{a}} {{b}}"), "shows one column and asks one question"),
        (JURY.replace('"choice"\noptions = ["keep", "remove"]', '"number"'), "shows one column"),
    ],
)
async def test_a_project_that_no_jury_can_answer_is_refused(
    chat: Chat, group: Group, toml: str, sentence: str
) -> None:
    rita = telegram(chat, "rita")
    await rita.comes_in()
    await chat.becomes(rita, "requester")
    await gives_a_jury(chat, group, rita, toml)
    rita.sees(sentence)
    await group.hears(rita, "/group_settings")
    rita.sees("This group has no jury yet.")


async def test_leaving_removes_memberships_too(chat: Chat, group: Group, rita: Person) -> None:
    (ann,) = await members(chat, group, "ann")
    account_id = await chat.account(ann)
    await ann.sends("/delete_me")
    await ann.taps(ann.buttons[0] if "elete" in ann.buttons[0] else ann.buttons[1])
    left = await chat.database.read(
        lambda tx: tx.queries.membership_find(
            tx.connection, community_id=1, account_id=account_id
        )
    )
    assert left is None
    gone = await chat.database.read(lambda tx: people.load(tx, account_id))
    assert gone.state == "deleted"
