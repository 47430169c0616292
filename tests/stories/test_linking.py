"""One person on two platforms: linking makes two accounts one, unlinking takes a chat off again."""

import re

from bot.delivery import Delivered, Delivery
from domain.actions import Action
from domain.notices import Identity
from domain.platforms import name_of
from domain.views import View
from services import people
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person

ROWS = {str(number): f"Message {number}" for number in range(1, 7)}
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


class Post:
    """What was brought to whom, on any platform."""

    def __init__(self) -> None:
        self.brought: list[tuple[Identity, View]] = []

    async def send(self, identity: Identity, view: View) -> Delivered:
        self.brought.append((identity, view))
        return Delivered()


async def delivered(chat: Chat) -> list[tuple[str, str]]:
    """Send what waits in the outbox: to which chat, and its first words."""
    post = Post()
    senders = dict.fromkeys(("web", "telegram", "discord"), post)
    await Delivery(chat.database, chat.terms, senders, clock=chat.clock).round()
    return [(place.external_id, str(getattr(view.blocks[0], "text", "")))
            for place, view in post.brought]


async def code_of(person: Person) -> str:
    """Ask for a code, and read it."""
    await person.sends("/link")
    found = CODE.search(person.text)
    assert found, person.text
    return found[0]


async def links(one: Person, other: Person) -> None:
    """Let the other chat enter the code of the one."""
    await other.sends(f"/link {await code_of(one)}")
    await other.taps("Yes, both are mine")
    other.sees("✓ Linked")


def both(chat: Chat) -> tuple[Person, Person]:
    """Ann's chats on two platforms."""
    return chat.person("ann", elsewhere(chat)), chat.person("ann on discord", "discord")


def elsewhere(chat: Chat) -> str:
    """Name a platform that isn't Discord: the one that the story is about, if it is another."""
    return "web" if chat.platform == "discord" else chat.platform


