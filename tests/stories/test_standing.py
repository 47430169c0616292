"""Where somebody stands: skill by kind of work, why points changed, what the next level opens."""

from bot.schedule import run_job
from tests.stories.driver import SPAM, Chat, Person

ROWS = {str(number): f"Message {number}" for number in range(1, 8)}
BETTER = SPAM.replace('reward = "0.02"', 'reward = "0.50"\nlevel = 1').replace(
    "Is this message spam?", "Read a contract"
)


async def answers(chat: Chat, name: str, *said: str) -> Person:
    person = chat.person(name)
    await person.comes_in()
    for word in said:
        await person.taps(word)
    return person


async def test_me_says_how_good_one_is_at_what_and_how_sure_that_is(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS)
    ben = await answers(chat, "ben")
    for seconds in (1, 2, 3, 5, 6, 8, 9):  # about six are usual
        chat.clock.passes(seconds=seconds)
        await ben.taps("spam")
    await answers(chat, "cleo", *["spam"] * 7)
    ann = await answers(chat, "ann")
    ann.sees("That was everything")  # two agree on each row
    await ben.sends("/me")
    ben.sees("What you are good at", "Moderation", "93% right", "by 7 answers")
    ben.sees("at the usual pace: 81% of the usual time (half of them 32% to 129%)")


async def test_a_level_is_reached_by_answering_and_better_work_opens(chat: Chat) -> None:
    await chat.project(SPAM, rows={str(number): f"Message {number}" for number in range(1, 12)})
    await chat.project(BETTER, rows={"9": "Clause one"})
    ann = await answers(chat, "ann", *["spam"] * 9)
    await ann.sends("/me")
    ann.sees("Level 0 · 91 points", "The next level opens", "Read a contract (0.50)", "Last change")
    await ann.sends("/tasks")
    ann.sees_no("Read a contract")
    await ann.sends("/work")
    await ann.taps("spam")
    await ann.sends("/tasks")
    ann.sees("Read a contract", "0.50")
    await ann.taps("Read a contract")
    ann.sees("Clause one")
    await ann.sends("/me")
    ann.sees("Level 1", "+10 on 1 January: an answer was accepted")


async def test_a_requesters_figures_stand_before_their_work(chat: Chat) -> None:
    await chat.project(SPAM, rows=ROWS | {str(number): "Hello" for number in range(8, 16)})
    for name in ("ben", "cleo"):
        await answers(chat, name, *["spam"] * 5)
        chat.clock.passes(seconds=30)
    await run_job("pace", chat.database, chat.terms, chat.clock())
    ann = await answers(chat, "ann")
    ann.sees("This requester: an hour paid 72.00, as it turned out.", "≈ 72.00 an hour")
    await ann.taps("spam")
    ann.sees_no("This requester")  # before the first task of a project, and not before each
    await ann.sends("/work")
    ann.sees_no("This requester")
    await ann.sends("/tasks")
    ann.sees("This requester: an hour paid")
    await ann.sends("/work")
    await chat.project(BETTER.replace("level = 1", ""), rows={"1": "Clause one"})
    await ann.taps("Skip")
    ann.sees_no("This requester")
    await ann.sends("/tasks")
    await ann.taps("Read a contract")
    ann.sees("This requester: an hour paid", "Clause one")
    await ann.taps("spam")
    ann.sees("Is this message spam?")
    ann.sees_no("This requester")  # it is known by now

