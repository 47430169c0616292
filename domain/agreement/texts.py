"""Texts that nearly agree: the medoid by edit similarity.

Two texts are alike by 1 - distance / length of the longer (Levenshtein, normalised), without case,
width and spare spaces. The answer is the one that is most alike the others in the mean, the
medoid, so it is always what somebody wrote; the confidence is that mean.
"""

from collections.abc import Sequence

from domain.agreement import tolerances
from domain.agreement.agreed import Found
from domain.agreement.votes import commonest
from domain.questions import Question, Value, label_key

DECIMALS = 9  # in which two texts are equally central

Likenesses = list[list[float]]


def medoid(question: Question, given: Sequence[Value]) -> Found:
    """Give the medoid, its mean likeness with the other texts, and who is near to it."""
    keys = [label_key(str(value)) for value in given]
    texts = sorted(set(keys))
    counts = [keys.count(text) for text in texts]
    alike = likenesses(texts)
    best = by_centrality(alike, counts)[0]
    least = 1 - tolerances.of_text(question)
    near = {text: share >= least for text, share in zip(texts, alike[best], strict=True)}
    others = len(given) - 1
    confidence = (_sum(alike[best], counts) - 1) / others if others else 1.0
    central = [value for value, key in zip(given, keys, strict=True) if key == texts[best]]
    return Found(commonest(central), confidence, [near[key] for key in keys])


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether a text is near to the known one."""
    alike = likenesses([label_key(str(value)), label_key(str(known))])
    return alike[0][1] >= 1 - tolerances.of_text(question)


def likenesses(texts: Sequence[str]) -> Likenesses:
    """Give how alike each two texts are, 0..1."""
    from rapidfuzz.distance.Levenshtein import normalized_similarity  # where it is needed

    alike = [[1.0] * len(texts) for _ in texts]
    for at, one in enumerate(texts):
        for before in range(at):
            alike[at][before] = alike[before][at] = normalized_similarity(one, texts[before])
    return alike


def by_centrality(alike: Likenesses, counts: Sequence[int]) -> list[int]:
    """Give the places of texts, each there so many times: what is most alike the others first."""
    sums = [round(_sum(row, counts), DECIMALS) for row in alike]
    return sorted(range(len(sums)), key=lambda at: -sums[at])


def _sum(row: Sequence[float], counts: Sequence[int]) -> float:
    return sum(share * count for share, count in zip(row, counts, strict=True))
