"""Transcriptions: a vote on each word.

ROVER (Fiscus, A post-processing system to yield reduced word error rates, IEEE ASRU 1997): one text
after the other is aligned, with the fewest edits, to a network of slots; a slot has the words
that were heard in one place and who heard them, or heard nothing there; the slot's leading word is
in the answer. Of equally many the longer word stands, a word rather than nothing. Texts join the
network in the order in which they are alike the others, so the order of people changes nothing.

Words are compared without case, width and the punctuation around them; of a word's spellings the
commonest stands. Where words aren't parted by spaces (Chinese, Japanese) each character is one.

The confidence is the mean share of the slots' leading words, where a tie has none. Whoever has the
leading word in all slots but the tolerated share agrees.
"""

import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from domain.agreement import tolerances
from domain.agreement.agreed import Found
from domain.agreement.texts import by_centrality, likenesses
from domain.agreement.votes import commonest
from domain.questions import Question, Value

CELLS_MAX = 10_000  # of an exact alignment's table, about a millisecond
NOTHING = ""

_APART = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_APART}]|[^\s{_APART}]+")
_TIGHT = re.compile(rf"(?<=[{_APART}]) (?=[{_APART}])")
_AROUND = string.punctuation + "„“”‘’‚«»‹›…–—¿¡、。，！？「」『』"

Words = tuple[str, ...]
Slot = dict[str, int]  # word → who heard it; bit i is the i-th person


