"""What is likely right about the rows of a sample, and how much people know of it.

Everybody knows some share of the answers and says the others by leanings of their own, whatever is
true; rows and people are estimated in turn, a row for each person without what they said themselves
(the model of MACE, Hovy and others 2013). People who say the same nearly always have one voice
together, for they may have agreed on it. A known answer counts like the word of somebody who is
right 49 times of 50: what all who know something contradict is held against nobody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.honesty.bounds import at_least
from domain.honesty.sample import Answer, Sample

ROUNDS = 4
COMMON_LEAST = 15  # rows that two people both answered, to be compared
ALIKE = 0.85  # from here on two people have one voice
KNOWING_CHANCE = 1e-3  # that somebody who knows nothing knows so many known answers
SURE = 0.9  # the chance of a label that is taken for right
KNOWN = 0.98  # how sure a known answer is
KNOWS_FIRST = 0.5  # what share people know, to begin with
KNOWS_UNTOLD, KNOWS_PRIOR = 0.1, 2.0  # where little is told of it
KNOWS_MOST = 0.97
LEANING_PRIOR = 1.0  # answers that are spread over all labels, for what somebody leans to
SEEN_PRIOR = 2.0  # rows that are spread over all labels, for how often each is right

Shares = dict[str, float]


@dataclass(frozen=True)
class Row:
    """A row: the weights of the labels that are said or known, of which all labels have `total`,
    and how many times heavier each voice makes which of them.
    """

    weights: Shares
    total: float
    voices: Mapping[int, Shares]


@dataclass(frozen=True)
class Truth:
    """What is estimated: rows, everybody's voice, the share that they know and what they lean to
    where they don't (labels that they gave), and how often each label is right.
    """

    rows: Mapping[int, Row]
    voice: Mapping[int, int]
    knows: Mapping[int, float]
    leanings: Mapping[int, Shares]
    usual: Shares

    def chances(self, task: int, account: int) -> Shares:
        """Give the chances of a row's labels without what somebody and who says the same said."""
        row = self.rows[task]
        without = row.voices.get(self.voice[account], {})
        weights = self.usual | {
            label: weight / without.get(label, 1.0) for label, weight in row.weights.items()
        }
        total = sum(weights.values())
        return {label: weight / total for label, weight in weights.items()}

    def right(self, own: Mapping[int, Answer]) -> float:
        """Tell what share of somebody's answers is likeliest without them and who says the same."""
        found = 0
        for task, answer in own.items():
            chances = self.chances(task, answer.account)
            found += chances[answer.label] >= max(chances.values())
        return found / len(own)

    def agreed(self, own: Mapping[int, Answer]) -> float:
        """Tell what share of somebody's answers is likeliest with everybody's."""
        found = 0
        for task, answer in own.items():
            weights = self.rows[task].weights
            found += weights[answer.label] >= max(weights.values())
        return found / len(own)

    def is_sure(self, task: int, label: str) -> bool:
        """Tell whether a label is very likely right about a row."""
        row = self.rows[task]
        return row.weights.get(label, 0.0) >= SURE * row.total


def truth_of(sample: Sample) -> Truth:
    """Estimate what is right."""
    each = 1 / len(sample.labels)
    found = Truth(
        rows={},
        voice=_voices(sample),
        knows=dict.fromkeys(sample.of, KNOWS_FIRST),
        leanings={
            account: {answer.label: each for answer in own.values()}
            for account, own in sample.of.items()
        },
        usual=dict.fromkeys(sample.labels, each),
    )
    for _ in range(ROUNDS):
        found = _people(sample, replace(found, rows=_rows(sample, found)))
    return found


def _rows(sample: Sample, truth: Truth) -> dict[int, Row]:
    """Weigh what was said about each row: of one voice each label counts once."""
    heavier = {
        account: {label: 1 + knows / ((1 - knows) * share)
                  for label, share in truth.leanings[account].items()}
        for account, knows in truth.knows.items()
    }  # fmt: skip
    usual, voice = truth.usual, truth.voice
    sure = KNOWN * max(1, len(usual) - 1) / (1 - KNOWN)
    found = {}
    for task, answers in sample.rows.items():
        weights: Shares = {}
        voices: dict[int, Shares] = {}
        for account, answer in answers.items():
            label = answer.label
            said = voices.setdefault(voice[account], {})
            said[label] = max(heavier[account][label], said.get(label, 1.0))
        for said in voices.values():
            for label, times in said.items():
                weights[label] = weights.get(label, usual[label]) * times
        if task in sample.known:
            label = sample.known[task]
            weights[label] = weights.get(label, usual[label]) * sure
        total = 1 + sum(weight - usual[label] for label, weight in weights.items())
        found[task] = Row(weights, total, voices)
    return found


