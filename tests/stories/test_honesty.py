"""Answers as if nobody had looked: one step after another, contested, lifted, and paid after all.
"""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random

from domain.actions import Action
from domain.terms import HonestyTerms
from domain.views import View
from services import answers, people, work
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_appeals import hears, pressed, runs, words_of
from tests.stories.test_reviews import fills_in

ROWS = 20
ROUND = SPAM.replace("{ least = 2, most = 5 }", "{ least = 4, most = 4 }")
CROWD = ("ann", "ben", "cleo")
COLOURS = ("red", "green", "blue", "grey")
PAINTS = ROUND.replace('["ham", "spam"]', '["red", "green", "blue", "grey"]').replace(
    "Is this message spam?", "Which colour is it?"
)


def is_spam(text: str) -> bool:
    return not text.startswith("Hello")


async def everybody(chat: Chat) -> tuple[Person, Person]:
    """Sam, who does not look, three who do, and an admin; gives sam and the admin."""
    chat.terms = chat.terms.model_copy(
        update={"honesty": HonestyTerms(answers_least=ROWS, good_days=2)}
    )
    for name in ("sam", *CROWD, "ada"):
        person = chat.person(name)
        await person.sends("/start")
        await person.taps("Start earning")
    ada = chat.person("ada")
    await chat.becomes(ada, "admin")
    return chat.person("sam"), ada


async def a_day(chat: Chat, sam: Callable[[str], str] | None = None) -> None:
    """A project of twenty rows that sam answers at once, as he does, and then the others look at;
    hours later the job looks at them.
    """
    rows = {f"{n}": "Hello Ann" if n % 4 == 0 else "You have won" for n in range(ROWS)}
    project_id = await chat.project(ROUND, rows=rows)
    look: Callable[[str], str] = lambda text: "spam" if is_spam(text) else "ham"  # noqa: E731
    for name, says, seconds in (("sam", sam, 2), *((name, look, 8) for name in CROWD)):
        if says is not None:
            await answers_all(chat, project_id, name, says, seconds)
    chat.clock.passes(minutes=5 * 60)
    await runs(chat, "honesty")
    await invariants.hold(chat.database)


async def answers_all(
    chat: Chat, project_id: int, name: str, says: Callable[[str], str], seconds: float
) -> None:
    account_id = await chat.account(chat.person(name))
    start_ms = chat.clock()
    seed = f"{name} {project_id}"

    def answer(tx: Tx) -> None:
        now_ms, pace = start_ms, Random(seed)  # people are no clocks
        person = people.load(tx, account_id, lock=True)
        while (hand := work.take(tx, person, project_id, now_ms)) is not None:
            now_ms += round(seconds * 1000 * pace.uniform(0.5, 1.5))
            said = says(hand.data["message"])
            answers.answer(
                tx, person, hand.assignment_id, 0, lambda *_: said, now_ms, chat.terms  # noqa: B023
            )

    await chat.database.write(answer)
    chat.clock.passes(seconds=2 * ROWS * seconds)


async def told(chat: Chat, person: Person) -> list[View]:
    return (await hears(chat)).get(person.sender.user, [])


def ham(text: str) -> str:
    return "ham"


