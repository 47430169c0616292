"""What linking and unlinking must not be good for: a suspension shed, one's own answers accepted,
points without work.
"""

from domain.actions import Action
from services import leaderboards, leaving, people, suspensions
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_linking import ROWS, both, code_of, links
from tests.stories.test_reviews import REVIEWED


async def test_who_left_while_suspended_does_not_come_back_by_a_code(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ann, ann_too = both(chat)
    await ann.comes_in()
    account_id = await chat.account(ann)
    await chat.database.write(
        lambda tx: suspensions.suspend(tx, account_id, "Random answers.", chat.clock())
    )
    await chat.database.write(
        lambda tx: leaving.leave(tx, people.load(tx, account_id, lock=True), chat.clock())
    )
    await ann_too.comes_in()
    await ann.sends(f"/link {await code_of(ann_too)}")
    ann.sees("paused or gone")
    await ann.sends("/start")
    await ann.taps("Start earning")
    ann.sees("You were suspended when you left, and still are: Random answers.")
    await invariants.hold(chat.database)


async def test_nobody_accepts_what_they_answered_under_the_account_that_went(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("spam")
    await ann_too.comes_in()
    await ann_too.taps("spam")
    await links(ann, ann_too)
    await chat.becomes(ann, "reviewer")
    await cannot_review(chat, ann)


async def test_nor_what_they_answered_in_a_chat_that_was_taken_off(chat: Chat) -> None:
    await chat.project(REVIEWED, rows={"1": "Call now"})
    ann, ann_too = both(chat)
    await ann.comes_in()
    await links(ann, ann_too)
    await chat.becomes(ann, "reviewer")
    await ann.sends("/work")
    await ann.taps("Skip")
    await taken_off(ann_too)
    await chat.project(REVIEWED, rows={"2": "Call me"})
    await ann_too.sends("/work")
    await ann_too.taps("spam")
    ann_too.sees("to be checked")
    await cannot_review(chat, ann)


async def cannot_review(chat: Chat, reviewer: Person) -> None:
    await reviewer.sends("/review")
    reviewer.sees("Nothing waits for a review")
    waiting = await chat.database.read(
        lambda tx: [row[0] for row in tx.connection.execute("SELECT id FROM submission")]
    )
    assert waiting
    for number in waiting:
        for action in (Action("accept", number), Action("reject", number, "0"),
                       Action("revise", number, "0")):
            await reviewer.presses(action)
            reviewer.sees("That answer is your own")
    await invariants.hold(chat.database)


async def taken_off(person: Person) -> None:
    await person.sends("/unlink")
    await person.taps(next(label for label in person.buttons if "this chat" in label))
    await person.taps("Take it off")
    person.sees("account of its own")


async def test_a_days_streak_is_gained_once_however_often_a_chat_comes_and_goes(
    chat: Chat,
) -> None:
    await chat.project(SPAM, rows={str(number): f"Message {number}" for number in range(1, 20)})
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann.taps("spam")
    await links(ann, ann_too)
    for _ in range(4):
        await taken_off(ann_too)
        await ann_too.sends("/work")
        await ann_too.taps("spam")
        ann_too.sees("✓ spam")
        await links(ann, ann_too)
    account_id = await chat.account(ann)
    person = await chat.database.read(lambda tx: people.load(tx, account_id))
    assert person.points == 5 * chat.terms.reputation.accepted + 1
    assert person.streak_days == 1
    await invariants.hold(chat.database)


async def test_a_hidden_name_is_not_shown_because_another_chat_showed_its_own(chat: Chat) -> None:
    ann, ann_too = both(chat)
    await ann.comes_in()
    await ann_too.comes_in()
    other_id = await chat.account(ann_too)
    await chat.database.write(lambda tx: leaderboards.show(tx, other_id, on=True))
    await links(ann, ann_too)
    account_id = await chat.account(ann)
    assert account_id != other_id
    assert not await chat.database.read(lambda tx: leaderboards.is_shown(tx, account_id))