def _people(sample: Sample, truth: Truth) -> Truth:
    """Tell from the rows how much everybody knows, and what they lean to.

    Who knows more says what is likely, and so much more often than usual as it is likely; where
    nothing is likely about somebody's rows, they are not thought to know it.
    """
    told = {account: [0.0, 0.0] for account in sample.of}  # by how much more; if they knew it all
    blind = {account: dict.fromkeys(leans, 0.0) for account, leans in truth.leanings.items()}
    usual, voice = truth.usual, truth.voice
    by_chance = sum(share * share for share in usual.values())
    seen, others = dict.fromkeys(usual, 0.0), 0.0
    for task, row in truth.rows.items():
        weights = row.weights
        others += 1 / row.total
        squares = by_chance
        for label, weight in weights.items():
            seen[label] += (weight - usual[label]) / row.total
            squares += weight * weight - usual[label] * usual[label]
        for account, answer in sample.rows[task].items():
            label, rest, square = answer.label, row.total, squares
            without = row.voices[voice[account]]
            for one, times in without.items():
                weight = weights[one] / times
                rest += weight - weights[one]
                square += weight * weight - weights[one] * weights[one]
            chance = weights[label] / without[label] / rest
            told[account][0] += chance - usual[label]
            told[account][1] += square / (rest * rest) - by_chance
            knew = truth.knows[account] * chance
            knew /= knew + (1 - truth.knows[account]) * truth.leanings[account][label]
            blind[account][label] += 1 - knew
    each = 1 / len(usual)
    return replace(
        truth,
        knows={
            account: min(max(0.0, knew), KNOWS_MOST)
            for account, (more, of) in told.items()
            for knew in (_drawn(more, max(0.0, of), KNOWS_PRIOR, KNOWS_UNTOLD),)
        },
        leanings={
            account: {label: _drawn(count, sum(of.values()), LEANING_PRIOR, each)
                      for label, count in of.items()}
            for account, of in blind.items()
        },
        usual={
            label: _drawn(seen[label] + share * others, len(truth.rows), SEEN_PRIOR, each)
            for label, share in usual.items()
        },
    )  # fmt: skip


def _drawn(count: float, of: float, prior: float, to: float) -> float:
    """Give a share of so many, drawn to what is usual."""
    return (count + prior * to) / (of + prior)


def _voices(sample: Sample) -> dict[int, int]:
    """Give each person a voice, the same for those who say the same; not for those who know what
    is known: they are good, and need not have agreed on it.
    """
    voice = {account: account for account in sample.of}
    people = sorted(account for account, own in sample.of.items() if len(own) >= COMMON_LEAST)
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            if alike(sample, one, other) >= ALIKE:
                old, new = voice[other], voice[one]
                voice = {who: new if of == old else of for who, of in voice.items()}
    together = {of for of, size in Counter(voice.values()).items() if size > 1}
    good = {of for of in together if _knows(sample, [who for who in voice if voice[who] == of])}
    return {who: who if of in good else of for who, of in voice.items()}


def _knows(sample: Sample, people: Sequence[int]) -> bool:
    """Tell whether people know known answers more often than by chance; a row counts once."""
    right: dict[int, bool] = {}
    for who in people:
        for task, answer in sample.of[who].items():
            if task in sample.known:
                hit = answer.label == sample.known[task]
                right[task] = hit and right.get(task, True)
    by_guess = max(Counter(sample.known[task] for task in right).values(), default=0)
    expected = max(by_guess / max(1, len(right)), 1 / len(sample.labels))
    return at_least(sum(right.values()), len(right), expected) <= KNOWING_CHANCE


def alike(sample: Sample, one: int, other: int) -> float:
    """Tell how often two people say the same; 0 where they have too few rows in common."""
    both = sample.common(one, other)
    if len(both) < COMMON_LEAST:
        return 0.0
    return sum(a.label == b.label for a, b in both) / len(both)
