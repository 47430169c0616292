"""What looks wrong about answers, and what only seems to: small crowds made by hand."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from domain.honesty import Answer, Sample, look, steps
from domain.honesty.bounds import at_least, median, spread
from domain.honesty.words import sentence, shown

ROWS = 40
ME, OTHERS = 1, (2, 3, 4, 5)
Says = Callable[[Random, str], str]
LABELS = ("a", "b", "c")


def knows(share: float) -> Says:
    return lambda random, true: true if random.random() < share else random.choice(LABELS)


def crowd(
    says: dict[int, Says] | None = None,
    seconds: dict[int, float] | None = None,
    behind: dict[int, int] | None = None,
    seed: int = 0,
    rows: int = ROWS,
    known_every: int = 0,
) -> Sample:
    """Everybody answers forty rows, well and in their own time, but for who is said to differ."""
    random = Random(seed)
    truth = [random.choice(LABELS) for _ in range(rows)]
    answers: list[Answer] = []
    for account in (*OTHERS, ME):
        at_ms = random.randrange(3_600_000)
        pace = (seconds or {}).get(account, 10.0)
        for task in range(rows):
            label = (says or {}).get(account, knows(0.85))(random, truth[task])
            taken_ms = round(1000 * pace * random.lognormvariate(0, 0.4))
            at_ms += taken_ms
            source = (behind or {}).get(account)
            if source is not None:
                of = next(a for a in answers if (a.task, a.account) == (task, source))
                at_ms, label = of.at_ms + 20_000 + random.randrange(500), of.label
            answers.append(Answer(task, account, label, taken_ms, at_ms))
    known = {task: truth[task] for task in range(0, rows, known_every)} if known_every else {}
    return Sample(ME, answers, known)


def kinds(sample: Sample) -> list[str]:
    return [each.kind for each in look(sample)]


@pytest.mark.parametrize("seed", range(5))
def test_who_looks_is_not_suspected(seed: int) -> None:
    assert kinds(crowd(seed=seed)) == []
    assert kinds(crowd(says={ME: knows(0.4)}, seed=seed)) == []
    assert kinds(crowd(seconds={ME: 4.5}, seed=seed)) == []


def test_who_is_quick_and_right_has_done_nothing() -> None:
    assert kinds(crowd(says={ME: knows(1.0)}, seconds={ME: 1.0})) == []


def test_too_fast() -> None:
    [found] = look(crowd(says={ME: knows(0.0)}, seconds={ME: 1.0}))
    assert found.kind == "fast"
    assert found.figures["seconds"] < 2 < 8 < found.figures["usual"]


def test_one_answer_always_but_not_where_everybody_gives_it() -> None:
    always: Says = lambda random, true: "a"  # noqa: E731
    assert kinds(crowd(says={ME: always})) == ["always"]
    everybody = dict.fromkeys((ME, *OTHERS), always)
    assert kinds(crowd(says=everybody)) == []


def test_how_often_others_say_it_is_told_and_not_how_often_it_is_right() -> None:
    always: Says = lambda random, true: "a"  # noqa: E731
    mostly: Says = lambda random, true: knows(0.7)(random, "c" if true == "c" else "a")  # noqa: E731
    sample = crowd(says=dict.fromkeys(OTHERS, mostly) | {ME: always}, rows=80)
    [found] = look(sample)
    others = [answer.label == "a" for answer in sample.answers if answer.account != ME]
    assert abs(found.figures["usual"] - sum(others) / len(others)) < 0.01


def test_who_copies_is_seen_and_who_is_copied_is_not() -> None:
    [found] = look(crowd(behind={ME: 3}))
    assert (found.kind, found.others) == ("copy", (3,))
    assert 20 <= found.figures["behind"] <= 21
    assert kinds(crowd(behind={5: 2, 4: 2}, seed=3)) == []
    sample = crowd(behind={3: 2})
    assert kinds(Sample(2, sample.answers)) == []


def test_a_ring_agrees_with_itself_more_than_with_the_truth() -> None:
    random = Random(9)
    plan = [random.choice(LABELS) for _ in range(ROWS)]

    def member() -> Says:
        rows = iter(plan)
        return lambda random, true: next(rows)

    sample = crowd(says={ME: member(), 2: member()})
    [found] = look(sample)
    assert (found.kind, found.others) == ("ring", (2,))
    assert kinds(Sample(3, sample.answers)) == []
    assert kinds(crowd(says={ME: knows(0.98), 2: knows(0.98)})) == []  # good, not in league


@pytest.mark.parametrize("seed", range(3))
def test_who_answers_blindly_at_a_usual_pace_is_seen(seed: int) -> None:
    sample = crowd(says={ME: knows(0.0)}, rows=240, known_every=10, seed=seed)
    [found] = look(sample)
    assert (found.kind, found.figures["known"]) == ("blind", 24)
    assert abs(found.figures["right"] - found.figures["guess"]) < 0.1
    knew = [sample.own[task].label == label for task, label in sample.known.items()]
    assert found.figures["knew"] == sum(knew)
    assert [kinds(Sample(other, sample.answers, sample.known)) for other in OTHERS] == [[]] * 4


@pytest.mark.parametrize("seed", range(3))
def test_who_knows_a_little_or_takes_one_for_another_has_looked(seed: int) -> None:
    turned = dict(zip(LABELS, (*LABELS[1:], LABELS[0]), strict=True))
    for says in (knows(0.3), lambda random, true: turned[true]):
        assert kinds(crowd(says={ME: says}, rows=240, known_every=10, seed=seed)) == []


def test_nobody_is_blind_where_others_know_nothing_either() -> None:
    assert kinds(crowd(says=dict.fromkeys((ME, *OTHERS), knows(0.1)), rows=240)) == []


def test_known_answers_tell_who_is_blind_among_people_who_know_little() -> None:
    says = dict.fromkeys(OTHERS, knows(0.25)) | {ME: knows(0.0)}
    assert kinds(crowd(says=says, rows=300, seed=5)) == []
    assert kinds(crowd(says=says, rows=300, known_every=2, seed=5)) == ["blind"]


def test_older_answers_are_asked_for_only_where_the_latest_seem_blind() -> None:
    asked: list[int] = []

    def longer() -> Sample:
        asked.append(1)
        return crowd(says={ME: knows(0.0)}, rows=240, seed=3)

    assert look(crowd(seed=2), longer) == []
    assert asked == []
    found = look(crowd(says={ME: knows(0.0)}, rows=60, seed=1), longer)
    assert ([each.kind for each in found], asked) == (["blind"], [1])


def test_a_question_that_somebody_knows_clears_them_of_another_that_they_guess() -> None:
    guessed = crowd(says={ME: knows(0.0)}, rows=240)
    looked = crowd(rows=240, seed=1)
    assert kinds(replace(guessed, parts=(guessed,))) == ["blind"]
    assert kinds(replace(guessed, parts=(guessed, looked))) == []
    assert kinds(replace(guessed, parts=())) == []  # no options, so there is no guess


def test_a_ring_that_gives_most_answers_to_its_rows_is_seen_by_known_ones() -> None:
    random = Random(9)
    plan = [random.choice(LABELS) for _ in range(160)]

    def member() -> Says:
        rows = iter(plan)
        return lambda random, true: next(rows)

    sample = crowd(
        says={ME: member(), 2: member(), 3: member()}, rows=160, known_every=8, seed=5
    )
    assert [each.kind for each in look(sample)] == ["ring"]
    assert look(sample)[0].others == (2, 3)
    for honest in (4, 5):
        assert kinds(Sample(honest, sample.answers, sample.known)) == []


def test_where_one_ring_is_all_the_others_nobody_is_told_from_it() -> None:
    random = Random(9)
    plan = [random.choice(LABELS) for _ in range(160)]

    def member() -> Says:
        rows = iter(plan)
        return lambda random, true: next(rows)

    good = {ME: knows(0.98), 2: knows(0.98)}
    sample = crowd(says=good | {3: member(), 4: member(), 5: member()}, rows=160, seed=1)
    assert kinds(sample) == kinds(Sample(2, sample.answers)) == []


def test_few_answers_say_nothing() -> None:
    sample = crowd(says={ME: lambda random, true: "a"}, seconds={ME: 0.5})
    assert kinds(Sample(ME, [a for a in sample.answers if a.task < 19])) == []


def test_steps_come_one_at_a_time_and_with_time_between() -> None:
    def after(step: int, waited_ms: int, kind: str = "fast", furthest: int = steps.PAUSE) -> object:
        return steps.following(
            step, kind, waited_ms=waited_ms, wait_ms=100, furthest=furthest
        )

    assert after(steps.NONE, 0) == steps.NOTICE
    assert after(steps.NOTICE, 99) is None
    assert after(steps.NOTICE, 100) == steps.GOLD
    assert after(steps.HOLD, 100) == steps.PAUSE
    assert after(steps.PAUSE, 100) is None
    assert after(steps.HOLD, 100, steps.SHARED) is None  # only a person pauses for that
    assert after(steps.GOLD, 100, furthest=steps.GOLD) is None
    assert [step for step in range(6) if steps.is_held(step)] == [steps.HOLD, steps.PAUSE]
    assert [step for step in range(6) if steps.fades(step, 5, wanted=5)] == [1, 2, 3]


def test_bounds() -> None:
    assert at_least(5, 10, 0.5) == 1.0
    assert at_least(10, 10, 0.5) == pytest.approx(0.5**10)
    assert at_least(9, 10, 0.5) > 11 * 0.5**10  # a bound is never below the chance itself
    assert (median([3, 1, 2]), median([4, 1, 2, 3])) == (2, 2.5)
    assert spread([1, 2, 3, 4, 100]) == pytest.approx(1.4826)


@pytest.mark.parametrize("sample", [
    crowd(says={ME: knows(0.0)}, seconds={ME: 1.0}),
    crowd(says={ME: lambda random, true: "a"}),
    crowd(behind={ME: 3}),
    crowd(says={ME: knows(0.0)}, rows=240),
    crowd(says={ME: knows(0.0)}, rows=240, known_every=10),
])  # fmt: skip
def test_every_suspicion_has_a_sentence(sample: Sample) -> None:
    wrong = look(sample)
    assert wrong
    for found in wrong:
        words = sentence(found.kind, found.figures)
        said = words.format(title="Spam?", **shown(found.kind, found.figures))
        assert "{" not in said
