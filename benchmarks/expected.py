"""Writes the table of what to expect of a project anew: `python -m benchmarks.expected`.

Every cell is a simulation (`bot.simulating`) of a project with one question; the pilot's rows are
left out of the distribution, for `domain.quality.expected` adds them.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np

from bot import simulating
from bot.simulating import PILOT_EVERY, Asked
from domain.quality import synthetic
from domain.quality.deciding import Rules
from domain.quality.expected import CONFIDENCES, LABELS, LEASTS, MOSTS, PEOPLE
from domain.quality.shrunk import UNKNOWN
from domain.questions import Question

TABLE = Path(__file__).parents[1] / "domain" / "quality" / "expected_table.py"
ROWS, SEEDS = 1_000, 2
HEADER = '''"""What rows took and how often they were right, in simulations (`benchmarks.expected`).

A line has the labels, the least and the most answers, the confidence in per cent; then how many
decisions of a thousand were right, and how many rows of a thousand were done with the least
answers, with one more, and so on; all are with the most.
"""

TABLE = """\\'''
Cell = tuple[int, int, int, float]


def cells() -> Iterator[Cell]:
    """Give what is simulated."""
    for labels, least, most, confidence in product(LABELS, LEASTS, MOSTS, CONFIDENCES):
        if least <= most and (most > 1 or confidence == CONFIDENCES[0]):
            yield labels, least, most, confidence


def simulated(cell: Cell) -> str:
    """Simulate one cell and write its line."""
    labels, least, most, confidence = cell
    people = synthetic.cast(PEOPLE)
    rules = Rules(least=least, confidence=confidence, routed=True)
    answers, right = [], []
    for seed in range(SEEDS):
        crowd = synthetic.crowd(people, label_count=labels, tasks=ROWS, seed=seed)
        question = Question(id="q", text="?", type="choice")
        asked = (Asked(question, crowd, np.full(ROWS, UNKNOWN, np.int32)),)
        (engine,) = simulating.simulated(asked, rules, most, np.random.default_rng(seed))
        is_pilot = np.arange(ROWS) % PILOT_EVERY == 0
        answers.append(engine.answers[~is_pilot])
        right.append(engine.final().argmax(axis=1) == crowd.truth)
    taken = np.concatenate(answers)
    done = [round(1000 * float((taken <= count).mean())) for count in range(least, most)]
    numbers = [labels, least, most, round(100 * confidence), round(1000 * float(np.mean(right)))]
    return " ".join(map(str, [*numbers, *done]))


def main() -> int:
    """Simulate all cells, on all processors."""
    with ProcessPoolExecutor() as pool:
        lines = list(pool.map(simulated, list(cells()), chunksize=4))
    TABLE.write_text("\n".join([HEADER, *lines, '"""', ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
