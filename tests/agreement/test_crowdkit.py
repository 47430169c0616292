"""What crowd-kit has, too, comes out the same: ROVER, Bradley–Terry, votes, a text near to all."""

from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pytest

from domain import agreement
from domain.agreement.comparisons import bradley_terry
from domain.agreement.texts import likenesses
from domain.agreement.words import in_order
from tests.agreement.asked import asked
from tests.quality.crowdkit import Call, ask

SENTENCE = "the price of bread rose again in march while rents in the old town stayed low"
WORDS = SENTENCE.split()
ITEMS = "abcdefgh"
TASKS, ANSWERS, COMPARISONS = 60, 5, 400
TO = 1e-6

Rows = list[list[str]]


def _transcriptions(random: Random) -> Rows:
    """Five people write down a sentence; each word goes wrong one time in eight."""
    tasks = []
    for _ in range(TASKS):
        truth = random.sample(WORDS, random.randint(3, 10))
        tasks.append([" ".join(_heard(random, truth) or truth) for _ in range(ANSWERS)])
    return tasks


def _heard(random: Random, truth: list[str]) -> list[str]:
    words: list[str] = []
    for word in truth:
        what = random.randrange(24)
        if what != 0:
            words.append(random.choice(WORDS) if what == 1 else word)
        if what == 2:
            words.append(random.choice(WORDS))
    return words


def _comparisons(random: Random) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    for _ in range(COMPARISONS):
        one, other = random.sample(range(len(ITEMS)), 2)
        is_first = random.random() < (one + 1) / (one + other + 2)
        found.append((ITEMS[one], ITEMS[other], "a" if is_first else "b"))
    return found


def _as_aligned(texts: list[str]) -> list[str]:
    """Put texts into the order in which ours are aligned: what ROVER gives depends on it."""
    counts = Counter(tuple(text.split()) for text in texts)
    return [" ".join(words) for words in in_order(counts) for _ in range(counts[words])]


def _frame(tasks: list[list[Any]], column: str, **more: list[Any]) -> dict[str, list[Any]]:
    rows = [(f"{t:03}", str(w), a) for t, task in enumerate(tasks) for w, a in enumerate(task)]
    task, worker, value = (list(part) for part in zip(*rows, strict=True))
    return {"task": task, "worker": worker, column: value, **more}


def _embedded(texts: list[str]) -> list[list[float]]:
    """Give points whose squared distances are 1 - likeness, plus the same for each two of them.

    What is nearest to their mean has the least sum of those: it is the medoid. (Classical scaling;
    the addition makes room for distances that aren't Euclid's.)
    """
    size = len(texts)
    far = 1 - np.array(likenesses(texts)) + size * (1 - np.eye(size))
    centred = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(-centred @ far @ centred / 2)
    assert values.min() > -1e-9
    points: list[list[float]] = (vectors * np.sqrt(values.clip(0))).tolist()
    return points


MADE = Random(5)
TEXTS = _transcriptions(MADE)
PAIRS = _comparisons(MADE)
LABELS = [[MADE.choice("xyz") for _ in range(ANSWERS)] for _ in range(TASKS)]


@pytest.fixture(scope="module")
def theirs() -> list[Any]:
    """One process for all of it."""
    compared = {
        "worker": ["w"] * len(PAIRS),
        "left": [one for one, _, _ in PAIRS],
        "right": [other for _, other, _ in PAIRS],
        "label": [one if winner == "a" else other for one, other, winner in PAIRS],
    }
    points = [point for texts in TEXTS for point in _embedded(texts)]
    return ask(
        Call("ROVER", _frame([_as_aligned(texts) for texts in TEXTS], "text"), "fit_predict"),
        Call("BradleyTerry", compared, "fit_predict", {"n_iter": 2_000, "tol": -1}),
        Call("MajorityVote", _frame(LABELS, "label"), "fit_predict_proba"),
        Call("ClosestToAverage", _frame(TEXTS, "output", embedding=points), "fit_predict"),
    )


def test_the_words_are_those_of_rover(theirs: list[Any]) -> None:
    asked_words = asked("text", agree="words")
    found = [agreement.agree(asked_words, texts).answer for texts in TEXTS]  # type: ignore[arg-type]
    expected = [theirs[0][f"{task:03}"] for task in range(TASKS)]
    assert found == expected


def test_the_strengths_are_those_of_bradley_terry(theirs: list[Any]) -> None:
    assert bradley_terry(PAIRS) == pytest.approx(theirs[1], abs=TO)


def test_the_leading_answer_has_the_most_votes_and_their_share(theirs: list[Any]) -> None:
    for task, labels in enumerate(LABELS):
        found = agreement.agree(asked("choice"), labels)  # type: ignore[arg-type]
        shares = {label: share or 0.0 for label, share in theirs[2][f"{task:03}"].items()}
        assert found.confidence == pytest.approx(max(shares.values()), abs=TO)
        leading = [label for label, share in shares.items() if share > found.confidence - TO]
        assert found.answer == (leading[0] if len(leading) == 1 else None)


def test_the_medoid_is_what_is_closest_to_the_average(theirs: list[Any]) -> None:
    """Of several that are equally close either of them may be taken."""
    similar = asked("text", agree="similar")
    for task, texts in enumerate(TEXTS):
        ours = agreement.agree(similar, texts).answer  # type: ignore[arg-type]
        sums = dict(zip(texts, map(sum, likenesses(texts)), strict=True))
        assert sums[str(ours)] == pytest.approx(sums[theirs[3][f"{task:03}"]["output"]])
