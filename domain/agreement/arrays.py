"""A whole project at once: what `votes`, `numbers`, `places` and `ranks` do, as arrays.

The same results as task by task, ten to thirty times faster. Each function takes tasks that all
have equally many answers, none of them an abstention, and gives (answers, confidences, agreed):
agreed has a row for each task and a column for each answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, combinations, compress, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.agreement import places, texts, tolerances, votes
from domain.agreement.agreed import PARTS_AGREE, Agreed
from domain.agreement.numbers import SLACK
from domain.agreement.ranks import PAIRS_AGREE
from domain.questions import Question, Value, label_key

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = Sequence[Sequence[Any]]
Many = tuple[Sequence[Value], Floats, Bools]

TUPLES_SIZE_MAX = 8
_EARTH_M = 6_371_000.0


def agree(rule: str, question: Question, rows: Rows) -> Iterator[Agreed]:
    """Judge tasks by a rule (`judging.rule_of`)."""
    answers, confidence, agreed = _RULES.get(rule, vote)(question, rows)
    made = partial(tuple.__new__, Agreed)
    return map(made, zip(answers, confidence.tolist(), _tuples(agreed), strict=True))


def _tuples(agreed: Bools) -> Iterable[tuple[bool, ...]]:
    """Give the rows as tuples; of few answers each of the tuples that there can be once."""
    size = agreed.shape[1]
    if size > TUPLES_SIZE_MAX:
        return map(tuple, agreed.tolist())
    each = list(product((False, True), repeat=size))
    return map(each.__getitem__, (agreed @ (1 << np.arange(size)[::-1])).tolist())


def vote(question: Question, rows: Rows) -> Many:
    """As `votes.vote`: the leading answer, None in a tie."""
    key = votes.text_key if question.type == "text" else votes.key
    codes_of: dict[Any, int] = {}
    seen: dict[Any, int] = {}  # what is written, so that each spelling is looked at once
    flat = [value for row in rows for value in row]
    try:
        for value in dict.fromkeys(flat):
            seen[value] = codes_of.setdefault(key(value), len(codes_of))
        codes = np.array([seen[value] for value in flat])
    except TypeError:  # answers in own words are no keys
        codes = np.array([codes_of.setdefault(key(value), len(codes_of)) for value in flat])
    codes = codes.reshape(len(rows), -1)
    counts = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)  # votes for what each one says
    first = counts.max(axis=1)
    lead = codes[np.arange(len(codes)), counts.argmax(axis=1)]
    is_lead = codes == lead[:, None]
    is_tie = ((counts == first[:, None]) & ~is_lead).any(axis=1)
    agreed = is_lead & ~is_tie[:, None]
    one_spelling = len(seen) == len(codes_of)
    answers = [
        None if tie
        else row[at] if one_spelling
        else votes.commonest([value for value, does in zip(row, mine, strict=True) if does])
        for row, at, tie, mine in zip(
            rows, counts.argmax(axis=1).tolist(), is_tie.tolist(), is_lead.tolist(), strict=True
        )
    ]  # fmt: skip
    return answers, first / codes.shape[1], agreed


def by_option(question: Question, rows: Rows) -> Many:
    """As `votes.by_option`, of questions without answers in own words."""
    codes_of = {option: code for code, option in enumerate(question.options)}
    given = list(chain.from_iterable(rows))
    whose = np.repeat(np.arange(len(given)), np.fromiter(map(len, given), dtype=np.int64))
    codes = np.fromiter(map(codes_of.__getitem__, chain.from_iterable(given)), dtype=np.int64)
    marked = np.zeros((len(given), len(codes_of)), dtype=bool)
    marked[whose, codes] = True
    chosen = marked.reshape(len(rows), -1, len(codes_of))
    right = 2 * chosen.sum(axis=1) > chosen.shape[1]
    both = (chosen & right[:, None]).sum(axis=2)
    size = chosen.sum(axis=2) + right.sum(axis=1)[:, None]
    alike = np.where(size > 0, 2 * both / np.maximum(size, 1), 1.0)
    answers = [list(compress(question.options, row)) for row in right.tolist()]
    return answers, alike.mean(axis=1), alike >= PARTS_AGREE


def median(question: Question, rows: Rows) -> Many:
    """As `numbers.median`."""
    sizes = _SIZES[question.type](rows)
    at = sizes.argsort(axis=1)[:, (sizes.shape[1] - 1) // 2]
    around = sizes[np.arange(len(sizes)), at]
    units, share = tolerances.of_size(question)
    reach = np.maximum(units, share * np.abs(around)) * SLACK
    agreed = np.abs(sizes - around[:, None]) <= reach[:, None]
    answers = [row[place] for row, place in zip(rows, at.tolist(), strict=True)]
    return answers, agreed.mean(axis=1), agreed


def _numbers(rows: Rows) -> Floats:
    return np.array(rows, dtype=float)


def _amounts(rows: Rows) -> Floats:
    return np.array([[float(sum_["amount"]) for sum_ in row] for row in rows])


def _days(rows: Rows) -> Floats:
    return np.array(rows, dtype="datetime64[D]").astype(float)


_SIZES: dict[str, Callable[[Rows], Floats]] = {
    "number": _numbers, "money": _amounts, "date": _days
}  # fmt: skip


def geometric_median(question: Question, rows: Rows) -> Many:
    """As `places.median`."""
    degrees = np.array([[places.place(value) for value in row] for row in rows])
    order = np.lexsort((degrees[:, :, 1], degrees[:, :, 0]), axis=1)
    ordered = np.take_along_axis(degrees, order[:, :, None], axis=1)
    origin = ordered[:, (degrees.shape[1] - 1) // 2]
    cosine = np.maximum(np.cos(np.radians(origin[:, 0])), places.COSINE_LEAST)
    scale = np.stack([np.ones_like(cosine), cosine], axis=1) * places.METRES_A_DEGREE
    apart = ordered - origin[:, None]
    apart[:, :, 1] = (apart[:, :, 1] + 180) % 360 - 180
    metres = apart * scale[:, None]
    found = _medians(metres)
    centre = origin + found / scale
    centre[:, 1] = (centre[:, 1] + 180) % 360 - 180
    centre = np.round(centre, places.DECIMALS)
    on = (np.abs(metres - found[:, None]) == 0).all(axis=2)
    given = on.any(axis=1)
    centre[given] = ordered[given, on.argmax(axis=1)[given]]
    agreed = _distances_m(degrees, centre[:, None]) <= tolerances.of_place_m(question)
    answers = [{"latitude": one, "longitude": other} for one, other in centre.tolist()]
    return answers, agreed.mean(axis=1), agreed


def _medians(points: Floats) -> Floats:
    """Give the geometric median of each row of points; exactly a point where it is one."""
    found: Floats = points.mean(axis=1)
    still = np.ones(len(points), dtype=bool)
    for at in range(points.shape[1] - 1, -1, -1):  # the first that is a median stays
        here = points[:, at]
        pull, weight, _ = _pull(points, here)
        is_one = np.hypot(pull[:, 0], pull[:, 1]) <= weight + places.PULL_SLACK
        found[is_one] = here[is_one]
        still &= ~is_one
    open_rows = np.flatnonzero(still)
    for _ in range(places.STEPS_MAX):
        if not len(open_rows):
            break
        pull, weight, nearness = _pull(points[open_rows], found[open_rows])
        length = np.hypot(pull[:, 0], pull[:, 1])
        free = np.maximum(0, 1 - weight / np.maximum(length, 1e-300))
        step = free / np.maximum(nearness, 1e-300)
        found[open_rows] += step[:, None] * pull
        open_rows = open_rows[step * length > places.STILL_M]
    return found


def _pull(points: Floats, here: Floats) -> tuple[Floats, Floats, Floats]:
    """As `places.pull`, for each row."""
    apart = points - here[:, None]
    far = np.hypot(apart[:, :, 0], apart[:, :, 1])
    is_here = far <= places.ON_IT_M
    near = np.where(is_here, 0.0, 1 / np.where(is_here, 1.0, far))
    return (apart * near[:, :, None]).sum(axis=1), is_here.sum(axis=1), near.sum(axis=1)


def _distances_m(one: Floats, other: Floats) -> Floats:
    """As `domain.places.distance_m`."""
    one, other = np.radians(one), np.radians(other)
    half = np.sin((other - one) / 2) ** 2
    cosines = np.cos(one[..., 0]) * np.cos(other[..., 0])
    whole = np.minimum(1.0, np.sqrt(half[..., 0] + cosines * half[..., 1]))
    return np.asarray(2 * _EARTH_M * np.arcsin(whole))


def borda(question: Question, rows: Rows) -> Many:
    """As `ranks.borda`; all rankings of all tasks have equally many options."""
    names = sorted({option for row in rows for option in row[0]})
    codes_of = {name: code for code, name in enumerate(names)}
    flat = map(codes_of.__getitem__, chain.from_iterable(chain.from_iterable(rows)))
    codes = np.fromiter(flat, dtype=np.int64).reshape(len(rows), len(rows[0]), -1)
    options = np.sort(codes[:, 0], axis=1)
    given = codes.argsort(axis=2)  # the place of each option in each ranking
    result = given.sum(axis=1).argsort(axis=1, kind="stable")
    right = result.argsort(axis=1)
    size = codes.shape[2]
    before = given[:, :, :, None] < given[:, :, None, :]
    wanted = right[:, :, None] < right[:, None, :]
    shares = (before & wanted[:, None]).sum(axis=(2, 3)) / (size * (size - 1) / 2)
    confidence = np.maximum(0.0, (2 * shares - 1).mean(axis=1))
    chosen = np.take_along_axis(options, result, axis=1).tolist()
    return [[names[code] for code in row] for row in chosen], confidence, shares >= PAIRS_AGREE


def medoid(question: Question, rows: Rows) -> Many:
    """As `texts.medoid`: all pairs of all tasks are compared in one call."""
    from rapidfuzz.distance.Levenshtein import normalized_similarity
    from rapidfuzz.process import cpdist

    keys = [[label_key(text) for text in row] for row in rows]
    size = len(rows[0])
    alike = np.ones((len(rows), size, size))
    for one, other in combinations(range(size), 2):
        left, right = [row[one] for row in keys], [row[other] for row in keys]
        found = cpdist(left, right, scorer=normalized_similarity, dtype=np.float64)
        alike[:, one, other] = alike[:, other, one] = found
    sums = np.round(alike.sum(axis=2), texts.DECIMALS)
    best = sums.argmax(axis=1)
    answers: list[Value] = []
    for at, (row, central) in enumerate(zip(rows, sums == sums.max(axis=1)[:, None], strict=True)):
        if central.sum() > 1:
            there = np.flatnonzero(central).tolist()
            best[at] = min(there, key=keys[at].__getitem__)
            mine = keys[at][best[at]]
            written = [text for text, key in zip(row, keys[at], strict=True) if key == mine]
            answers.append(votes.commonest(written))
        else:
            answers.append(row[best[at]])
    near = alike[np.arange(len(rows)), best]
    confidence = (near.sum(axis=1) - 1) / (size - 1) if size > 1 else np.ones(len(rows))
    return answers, confidence, near >= 1 - tolerances.of_text(question)


_RULES: dict[str, Callable[[Question, Rows], Many]] = {
    "number": median, "money": median, "date": median, "place": geometric_median, "rank": borda,
    "similar": medoid, "choices": by_option,
}  # fmt: skip
