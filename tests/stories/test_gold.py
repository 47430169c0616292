"""Known answers: a miss is explained and can be contested; two who know them well end it."""

import asyncio
import re
from functools import partial
from io import BytesIO

from bot.exporting import export_now
from domain.ids import public
from services import reputation
from services.projects import sweep
from storage.reputation import events as events_of
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_appeals import hears, words_of
from tests.stories.test_reviews import fills_in

CHECKED = """\
id,message,gold:verdict,gold:why
1,You have won a prize,spam,Nobody wins what they never entered.
2,Lunch at noon?,spam,
3,Your parcel waits,,
"""

THREE = SPAM.replace("least = 2", "least = 3")


async def misses(chat: Chat, name: str) -> Person:
    """Answer the second row, whose known answer is wrong, as it should be."""
    person = chat.person(name)
    await person.comes_in()
    await person.taps("spam")
    person.sees("you knew it", "Lunch at noon?")
    await person.taps("ham")
    person.sees("The known answer here is “spam”", "10 points")
    return person


async def contests(person: Person, words: str = "They ask about lunch.") -> None:
    await person.taps("I don't think so")
    await fills_in(person, words=words)


async def knows_well(chat: Chat, person: Person) -> None:
    """Somebody has met ten known answers before, and knew them."""
    account_id = await chat.account(person)

    def record(tx: Tx) -> None:
        for number in range(10):
            reputation.record(
                tx, account_id=account_id, kind="gold_right", ref=f"before {number}", points=5,
                now_ms=chat.clock(),
            )  # fmt: skip

    await chat.database.write(record)


def points_of(tx: Tx, account_id: int) -> list[int]:
    return list(events_of(tx, account_id))


async def test_a_miss_says_what_is_right_and_why(chat: Chat) -> None:
    await chat.project(SPAM, csv=CHECKED)
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("You have won a prize")
    ann.sees_no("check", "known")  # it looks like any other
    await ann.taps("ham")
    ann.sees("The known answer here is “spam”", "Nobody wins what they never entered.", "10 points")
    await ann.taps("Next task")
    ann.sees("Lunch at noon?")


async def test_two_who_know_them_well_end_a_wrong_one_and_get_their_points_back(
    chat: Chat,
) -> None:
    project_id = await chat.project(THREE, csv=CHECKED)
    cleo = await misses(chat, "cleo")
    await contests(cleo, "It is about lunch.")  # nobody knows yet how well she knows them
    cleo.sees("When others say so as well")
    for name in ("ann", "ben"):
        person = await misses(chat, name)
        await knows_well(chat, person)
        await contests(person)
    person.sees("isn't used any more")
    await invariants.hold(chat.database)
    told = await hears(chat)
    assert "isn't used any more" in words_of(told[cleo.sender.user])
    for name in ("cleo", "ann"):
        account_id = await chat.account(chat.person(name))
        events = await chat.database.read(partial(points_of, account_id=account_id))
        assert events.count(10) - events.count(-10) == 2  # an accepted answer more than misses
    file = BytesIO()
    await asyncio.to_thread(export_now, chat.database, project_id, "results", "csv", file)
    [row] = [line for line in file.getvalue().decode().splitlines() if line.startswith("2,")]
    assert row.split(",")[-1] == "done"  # three say ham: it is decided as any other


async def test_whoever_marks_a_row_says_why_it_is_so(chat: Chat) -> None:
    number = await chat.project(SPAM, csv="id,message\n1,You have won a prize\n")
    rita = await requester(chat)
    why = "Nobody wins what they never entered."
    await rita.sends(f"/project_gold {public(number)} 1 spam | {why}")
    rita.sees("Row 1: the known answer is “spam”", "Rows with one")
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    ann.sees("The known answer here is “spam”", why)


async def test_what_a_crowd_is_very_sure_of_becomes_known_and_can_be_contested(chat: Chat) -> None:
    """Nine of nine say of five rows that they are spam, four of four of another one; those who come
    later are checked by the five, and two who know known answers well end one.
    """
    rows = {str(number): f"Message {number}." for number in range(1, 25)}
    nine = SPAM.replace("least = 2, most = 5", "least = 9, most = 20")
    number = await chat.project(nine, rows=rows)
    for place in range(9):
        person = chat.person(f"person {place}")
        await person.comes_in()
        for _ in range(5 + (place < 4)):
            await person.taps("spam")
    rita = await requester(chat)
    await rita.sends(f"/project_gold {public(number)}")
    rita.sees("5 rows without a known answer are very sure", "nine people who agree")
    await rita.taps("Use them as checks")
    rita.sees("✓ 5 rows are checks now.", "Rows with one")
    rita.sees_no("very sure")
    against: dict[str, list[Person]] = {}
    for name in map("newcomer {}".format, range(40)):
        await chat.database.write(lambda tx: sweep(tx, number, chat.clock()))
        person = chat.person(name)
        if (message := await is_checked(person)) is None:
            continue
        await knows_well(chat, person)
        await contests(person, "That one isn't spam.")
        against.setdefault(message, []).append(person)
        if len(against[message]) == 2:
            break
    person.sees("isn't used any more")
    assert int(message.split()[1].rstrip(".")) <= 5
    await rita.sends(f"/project_gold {public(number)}")
    rita.sees("isn't used as a check", message, "That one isn't spam.")
    await invariants.hold(chat.database)


async def is_checked(person: Person) -> str | None:
    """Call everything ham, six times at most, until that misses what is known: of which message."""
    await person.comes_in()
    for _ in range(6):
        asked = re.findall(r"Message \d+\.", person.text)[-1]
        await person.taps("ham")
        if "The known answer here is" in person.text:
            return str(asked)
    return None


async def requester(chat: Chat) -> Person:
    rita = chat.person("rita")
    await rita.sends("/start")
    await rita.taps("Start earning")
    await chat.becomes(rita, "admin")
    return rita


async def test_the_requester_sees_what_they_say_and_may_say_that_it_is_right(chat: Chat) -> None:
    number = await chat.project(THREE, csv=CHECKED)
    for name in ("ann", "ben"):
        person = await misses(chat, name)
        await knows_well(chat, person)
        await contests(person)
    rita = await requester(chat)
    await rita.sends(f"/project_gold {public(number)}")
    rita.sees("row 2 isn't used as a check", "Lunch at noon?", "spam", "They ask about lunch.")
    await rita.taps("1: it is right")
    rita.sees("✓ It is a check again.", "None of them is contested")
    await invariants.hold(chat.database)
    await rita.sends(f"/project_gold {public(number)} 3 spam")
    rita.sees("Row 3", "Rows with one", "3")