async def test_a_spammer_is_told_held_paused_and_what_an_admin_lifts_is_paid(chat: Chat) -> None:
    sam, ada = await everybody(chat)
    await a_day(chat, sam=ham)
    heard = await told(chat, sam)
    said = words_of(heard)
    for part in ("100% of your last 20 answers", "Is this message spam?", "Nothing changes"):
        assert part in said
    await sam.sends("/me")
    sam.sees("How your answers look: a notice")
    await a_day(chat, sam=ham)
    assert "more tasks whose answer is known" in words_of(await told(chat, sam))
    await a_day(chat, sam=ham)
    assert "stays pending" in words_of(await told(chat, sam))
    chat.clock.passes(days=1)
    await runs(chat, "payout")
    await invariants.hold(chat.database)
    await sam.sends("/balance")
    sam.sees("Pending: 1.20", "Available: 0.00", "kept for you", "/honesty")
    await chat.person("ann").sends("/balance")
    chat.person("ann").sees("Pending: 0.00", "Available: 1.20")

    await a_day(chat, sam=ham)
    heard_by = await hears(chat)
    [paused], [asked] = heard_by[sam.sender.user], heard_by[ada.sender.user]
    assert "paused until an admin" in words_of([paused])
    assert "sam" in words_of([asked])
    await sam.sends("/work")
    sam.sees("Your account is paused", "/honesty")
    await sam.sends("/honesty")
    sam.sees("paused", "100%")
    await sam.presses(Action("honesty_contest"))
    await fills_in(sam, words="My sister had my phone.")
    sam.sees("✓ An admin looks at it and decides.")
    await sam.presses(Action("honesty_contest"))
    sam.sees("an admin looks at it")
    [asked] = await told(chat, ada)
    assert "My sister had my phone." in words_of([asked])
    await ada.presses(pressed(asked, "Lift"))
    ada.sees("✓ Nothing follows for", "sam")
    assert "next payout run" in words_of(await told(chat, sam))
    await sam.sends("/balance")
    sam.sees("Pending: 1.60", "next payout run")
    chat.clock.passes(days=1)
    await runs(chat, "payout")
    await invariants.hold(chat.database)
    await sam.sends("/balance")
    sam.sees("Pending: 0.00", "Available: 1.60")
    await ada.presses(pressed(asked, "Lift"))
    ada.sees("Nothing follows from their answers any more")


async def test_good_days_end_a_step_and_who_looks_never_hears_of_it(chat: Chat) -> None:
    sam, _ = await everybody(chat)
    heard: set[str] = set()
    await a_day(chat, sam=ham)
    assert "Nothing changes for now" in words_of(await told(chat, sam))
    for _day in range(2):
        chat.clock.passes(days=1)
        await a_day(chat, sam=lambda text: "spam" if is_spam(text) else "ham")
        found = await hears(chat)
        heard |= set(found)
    assert "Your answers look good again." in words_of(found[sam.sender.user])
    assert not heard & {chat.person(name).sender.user for name in CROWD}
    await chat.person("ann").sends("/honesty")
    chat.person("ann").sees("Nothing to worry about")
    await invariants.hold(chat.database)


async def test_who_guesses_at_a_usual_pace_is_told_so_and_who_knows_little_is_not(
    chat: Chat,
) -> None:
    sam, _ = await everybody(chat)
    await paints(chat, {"sam": 0.0, "ann": 0.9, "ben": 0.9, "cleo": 0.35})
    heard = await hears(chat)
    said = words_of(heard[sam.sender.user])
    for part in (
        "of your last 200 answers to “Which colour is it?”", "are what others say, too",
        "whoever answers without looking gets", "Of 40 checks among them you knew",
    ):  # fmt: skip
        assert part in said
    assert "Nothing changes for now" in said
    assert not heard.keys() & {chat.person(name).sender.user for name in CROWD}
    await sam.sends("/honesty")
    sam.sees("a notice", "whoever answers without looking gets")


async def paints(chat: Chat, knowing: Mapping[str, float]) -> None:
    """A project of 200 rows, of which forty are known, that people answer at the same pace, some
    of them knowing so many; hours later the job looks at them.
    """
    draw = Random(5)
    project_id = await chat.project(PAINTS, csv="id,message,gold:verdict\n" + "".join(
        f"{n},{colour},{colour if n % 5 == 0 else ''}\n"
        for n, colour in enumerate(draw.choices(COLOURS, k=200))
    ))  # fmt: skip
    for name, share in knowing.items():
        say = partial(_knows, share=share, random=Random(f"{name} {project_id}"))
        await answers_all(chat, project_id, name, say, 8)
    chat.clock.passes(minutes=5 * 60)
    await runs(chat, "honesty")
    await invariants.hold(chat.database)


def _knows(text: str, *, share: float, random: Random) -> str:
    return text if random.random() < share else random.choice(COLOURS)
