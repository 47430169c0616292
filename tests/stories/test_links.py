"""Links that lead into one's own chat, and who invited whom."""

from domain.ids import public
from domain.links import Target, link, target, word
from services import invitations
from tests.stories.driver import SPAM, Chat

ROWS = {"sms1": "Call now"}


async def two_projects(chat: Chat) -> int:
    """The second pays less, so that nobody gets it unasked."""
    await chat.project(SPAM, rows=ROWS)
    cheap = SPAM.replace("0.02", "0.01").replace("Is this message spam?", "Is this rude?")
    return await chat.project(cheap, rows={"sms9": "Get lost"})


async def test_a_link_opens_a_projects_next_task(chat: Chat) -> None:
    cheap = await two_projects(chat)
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("Call now")
    await ann.sends(f"/start t_{public(cheap)}")
    ann.sees("Is this rude?", "Get lost")


async def test_a_newcomer_lands_there_after_saying_yes(chat: Chat) -> None:
    cheap = await two_projects(chat)
    ann = chat.person("ann")
    await ann.sends(f"/start t_{public(cheap)}")
    ann.sees("small paid tasks")
    await ann.taps("How it works")
    await ann.taps("Start earning")
    await ann.taps("Yes, and show me a task")
    ann.sees("Get lost")


async def test_a_link_to_what_has_ended_leads_on(chat: Chat) -> None:
    draft = await chat.project(SPAM, rows=ROWS, is_open=False)
    await two_projects(chat)
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.comes_in()
    await ann.sends(f"/start t_{public(draft)}")
    ann.sees("That project is not open to you now.")
    await ann.taps("Next task")
    ann.sees("Call now")
    await ben.sends(f"/start t_{public(draft)}")
    await ben.taps("Start earning")
    await ben.taps("No, just show me a task")
    ben.sees("Call now")


async def test_nonsense_behind_start_is_a_plain_hello(chat: Chat) -> None:
    ann = chat.person("ann")
    for words in ("hello", "t_", "t_UUUUU!", "x_7KQ2M", "p_99999999999", "t_7KQ2M and more"):
        await ann.sends(f"/start {words}")
        ann.sees("small paid tasks")
    await ann.taps("Start earning")
    await ann.taps("No, just show me a task")
    await ann.sends("/start p_nobody")
    ann.sees("What would you like to do?")


async def test_an_invitation_is_remembered_once(chat: Chat) -> None:
    ann, ben, cleo = (chat.person(name) for name in ("ann", "ben", "cleo"))
    await ann.comes_in()
    await cleo.comes_in()
    ann_id, cleo_id = await chat.account(ann), await chat.account(cleo)
    await ben.sends(f"/start p_{public(ann_id)}")
    ben.sees("small paid tasks")
    await ben.sends(f"/start p_{public(cleo_id)}")
    assert await chat.database.read(lambda tx: invitations.count(tx, ann_id)) == 0
    await ben.taps("Start earning")
    assert await chat.database.read(lambda tx: invitations.count(tx, ann_id)) == 1
    assert await chat.database.read(lambda tx: invitations.count(tx, cleo_id)) == 0
    await ann.sends("/invite")
    ann.sees(word(Target("person", ann_id)), "1 person has come by it so far.")


async def test_nobody_invites_themselves_or_who_is_here_already(chat: Chat) -> None:
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.sends("/start")
    ann_id = await chat.account(ann)
    await ann.sends(f"/start p_{public(ann_id)}")
    await ann.taps("Start earning")
    await ben.comes_in()
    await ben.sends(f"/start p_{public(ann_id)}")
    await ann.sends("/invite")
    ann.sees("Nobody has come by it so far.")


async def test_links_are_made_and_read_by_one_rule() -> None:
    addresses = {"telegram": "https://t.me/bitework_bot?start="}
    for to in (Target("project", 7), Target("person", 2**30)):
        assert target(word(to)) == to
        assert link(addresses, "telegram", to).endswith(f"start={word(to)}")
        assert link(addresses, "web", to) == ""
