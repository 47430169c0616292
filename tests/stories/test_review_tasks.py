"""Review as tasks: trusted people are paid to look at answers, and what they say is done."""

from bot.platforms.plain import plain
from bot.schedule import run_job
from domain.platforms import name_of
from services import accounts, ledger
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import Chat, Person
from tests.stories.test_appeals import appeals, hears, runs, words_of
from tests.stories.test_linking import elsewhere, links

POEM = """
title = "Write a line about it"
kind = "writing"
instructions = "One line, in your own words."
show = "{{thing}}"
reward = "0.50"
answers = { least = 1, most = 2 }
budget = "20.00"
accept = "review"

[review]
reward = "0.05"
budget = "%s"
level = 0

[[question]]
id = "line"
text = "What comes to mind?"
type = "text"
"""
LOOKING = ("lena", "luis", "lou")


async def begins(chat: Chat, budget: str = "10.00", rows: tuple[str, ...] = ("a door",)) -> None:
    csv = "id,thing\n" + "".join(f"{number},{row}\n" for number, row in enumerate(rows))
    await chat.database.write(lambda tx: _deposits(tx, chat))
    await chat.project(POEM % budget, csv=csv)


def _deposits(tx: Tx, chat: Chat) -> None:
    """The operator has enough for reviews, too."""
    owner = accounts.operator(tx, chat.clock())
    facts = {"amount_minor": 100_00, "currency": "credits", "ref": "for reviews"}
    ledger.deposit(tx, account_id=owner, now_ms=chat.clock(), **facts)  # type: ignore[arg-type]


async def looks(chat: Chat) -> None:
    await run_job("reviews", chat.database, chat.terms, chat.clock())


async def writes(chat: Chat, name: str, line: str) -> Person:
    person = chat.person(name)
    await person.comes_in()
    await person.sends(line)
    person.sees("to be checked")
    return person


async def reviewers(chat: Chat) -> list[Person]:
    found = [chat.person(name) for name in LOOKING]
    for person in found:
        await person.comes_in()
    return found


async def requester(chat: Chat) -> Person:
    """Somebody who looks at what was left to who asked for it."""
    rita = chat.person("rita")
    await rita.sends("/start")
    await rita.taps("Start earning")
    await chat.becomes(rita, "reviewer")
    return rita


async def test_two_who_agree_accept_an_answer_and_are_paid(chat: Chat) -> None:
    await begins(chat)
    ann = await writes(chat, "ann", "A door is a wall that changed its mind.")
    await looks(chat)
    lena, luis, _ = await reviewers(chat)
    lena.sees("Review: Write a line about it", "a door", "changed its mind", "What do you say")
    for person in (lena, luis):
        await person.taps("Accept")
        person.sees("+0.05")
    await looks(chat)
    await ann.sends("/balance")
    ann.sees("0.50")
    await invariants.hold(chat.database)


async def test_a_rejection_says_why_in_the_words_of_those_who_agree(chat: Chat) -> None:
    await begins(chat)
    ann = await writes(chat, "ann", "asdf asdf")
    await looks(chat)
    lena, luis, lou = await reviewers(chat)
    for person, words in ((lena, "These are no words."), (luis, "Please write a real line.")):
        await person.taps("Reject")
        await person.taps("It does not answer the question.")
        await person.sends(words)
    await looks(chat)
    told = words_of((await hears(chat))[ann.sender.user])
    for part in ("was not accepted", "It does not answer the question.", "These are no words."):
        assert part in told
    await lou.sends("/work")
    lou.sees_no("asdf")  # two were enough
    await lena.sends("/me")
    lena.sees("16 points", "+5 on 1 January: your review counted, in “Write a line about it”")
    await invariants.hold(chat.database)


async def test_reviewers_lose_the_points_of_a_rejection_that_is_overturned(chat: Chat) -> None:
    await begins(chat)
    ann = await writes(chat, "ann", "A door ajar.")
    await looks(chat)
    lena, luis, _ = await reviewers(chat)
    for person in (lena, luis):
        await person.taps("Reject")
        await person.taps("It does not answer the question.")
        await person.sends("No line.")
    await looks(chat)
    [told] = [one for one in (await hears(chat))[ann.sender.user] if "not accepted" in plain(one)]
    await appeals(ann, told)
    for name in ("mia", "max", "mo"):
        person = chat.person(name)
        await person.sends("/start")
        await person.taps("Start earning")
        await chat.becomes(person, "reviewer")
    await runs(chat)
    for name in ("mia", "max"):
        await chat.person(name).sends("/appeals")
        await chat.person(name).taps("Pay the answer")
    await lena.sends("/me")
    lena.sees("11 points", "\N{MINUS SIGN}5 on 1 January: a rejection of yours was overturned")
    await invariants.hold(chat.database)


async def test_what_is_to_be_mended_can_be_mended_once(chat: Chat) -> None:
    await begins(chat)
    ann = await writes(chat, "ann", "door")
    await looks(chat)
    looking = await reviewers(chat)
    for person in looking[:2]:
        await person.taps("Ask for revision")
        await person.sends("Make a whole line of it.")
    await looks(chat)
    assert "Make a whole line of it." in words_of((await hears(chat))[ann.sender.user])
    await ann.sends("/work")
    ann.sees("sent back", "Make a whole line of it.")
    await ann.sends("A door, and behind it the sea.")
    await looks(chat)
    chat.clock.passes(minutes=1)  # who found nothing before looks again
    for person in looking[:2]:
        await person.sends("/work")
        person.sees("behind it the sea")
        await person.taps("Ask for revision")
        await person.sends("Still too short for me.")
    await looks(chat)
    rita = await requester(chat)
    await rita.sends("/review")
    rita.sees("behind it the sea")  # once is enough: who asked for it decides
    await invariants.hold(chat.database)


async def test_nobody_reviews_their_own_work_nor_that_of_who_was_one_with_them(chat: Chat) -> None:
    await begins(chat)
    ann = await writes(chat, "ann", "A door ajar.")
    twin = chat.person("twin", elsewhere(chat) if chat.platform == "discord" else "discord")
    await links(ann, twin)
    await twin.sends("/unlink")
    await twin.taps(f"{name_of(twin.platform)}: this chat")
    await twin.taps("Take it off")
    await looks(chat)
    await ann.sends("/work")
    ann.sees_no("ajar")
    await twin.sends("/work")
    twin.sees_no("ajar")


async def test_where_nobody_can_be_paid_the_requester_decides_and_is_told_once(chat: Chat) -> None:
    await begins(chat, budget="0.15", rows=("a door", "a lamp"))
    ann = await writes(chat, "ann", "A door ajar.")
    await ann.sends("A lamp at noon.")
    await looks(chat)
    looking = await reviewers(chat)
    for person in looking[:2]:
        await person.taps("Accept")
    await run_job("sweep", chat.database, chat.terms, chat.clock())
    await looks(chat)
    rita = await requester(chat)
    await rita.sends("/review")
    rita.sees("A lamp at noon.")
    await rita.taps("Accept")
    await invariants.hold(chat.database)


async def test_what_the_requester_has_decided_is_asked_of_nobody(chat: Chat) -> None:
    await begins(chat)
    await writes(chat, "ann", "A door ajar.")
    await looks(chat)
    lena = chat.person("lena")
    await lena.comes_in()
    lena.sees("ajar")
    rita = await requester(chat)
    await rita.sends("/review")
    await rita.taps("Accept")
    await looks(chat)
    await lena.taps("Reject")  # it was decided while she read it
    lena.sees("No harm done")
    await lena.sends("/work")
    lena.sees_no("ajar")
    await invariants.hold(chat.database)
