"""What is likely right about the rows of a sample, and how often people say that.

Everybody has one figure, how often they are right; rows and people are estimated in turn. People
who say the same nearly always have one voice together, for they may have agreed on it. Known
answers are known.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from domain.honesty.sample import Sample

ROUNDS = 8
COMMON_LEAST = 15  # rows that two people both answered, to be compared
ALIKE = 0.85  # from here on two people have one voice
SHARE_LEAST, SHARE_MOST, LOWEST = 0.05, 0.98, -9.0  # of what anybody's word counts
PRIOR_RIGHT, PRIOR = 0.7, 4.0  # how often people are right, worth so many answers


@dataclass(frozen=True)
class Truth:
    """The likely answer of each row, and how often each person gave it, by so many rows."""

    rows: Mapping[int, str]
    right: Mapping[int, float]

    def of(self, account: int) -> float:
        """Tell how often somebody is right."""
        return self.right.get(account, PRIOR_RIGHT)


def truth_of(sample: Sample) -> Truth:
    """Estimate what is right."""
    voice = _voices(sample)
    right: dict[int, float] = dict.fromkeys(sample.of, PRIOR_RIGHT)
    rows: dict[int, str] = {}
    for _ in range(ROUNDS):
        before, rows = rows, _rows(sample, voice, right)
        if rows == before:
            break
        right = {
            account: (
                sum(answer.label == rows[task] for task, answer in own.items())
                + PRIOR * PRIOR_RIGHT
            ) / (len(own) + PRIOR)
            for account, own in sample.of.items()
        }  # fmt: skip
    return Truth(rows, right)


def _rows(
    sample: Sample, voice: Mapping[int, int], right: Mapping[int, float]
) -> dict[int, str]:
    others = max(1, len(sample.labels) - 1)
    weights = {account: _weight(share, others) for account, share in right.items()}
    found = {}
    for task, answers in sample.rows.items():
        if task in sample.known:
            found[task] = sample.known[task]
            continue
        odds: dict[str, float] = defaultdict(float)
        said: dict[tuple[int, str], float] = {}
        for account, answer in answers.items():
            key, weight = (voice[account], answer.label), weights[account]
            if weight > said.get(key, LOWEST):
                said[key] = weight
        for (_, label), weight in said.items():
            odds[label] += weight
        found[task] = max(sorted(odds), key=odds.__getitem__)
    return found


def _weight(share: float, others: int) -> float:
    """Give what somebody's word counts who is right so often, among so many other labels."""
    share = min(max(share, SHARE_LEAST), SHARE_MOST)
    return log(share * others / (1 - share))


def _voices(sample: Sample) -> dict[int, int]:
    """Give each person a voice, the same for those who say the same."""
    voice = {account: account for account in sample.of}
    people = sorted(account for account, own in sample.of.items() if len(own) >= COMMON_LEAST)
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            if alike(sample, one, other) >= ALIKE:
                old, new = voice[other], voice[one]
                voice = {who: new if of == old else of for who, of in voice.items()}
    return voice


def alike(sample: Sample, one: int, other: int) -> float:
    """Tell how often two people say the same; 0 where they have too few rows in common."""
    both = sample.common(one, other)
    if len(both) < COMMON_LEAST:
        return 0.0
    return sum(a.label == b.label for a, b in both) / len(both)
