"""Credits, and the answers they came from."""

from tests.people.world import World, rows


async def test_what_is_earned_shows_as_pending(world: World) -> None:
    await world.project(rows=rows(3))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    await ann.sends("/balance")
    ann.sees("Your credits", "Pending: 0.02", "Available: 0.00", "Paid out: 0.00")
    ann.sees("available at the next payout run, 2 Jan, 02:00")
    assert ann.buttons[0] == "Next task"


async def test_the_history_is_read_page_by_page(world: World) -> None:
    await world.project(rows=rows(23))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.sends("/history")
    ann.sees("There is nothing here yet")
    await ann.sends("/work")
    for number in range(23):
        await ann.taps("spam" if number == 22 else "ham")
    await ann.sends("/history")
    assert ann.text.count("0.02") == 10
    ann.sees("Is this message spam?", "spam", "1 Jan")
    assert ann.buttons == ["Next task", "Older"]
    await ann.taps("Older")
    assert ann.buttons == ["Next task", "Older", "Newest"]
    await ann.taps("Older")
    assert ann.text.count("0.02") == 3
    assert ann.buttons == ["Next task", "Newest"]
    await ann.taps("Newest")
    assert ann.text.count("0.02") == 10


async def test_what_was_taken_back_or_waits_says_so(world: World) -> None:
    await world.project(rows=rows(3))
    ann = world.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    await ann.taps("Undo")
    await ann.sends("/history")
    ann.sees("taken back")


async def test_a_suspended_person_still_sees_balance_and_history(world: World) -> None:
    from services import people

    ann = world.person("ann")
    await ann.comes_in()
    account_id = (await world.who(ann)).account_id
    await world.write(lambda tx: people.set_state(tx, account_id, "suspended", "for a look."))
    await ann.sends("/balance")
    ann.sees("Pending: 0.00")
    await ann.sends("/work")
    ann.sees("paused: for a look.")
