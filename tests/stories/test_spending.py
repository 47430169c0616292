"""Money by command: more budget for a project that has spent it, and rewards given by hand."""

from bot.schedule import run_job
from domain.ids import public
from services import ledger, projects
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_linking import delivered

SMALL = SPAM.replace('budget = "250.00"', 'budget = "0.10"')
ROWS = {str(number): f"Message {number}" for number in range(1, 4)}


async def admin(chat: Chat, credits_minor: int = 0) -> Person:
    """Somebody who may do everything, with credits."""
    ada = chat.person("ada")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    await deposits(chat, await chat.account(ada), credits_minor)
    return ada


async def deposits(chat: Chat, account_id: int, minor: int) -> None:
    if minor:
        await chat.database.write(
            lambda tx: ledger.deposit(
                tx,
                account_id=account_id,
                amount_minor=minor,
                currency="credits",
                ref=chat.event_id(),
                now_ms=chat.clock(),
            )
        )


async def owner(chat: Chat, project_id: int) -> int:
    """Whose project it is."""

    def look(tx: Tx) -> int:
        return projects.find(tx, project_id).owner_id

    return await chat.database.read(look)


async def spent(chat: Chat) -> int:
    """A project whose budget is spent after one of its three rows."""
    project_id = await chat.project(SMALL, rows=ROWS)
    for name in ("ann", "ben"):
        person = chat.person(name)
        await person.comes_in()
        person.sees("Message 1")
        await person.taps("spam")
    await run_job("sweep", chat.database, chat.terms, chat.clock())
    return project_id


async def test_a_project_that_was_spent_goes_on(chat: Chat) -> None:
    ada = await admin(chat)
    project_id = await spent(chat)
    await ada.sends("/project_list")
    await ada.taps("Is this message spam?")
    ada.sees("budget spent")
    await ada.taps("Add budget")
    ada.sees("How much more", "0.10 now")
    await ada.sends("a lot")
    ada.sees("“a lot” is no amount")
    await ada.sends("0,01")
    ada.sees("Its budget of 0.11 is spent", "at least 0.03 more is needed")
    await invariants.hold(chat.database)
    await deposits(chat, await owner(chat, project_id), 100)
    await ada.sends("1.00")
    ada.sees("✓ Its budget is 1.10 now", "open")
    await invariants.hold(chat.database)
    cleo = chat.person("cleo")
    await cleo.comes_in()
    cleo.sees("Message 2")
    await cleo.taps("spam")
    await invariants.hold(chat.database)


async def test_who_has_too_little_is_told_what_is_missing(chat: Chat) -> None:
    ada = await admin(chat)
    project_id = await spent(chat)
    await ada.sends(f"/project_top_up {public(project_id)} 1.00")
    ada.sees("are missing", "bitework account deposit")
    await ada.sends("/project_list")
    await ada.taps("Is this message spam?")
    ada.sees("budget spent", "of 0.10")
    await invariants.hold(chat.database)


async def test_a_paused_project_stays_paused_and_is_resumed(chat: Chat) -> None:
    ada = await admin(chat)
    project_id = await chat.project(SMALL, rows=ROWS)
    which = public(project_id)
    await ada.sends(f"/project_resume {which}")
    ada.sees("open already")
    await ada.sends(f"/project_pause {which}")
    await deposits(chat, await owner(chat, project_id), 20)
    await ada.sends(f"/project_top_up {which} 0.20")
    ada.sees("✓ Its budget is 0.30 now", "0.20 more are held", "paused")
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("That was everything")
    await ada.sends(f"/project_resume {which}")
    ada.sees("✓ Open", "open")
    await ann.sends("/work")
    ann.sees("Message 1")
    await invariants.hold(chat.database)
    await ada.sends(f"/project_close {which}")
    await ada.taps("Close it")
    for words in (f"/project_top_up {which} 1", f"/project_resume {which}"):
        await ada.sends(words)
        ada.sees("closed for good")


async def test_a_draft_gets_a_larger_budget_and_holds_nothing_yet(chat: Chat) -> None:
    ada = await admin(chat)
    project_id = await chat.project(SMALL, rows=ROWS, is_open=False)
    await ada.sends(f"/project_top_up {public(project_id)} 5")
    ada.sees("✓ Its budget is 5.10 now")
    ada.sees_no("held")
    await invariants.hold(chat.database)


async def test_a_reward_comes_out_of_the_admins_credits(chat: Chat) -> None:
    ada, ann = await admin(chat), chat.person("ann")
    await ann.comes_in()
    who = public(await chat.account(ann))
    words = f"/reward_grant {who} 1.50 For finding the wrong labels in May."
    await ada.sends(words)
    ada.sees("you have 0.00: 1.50 are missing", public(await chat.account(ada)))
    await deposits(chat, await chat.account(ada), 200)
    await ada.sends(words)
    ada.sees("✓ 1.50 for ann", "you have 0.50 left")
    await ada.does(ada.last)  # type: ignore[arg-type]
    await ann.sends("/balance")
    ann.sees("1.50")
    [(to, said)] = await delivered(chat)
    assert to == ann.sender.user
    assert said == "1.50 for you, beside what you earned."
    await invariants.hold(chat.database)
    for wrong, answer in (
        (f"/reward_grant {who} 1.50", "Write it like this"),
        (f"/reward_grant {who} 1.50 .", "Say why"),
        (f"/reward_grant {who} -1 for nothing", "is no amount"),
        (f"/reward_grant {who} 0.001 for nothing", "is no amount"),
        (f"/reward_grant {public(await chat.account(ada))} 0.10 for me", "your own account"),
        (f"/reward_grant {public(9999)} 0.10 for nobody", "no account"),
    ):
        await ada.sends(wrong)
        ada.sees(answer)
    await ann.sends(f"/reward_grant {who} 1 for me")
    ann.sees("another role")
    await invariants.hold(chat.database)
