"""A newcomer's first minutes, and a day's work."""

from tests.stories.driver import SPAM, Chat

ROWS = {
    "sms1": "URGENT! You have won a prize. Call 0906 now.",
    "sms2": "Ok lar... Joking wif u oni",
    "sms3": "Are we still on for lunch?",
}


async def test_a_newcomer_has_the_first_paid_task_after_three_taps(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.sends("hello?")
    ann.sees("small paid tasks", "/privacy", "/delete_me")
    assert ann.buttons[0] == "Start earning"
    await ann.taps("Start earning")
    ann.sees("May I send you a task now and then?")
    await ann.taps(ann.buttons[0])
    ann.sees("Is this message spam?", "0.02", "URGENT! You have won a prize", "an hour")
    assert ann.buttons[:2] == ["ham", "spam"]


async def test_an_answer_is_thanked_paid_and_followed_by_the_next_task(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("spam")
    ann.sees("✓ spam · +0.02 · today 1 task, 0.02", "Ok lar")
    await ann.sends("2")
    ann.sees("✓ spam · +0.02 · today 2 tasks, 0.04", "lunch")
    await ann.sends("HAM")
    ann.sees("today 3 tasks, 0.06", "That was everything for you at the moment")
    await ann.sends("/balance")
    ann.sees("0.06")


async def test_two_who_agree_decide_a_row_and_nobody_gets_it_twice(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann, ben, eve = (chat.person(name) for name in ("ann", "ben", "eve"))
    for person in (ann, ben):
        await person.comes_in()
        for _ in ROWS:
            await person.taps("ham")
        person.sees("That was everything")
        await person.sends("/work")
        person.sees("That was everything")
    await eve.comes_in()
    eve.sees("That was everything")


async def test_who_disagrees_brings_the_row_to_a_third_and_a_fourth(chat: Chat) -> None:
    await chat.project(rows={"sms1": "Call now"})
    answers = {"ann": "ham", "ben": "spam", "cleo": "spam", "dan": "spam"}
    for name, answer in answers.items():
        person = chat.person(name)
        await person.comes_in()
        person.sees("Call now")
        await person.taps(answer)
    eve = chat.person("eve")
    await eve.comes_in()
    eve.sees("That was everything")


async def test_a_skipped_task_goes_to_somebody_else_and_never_comes_back(chat: Chat) -> None:
    await chat.project(rows={"sms1": "Call now"})
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.comes_in()
    await ann.taps("Skip")
    ann.sees("Skipped", "That was everything")
    await ben.comes_in()
    ben.sees("Call now")
    chat.clock.passes(days=1)
    await ann.sends("/work")
    ann.sees("That was everything")


async def test_an_answer_can_be_taken_back_for_ten_seconds(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("ham")
    ann.sees("Ok lar")
    await ann.taps("Undo")
    ann.sees("Taken back", "URGENT")
    await ann.sends("/balance")
    ann.sees_no("0.02")
    await ann.sends("/work")
    await ann.taps("spam")
    ann.sees("✓ spam · +0.02 · today 1 task, 0.02")
    undo = ann.button("Undo").action
    chat.clock.passes(seconds=11)
    await ann.presses(undo)
    ann.sees("ten seconds")


async def test_an_answer_to_a_decided_row_stays(chat: Chat) -> None:
    await chat.project(rows={"sms1": "Call now"})
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.comes_in()
    await ann.taps("spam")
    undo = ann.button("Undo").action
    await ben.comes_in()
    await ben.taps("spam")
    assert "Undo" not in ben.buttons
    await ann.presses(undo)
    ann.sees("decided already")


async def test_time_runs_out_kindly(chat: Chat) -> None:
    await chat.project(rows={"sms1": "Call now"})
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.comes_in()
    chat.clock.passes(minutes=3)
    await ann.taps("spam")
    ann.sees("Time was up for that one, so it went to somebody else. No harm done.")
    await ben.comes_in()
    ben.sees("Call now")
    await ann.taps("Next task")
    ann.sees("Call now")
    chat.clock.passes(minutes=3)
    await ann.sends("/work")
    ann.sees("Time was up", "That was everything")


async def test_a_second_tap_and_a_redelivered_one_pay_once(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    first = ann.button("spam").action
    await ann.taps("spam")
    assert ann.last is not None
    await ann.does(ann.last)
    ann.sees("✓ spam · +0.02 · today 1 task, 0.02", "Ok lar")
    await ann.presses(first)
    ann.sees("You have answered that one already.")
    await ann.sends("/balance")
    ann.sees("0.02")


async def test_a_typed_answer_that_comes_again_is_thanked_for_again(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    chat.clock.passes(seconds=1)
    await ann.sends("spam")
    assert ann.last is not None
    chat.clock.passes(seconds=1)
    await ann.does(ann.last)
    ann.sees("✓ spam · +0.02 · today 1 task, 0.02", "Ok lar")
    chat.clock.passes(seconds=1)
    await ann.sends("/balance")
    await ann.does(ann.last)
    ann.sees_no("✓ spam")


async def test_somebody_elses_button_is_refused(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann, eve = chat.person("ann"), chat.person("eve")
    await ann.comes_in()
    await eve.comes_in()
    await eve.presses(ann.button("spam").action)
    eve.sees("given to somebody else")
    await ann.taps("spam")
    ann.sees("today 1 task")


async def test_several_choices_are_ticked_and_handed_in(chat: Chat) -> None:
    toml = SPAM.replace('type = "choice"', 'type = "choices"')
    await chat.project(toml, rows={"sms1": "Call now"})
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("Done")
    ann.sees("Choose at least 1 of the options.", "Call now")
    await ann.taps("ham")
    assert ann.button("ham").selected and not ann.button("spam").selected
    await ann.taps("spam")
    await ann.taps("ham")
    await ann.taps("Done")
    ann.sees("✓ spam · +0.02")


async def test_what_cannot_be_an_answer_is_explained_and_the_task_stays(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.sends("🤷")
    ann.sees("ham", "spam", "URGENT")
    await ann.sends("/nonsense")
    ann.sees("There is no command /nonsense")
    await ann.sends("/wrok")
    ann.sees("Did you mean /work?")
    await ann.sends("spam")
    ann.sees("✓ spam")


async def test_the_buttons_beside_the_answers_can_be_typed_too(chat: Chat) -> None:
    await chat.project(rows=ROWS)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.sends("instructions")
    ann.sees("Spam is what nobody asked for")
    await ann.sends("Back to the task")
    await ann.sends("spam")
    ann.sees("✓ spam")
    await ann.sends("undo")
    ann.sees("Taken back. Here it is again.")
    await ann.sends("SKIP")
    ann.sees("Skipped.")
