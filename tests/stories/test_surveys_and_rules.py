"""Surveys, gold, levels, and the ways in which an answer is accepted."""

from domain.actions import Action
from handlers import table
from services import suspensions, work
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_reviews import fills_in

SURVEY = """
title = "Your commute"
kind = "survey"
reward = "0.30"
time_limit = "10m"
respondents = 2
budget = "0.60"

[[question]]
id = "way"
text = "How do you get to work?"
type = "choice"
options = ["on foot", "by bike", "by bus"]

[[question]]
id = "minutes"
text = "How many minutes does it take?"
type = "number"

[[question]]
id = "wish"
text = "What would make it better?"
type = "text"
required = false
"""


async def answers_survey(person: Person) -> None:
    await person.taps("by bike")
    await person.sends("25")
    await person.taps("No answer")


async def test_a_survey_asks_one_question_after_another_and_each_person_once(chat: Chat) -> None:
    await chat.project(SURVEY)
    ann, ben, eve = (chat.person(name) for name in ("ann", "ben", "eve"))
    await ann.comes_in()
    ann.sees("Your commute", "0.30", "1 of 3: How do you get to work?")
    await ann.taps("by bike")
    ann.sees("2 of 3: How many minutes does it take?")
    await ann.sends("a while")
    ann.sees("number", "2 of 3")
    await ann.sends("25")
    ann.sees("3 of 3", "What would make it better?", "- to leave it out")
    await ann.taps("No answer")
    ann.sees("+0.30 · today 1 task, 0.30", "That was everything")
    await ben.comes_in()
    await answers_survey(ben)
    await eve.comes_in()
    eve.sees("That was everything")


async def test_a_buttons_word_in_an_open_question_may_be_the_answer_or_the_button(
    chat: Chat,
) -> None:
    await chat.project(SURVEY)
    ann, ben = chat.person("ann"), chat.person("ben")
    for person in (ann, ben):
        await person.comes_in()
        await person.taps("on foot")
        await person.sends("5")
        await person.sends("skip")
        person.sees("Is “skip” your answer, or did you mean the button?")
        assert person.buttons == ["It is my answer", "The button"]
    old = ann.button("It is my answer").action
    await ann.taps("It is my answer")
    ann.sees("✓ skip · +0.30")
    await ann.presses(old)
    ann.sees("I don't know any more what you had typed.")
    await ben.sends("skip")
    await ben.sends("The button")
    ben.sees("Skipped.")


async def test_what_was_answered_of_a_survey_is_kept_for_later(chat: Chat) -> None:
    await chat.project(SURVEY)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("by bus")
    chat.clock.passes(minutes=11)
    await ann.sends("30")
    ann.sees("Time was up")
    await ann.taps("Next task")
    ann.sees("2 of 3: How many minutes does it take?")
    await ann.sends("/help")
    ann.sees("/work", "/balance")
    await ann.sends("30")
    ann.sees("3 of 3")


async def test_an_old_button_of_a_survey_changes_nothing_that_was_answered(chat: Chat) -> None:
    await chat.project(SURVEY)
    ann = chat.person("ann")
    await ann.comes_in()
    old = ann.button("on foot").action
    await ann.taps("by bus")
    await ann.presses(old)
    ann.sees("2 of 3")


async def test_a_known_answer_brings_points_and_a_miss_is_explained(chat: Chat) -> None:
    csv = "id,message,gold:verdict\n1,Call 0906 now,spam\n2,See you at eight,ham\n"
    await chat.project(csv=csv)
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("spam")
    ann.sees("✓ spam · +0.02 · +5 points", "See you at eight")
    assert "Undo" not in ann.buttons
    await ann.taps("spam")
    ann.sees("The known answer here is “ham”.", "it costs 10 points, not money")
    assert ann.buttons == ["Next task", "I don't think so"]
    await ann.sends("/undo")
    ann.sees("That one was a check, so its answer stays.")
    await ann.sends("/balance")
    ann.sees("0.04")


async def test_a_project_can_ask_for_a_level(chat: Chat) -> None:
    project_id = await chat.project(
        SPAM.replace('budget = "250.00"', 'budget = "250.00"\nlevel = 1'), rows={"1": "Call now"}
    )
    ann = chat.person("ann")
    await ann.comes_in()
    ann.sees("That was everything")
    await ann.sends("/tasks")
    ann.sees_no("Is this message spam?")
    assert project_id


async def test_consensus_pays_who_agrees_and_tells_the_others_why(chat: Chat) -> None:
    await chat.project(
        SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "consensus"'),
        rows={"1": "Call now"},
    )
    answers = {"ann": "ham", "ben": "spam", "cleo": "spam", "dan": "spam"}
    for name, answer in answers.items():
        person = chat.person(name)
        await person.comes_in()
        await person.taps(answer)
    chat.person("dan").sees("to be checked")
    for name in ("ben", "cleo", "dan"):
        await chat.person(name).sends("/balance")
        chat.person(name).sees("0.02")
    ann = chat.person("ann")
    await ann.sends("/history")
    ann.sees("Most other people answered differently.")
    await ann.sends("/balance")
    ann.sees_no("0.02")


async def test_a_reviewer_accepts_and_rejects_with_a_reason_but_not_their_own(chat: Chat) -> None:
    await chat.project(
        SPAM.replace('budget = "250.00"', 'budget = "250.00"\naccept = "review"'),
        rows={"1": "Call now", "2": "See you"},
    )
    ann, rita = chat.person("ann"), chat.person("rita")
    for person in (ann, rita):
        await person.comes_in()
        await person.taps("spam")
        await person.taps("ham")
    await chat.becomes(rita, "reviewer")
    await rita.sends("/review")
    rita.sees("Call now", "spam", "2 wait")
    await rita.taps("Accept")
    rita.sees("Accepted and paid", "See you")
    await rita.taps("Reject")
    words = "Please read the second message again."
    await fills_in(rita, reason="It does not answer the question.", words=words)
    rita.sees("Rejected, with your reason.", "Nothing waits for a review")
    await ann.sends("/balance")
    ann.sees("0.02")
    await ann.sends("/history")
    ann.sees("Please read the second message again.")


async def test_a_suspended_person_reads_why_and_keeps_their_credits(chat: Chat) -> None:
    await chat.project(rows={"1": "Call now", "2": "See you"})
    ann = chat.person("ann")
    await ann.comes_in()
    await ann.taps("spam")
    account = await chat.account(ann)
    reason = "Answers too fast to be read."
    await chat.database.write(
        lambda tx: suspensions.suspend(tx, account, reason, chat.clock())
    )
    await ann.taps("spam")
    ann.sees("Your account is paused: Answers too fast to be read. Your credits", "/balance")
    assert ann.buttons == ["Balance"]
    await ann.taps("Balance")
    ann.sees("0.02")
    for name in table.VERBS:
        await ann.presses(Action(name))
        assert await chat.database.read(lambda tx: work.current(tx, account)) is None, name