async def test_two_accounts_with_history_become_one(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    for person, answers in ((ann, 2), (ann_too, 3)):
        await person.comes_in()
        for _ in range(answers):
            await person.taps("spam")
    before = await chat.account(ann), await chat.account(ann_too)
    code = await code_of(ann)
    await ann_too.sends(f"/link {code.lower().replace('-', ' ')}")
    ann_too.sees("One account with", "0.04", "points", "2 answers")
    await ann_too.taps("Yes, both are mine")
    await invariants.hold(chat.database)
    assert await chat.account(ann) == await chat.account(ann_too) == before[1]
    for person in (ann, ann_too):
        await person.sends("/balance")
        person.sees("0.10")
        await person.sends("/me")
        person.sees("5 tasks, 0.10")
    [(to, words)] = await delivered(chat)
    assert to == ann.sender.user
    assert "leads to this account now" in words


async def test_no_task_comes_twice_to_the_same_person(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("spam")  # message 1
    await ann_too.comes_in()
    await ann_too.taps("spam")  # message 1, too: both answers are sound
    await ann_too.taps("ham")  # message 2
    ann.sees("Message 2")
    await links(ann, ann_too)
    await invariants.hold(chat.database)
    seen = []
    await ann.sends("/work")
    while "Message" in ann.text:
        seen += re.findall(r"Message \d", ann.text)
        await (ann, ann_too)[len(seen) % 2].sends("/work")
        await (ann, ann_too)[len(seen) % 2].taps("spam")
        await ann.sends("/work")
    assert seen == ["Message 3", "Message 4", "Message 5", "Message 6"]
    await invariants.hold(chat.database)


async def test_one_task_in_hand_is_left_and_the_other_goes_back(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann_too.comes_in()
    await ann_too.taps("ham")
    await ann_too.taps("ham")
    ann_too.sees("Message 3")
    await links(ann, ann_too)
    await ann.sends("/work")
    ann.sees("Message 3")
    await ann.taps("spam")
    await invariants.hold(chat.database)


async def test_what_is_in_hand_on_the_other_side_comes_along(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("ham")
    await ann.taps("Skip")
    await ann_too.comes_in()
    await ann_too.taps("Skip")
    ann_too.sees("Message 2")
    await ann.sends("/stop")
    await links(ann_too, ann)
    await ann.sends("/work")
    ann.sees("Message 3")
    await invariants.hold(chat.database)


async def test_a_newcomer_begins_with_a_code(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("spam")
    await links(ann, ann_too)
    await ann_too.sends("/work")
    ann_too.sees("Message 2")
    await invariants.hold(chat.database)


async def test_a_code_works_once_for_a_while_and_not_in_its_own_chat(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    code = await code_of(ann)
    await ann.sends(f"/link {code}")
    ann.sees("one account already")
    chat.clock.passes(minutes=11)
    await ann_too.sends(f"/link {code}")
    ann_too.sees("not valid")
    code = await code_of(ann)
    newer = await code_of(ann)
    await ann_too.sends(f"/link {code}")
    ann_too.sees("not valid")
    await ann_too.sends(f"/link {newer}")
    button = ann_too.button("Yes, both are mine").action
    await ann_too.presses(button)
    ann_too.sees("✓ Linked")
    await ann_too.presses(button)
    ann_too.sees("not valid")
    eve = chat.person("eve", ann_too.platform)
    await eve.sends(f"/link {newer}")
    eve.sees("not valid")


async def test_guessing_ends_after_five(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, eve = both(chat)
    await ann.comes_in()
    await eve.comes_in()
    code = await code_of(ann)
    for guess in ("AAAA-AAAA", "BBBB-BBBB", "x", "2222-2222"):
        await eve.sends(f"/link {guess}")
        eve.sees("not valid")
    await eve.presses(Action("link", choice="CCCCCCCC"))
    eve.sees("not valid")
    for again in (code, "DDDD-DDDD"):
        await eve.sends(f"/link {again}")
        eve.sees("too many wrong codes", "1 h")
    chat.clock.passes(minutes=61)
    await eve.sends(f"/link {await code_of(ann)}")
    eve.sees("One account with")


async def test_a_paused_account_stays_paused(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann_too.comes_in()
    code = await code_of(ann)
    account_id = await chat.account(ann)
    await chat.database.write(
        lambda tx: people.set_state(tx, account_id, "suspended", "Random answers.")
    )
    await ann_too.sends(f"/link {code}")
    ann_too.sees("paused or gone")
    for words in ("/link", f"/link {await code_of(ann_too)}", "/unlink"):
        await ann.sends(words)
        ann.sees("Your account is paused: Random answers.")


async def test_one_chat_on_each_platform(chat: Chat) -> None:
    ann, ann_too = both(chat)
    await ann.comes_in()
    await links(ann, ann_too)
    third = chat.person("ann's second", ann_too.platform)
    await third.sends(f"/link {await code_of(ann)}")
    third.sees(f"Both accounts have a chat on {name_of(ann_too.platform)}")


async def test_roles_go_along_and_those_that_exclude_each_other_do_not(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann_too.comes_in()
    await chat.becomes(ann, "requester")
    await chat.becomes(ann_too, "reviewer")
    await ann_too.sends(f"/link {await code_of(ann)}")
    ann_too.sees("nobody may do at once")
    await chat.becomes(ann_too, "admin")
    await links(ann, ann_too)
    await ann.sends("/review")
    ann.sees("Nothing waits")


async def test_a_chat_is_taken_off_and_begins_afresh(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("spam")
    await ann.sends("/unlink")
    ann.sees("this one chat only")
    await links(ann, ann_too)
    await ann_too.sends("/work")
    await ann_too.taps("spam")
    await ann_too.sends("/unlink")
    await ann_too.taps(f"{name_of(ann_too.platform)}: this chat")
    await ann_too.taps("Take it off")
    ann_too.sees("account of its own")
    await invariants.hold(chat.database)
    await ann_too.sends("/balance")
    ann_too.sees_no("0.04")
    await ann.sends("/balance")
    ann.sees("0.04")
    assert ("left this account" in words for _, words in await delivered(chat))
    seen = set[str]()
    for person in (ann, ann_too, ann, ann_too):  # from now on neither gets what the other had
        await person.sends("/work")
        if found := re.search(r"Message \d", person.text):
            assert found[0] not in seen | {"Message 1", "Message 2"}
            seen.add(found[0])
            await person.taps("spam")
            person.sees("✓ spam")
    await invariants.hold(chat.database)
    assert await chat.account(ann) != await chat.account(ann_too)
    await links(ann_too, ann)
    await ann.sends("/balance")
    ann.sees("0.12")
    await invariants.hold(chat.database)


async def test_the_other_chat_is_taken_off_from_here(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    await links(ann, ann_too)
    await delivered(chat)
    await ann.sends("/unlink")
    await ann.taps(name_of(ann_too.platform))
    await ann.taps("Take it off")
    ann.sees("has an account of its own now, and is told so")
    [(to, words)] = await delivered(chat)
    assert to == ann_too.sender.user
    assert "taken off its account" in words
    await ann.presses(Action("unlink", 999, "yes"))
    ann.sees("this one chat only")