def vote(question: Question, given: Sequence[Value]) -> Found:
    """Give the words that most heard, the mean share of those who did, and who heard nearly all."""
    tokens = [_TOKEN.findall(str(value)) for value in given]
    people: dict[Words, int] = {}
    for person, heard in enumerate(tokens):
        words = tuple(map(_key, heard))
        people[words] = people.get(words, 0) | 1 << person
    if len(people) == 1:
        return Found(commonest(given), 1.0, [True] * len(given))
    network = _network(people)
    winners = [max(slot, key=lambda word: _rank(slot, word)) for slot in network]
    masks = [slot[word] for slot, word in zip(network, winners, strict=True)]
    shares = [_lead(slot, mask.bit_count()) for slot, mask in zip(network, masks, strict=True)]
    confidence = sum(shares) / (len(given) * len(network))
    least = (1 - tolerances.of_text(question)) * len(network)
    agreed = [sum(mask >> at & 1 for mask in masks) >= least for at in range(len(given))]
    right = tuple(filter(None, winners))
    written = [v for at, v in enumerate(given) if people.get(right, 0) >> at & 1]
    answer = commonest(written) if written else _spelt(right, tokens)
    return Found(answer, confidence, agreed)


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether a text has the known words but for the tolerated share."""
    from rapidfuzz.distance import Levenshtein  # where it is needed

    words = [tuple(map(_key, _TOKEN.findall(str(text)))) for text in (value, known)]
    alike = Levenshtein.normalized_similarity(*words)
    return alike >= 1 - tolerances.of_text(question)


def _network(people: dict[Words, int]) -> list[Slot]:
    """Align all texts, each with the people who wrote it, to one network."""
    first, *others = in_order({words: who.bit_count() for words, who in people.items()})
    before = people[first]
    network: list[Slot] = [{word: before} for word in first]
    for words in others:
        network = aligned(network, words, people[words], before)
        before |= people[words]
    return network


def in_order(counts: Mapping[Words, int]) -> list[Words]:
    """Put texts, each there so many times, into the order in which they join a network."""
    texts = sorted(counts)
    alike = likenesses([" ".join(words) for words in texts])
    return [texts[at] for at in by_centrality(alike, [counts[words] for words in texts])]


def aligned(network: list[Slot], words: Words, who: int, before: int) -> list[Slot]:
    """Give a network with one more text in it; `before` are those who are in it already."""
    most, left = min(len(network), len(words)), 0
    while left < most and _is_sure(network[-1 - left], words[-1 - left]):
        left += 1
    until, to = len(network) - left, len(words) - left
    steps = _steps(network[:until], words[:to])
    steps += zip(network[until:], words[to:], strict=True)
    slots = []
    for slot, word in steps:
        here = {NOTHING: before} if slot is None else slot
        here[word] = here.get(word, 0) | who
        slots.append(here)
    return slots


def _is_sure(slot: Slot, word: str) -> bool:
    """Tell whether the last word goes into the last slot in some best alignment: into one that has
    it and couldn't be passed over for nothing.
    """
    return word in slot and NOTHING not in slot


def _steps(slots: Sequence[Slot], words: Sequence[str]) -> list[tuple[Slot | None, str]]:
    """Give for each step of an alignment its slot (None: a new one) and its word, or NOTHING."""
    if not slots or not words:
        return [(slot, NOTHING) for slot in slots] + [(None, word) for word in words]
    if len(slots) * len(words) > CELLS_MAX:
        return _quick_steps(slots, words)
    skips = [int(NOTHING not in slot) for slot in slots]
    costs = _costs(slots, words, skips)
    steps: list[tuple[Slot | None, str]] = []
    i, j = len(words), len(slots)
    while i or j:
        here = costs[i][j]
        if i and j and here == costs[i - 1][j - 1] + (words[i - 1] not in slots[j - 1]):
            i, j = i - 1, j - 1
            steps.append((slots[j], words[i]))
        elif j and (not i or here == costs[i][j - 1] + skips[j - 1]):
            j -= 1
            steps.append((slots[j], NOTHING))
        else:
            i -= 1
            steps.append((None, words[i]))
    return steps[::-1]


def _costs(slots: Sequence[Slot], words: Sequence[str], skips: Sequence[int]) -> list[list[int]]:
    """Give the fewest edits between the first i words and the first j slots.

    Passing a slot over costs nothing where somebody heard nothing there, but for the slots before
    the first word: so crowd-kit's ROVER has it, and the results are the same.
    """
    row = list(range(len(slots) + 1))
    costs = [row]
    for word in words:
        above, cost = row, row[0] + 1
        row = [cost]
        for slot, skip, corner, up in zip(slots, skips, above, above[1:], strict=False):
            cost += skip
            if up < cost:
                cost = up + 1
            if word not in slot:
                corner += 1
            if corner < cost:
                cost = corner
            row.append(cost)
        costs.append(row)
    return costs


def _quick_steps(slots: Sequence[Slot], words: Sequence[str]) -> list[tuple[Slot | None, str]]:
    """Align long texts to the slots' leading words alone, which takes no table."""
    from rapidfuzz.distance import Levenshtein  # where it is needed

    heads = [max(filter(None, slot), key=lambda word: _rank(slot, word)) for slot in slots]
    steps: list[tuple[Slot | None, str]] = []
    for edit in Levenshtein.opcodes(heads, words):
        there = slots[edit.src_start : edit.src_end]
        here = words[edit.dest_start : edit.dest_end]
        if edit.tag == "insert":
            steps += [(None, word) for word in here]
        elif edit.tag == "delete":
            steps += [(slot, NOTHING) for slot in there]
        else:
            steps += zip(there, here, strict=True)
    return steps


def _lead(slot: Slot, first: int) -> int:
    """Give the votes of a slot's leading word; none where another has as many."""
    return first if [who.bit_count() for who in slot.values()].count(first) == 1 else 0


def _rank(slot: Slot, word: str) -> tuple[int, int, str]:
    return slot[word].bit_count(), len(word), word


def _spelt(right: Words, tokens: Sequence[Sequence[str]]) -> str:
    """Write words as they are spelt most often."""
    wanted = set(right)
    spellings: dict[str, list[str]] = {word: [] for word in right}
    for heard in tokens:
        for token in heard:
            if (word := _key(token)) in wanted:
                spellings[word].append(token)
    return _TIGHT.sub("", " ".join(commonest(spellings[word]) for word in right))


@lru_cache(maxsize=16_384)
def _key(token: str) -> str:
    """Give a word's form for comparison; what is punctuation alone stays."""
    folded = unicodedata.normalize("NFKC", token).casefold()
    return folded.strip(_AROUND) or folded
