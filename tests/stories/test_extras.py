"""Pay that is fair, in chat: the floor before a project opens, what comes on top afterwards."""

from pathlib import Path

from bot.delivery import Delivery
from bot.schedule import run_job
from domain.terms import BonusTerms, PayTerms, Terms
from services.ledger import balances
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat
from tests.stories.test_linking import Post
from tests.stories.test_new_project import makes_spam, requester

BONUS_SPAM = SPAM.replace(
    'reward = "0.02"\n',
    'reward = "0.20"\nbonus = { quality = "10%", least = 2, agreement = "90%" }\n',
).replace("least = 2, most = 5", "least = 1, most = 1")
ROWS = {str(number): f"Message {number}" for number in range(1, 5)}


async def done(chat: Chat, name: str) -> int:
    """Run a job and give how much it did."""
    return (await run_job(name, chat.database, chat.terms, chat.clock())).done


async def said(chat: Chat) -> list[str]:
    """What people are told by notices: all of it."""
    post = Post()
    senders = dict.fromkeys(("web", "telegram", "discord"), post)
    await Delivery(chat.database, chat.terms, senders, clock=chat.clock).round()
    return [
        " ".join(str(getattr(block, "text", "")) for block in view.blocks)
        for _, view in post.brought
    ]


async def test_a_draft_below_the_floor_says_what_would_do(
    database: Database, tmp_path: Path
) -> None:
    chat = Chat(database, tmp_path, Terms(pay=PayTerms(floor_an_hour="60", fee_percent="10")))
    rita = await requester(chat, credits_minor=10_000)
    await makes_spam(rita)
    rita.sees("An hour of it pays", "the least here is 60.00", "with a reward of")
    rita.sees("One row costs at most: 0.15")  # 0.03 an answer with the fee


async def test_a_bonus_comes_the_day_after_and_stands_in_the_history(chat: Chat) -> None:
    await chat.project(BONUS_SPAM, rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    for _ in range(4):
        await ann.taps("ham")
    await ann.sends("/history")
    ann.sees_no("On top of that")

    chat.clock.passes(days=1)
    assert await done(chat, "extras") == 2
    assert await done(chat, "extras") == 0

    await ann.sends("/balance")
    ann.sees("Pending: 0.88")
    await ann.sends("/history")
    ann.sees("On top of that", "quality of the day", "0.08")
    await invariants.hold(chat.database)
    assert await done(chat, "summary") == 1
    (morning,) = await said(chat)
    assert "On top of that: 0.08 quality of the day" in morning, morning


async def test_what_a_project_can_not_pay_is_told_to_its_owner(
    database: Database, tmp_path: Path
) -> None:
    chat = Chat(database, tmp_path, Terms(pay=PayTerms(floor_an_hour="10")))
    small = SPAM.replace('"0.02"', '"0.20"').replace('"250.00"', '"0.40"')
    project_id = await chat.project(
        small.replace("least = 2, most = 5", "least = 1, most = 1"), rows=ROWS
    )
    ann, ada = chat.person("ann"), chat.person("ada")
    await ann.comes_in()
    for _ in range(2):
        await ann.taps("ham")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    await chat.database.write(lambda tx: _takes_long(tx, project_id))
    chat.clock.passes(days=1)
    await done(chat, "extras")
    told = await said(chat)
    assert any("up to the least that an hour pays here" in text for text in told), told

    account_id = await chat.account(ann)
    has = await chat.database.read(lambda tx: balances(tx, account_id, "credits"))
    assert has.pending_minor == 40


async def test_days_in_a_row_are_told(database: Database, tmp_path: Path) -> None:
    chat = Chat(database, tmp_path, Terms(bonuses=BonusTerms(streak="0.50", streak_days=2)))
    await chat.project(SPAM, rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    for _ in range(2):
        await ann.sends("/work")
        await ann.taps("ham")
        chat.clock.passes(days=1)
    assert await done(chat, "bonuses") == 1
    told = await said(chat)
    assert any("2 days in a row: 0.50 for you." in text for text in told), told


def _takes_long(tx: Tx, project_id: int) -> None:
    tx.connection.execute(f"UPDATE project SET pace_ms = 600000 WHERE id = {project_id}")  # noqa: S608
