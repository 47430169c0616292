"""What one would write by hand with numpy or rapidfuzz for one type of answer alone.

Each takes tasks with five answers each, nobody abstaining, in the form that our functions get, and
gives for each task the answer, the confidence and who agreed. They know the settings of the
benchmark's questions and nothing else: no other type, no other number of answers, no ties of three.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks.agreement_data import OPTIONS

Tasks = list[list[Any]]
Results = list[tuple[Any, float, list[bool]]]


def choice(tasks: Tasks) -> Results:
    """Codes, a histogram for each task, its highest bar."""
    names = sorted({value for row in tasks for value in row})
    code = {name: at for at, name in enumerate(names)}
    codes = np.array([[code[value] for value in row] for row in tasks])
    counts = (codes[:, :, None] == np.arange(len(names))).sum(axis=1)
    lead = counts.argmax(axis=1)
    most = counts.max(axis=1)
    tied = (counts == most[:, None]).sum(axis=1) > 1
    agreed = (codes == lead[:, None]) & ~tied[:, None]
    answers = [None if tie else names[at] for at, tie in zip(lead, tied, strict=True)]
    return list(zip(answers, (most / 5).tolist(), agreed.tolist(), strict=True))


def choices(tasks: Tasks) -> Results:
    """A vector of zeros and ones for each answer; what more than half chose."""
    names = OPTIONS
    chosen = np.array(
        [[[name in answer for name in names] for answer in row] for row in tasks], dtype=bool
    )
    right = chosen.sum(axis=1) * 2 > 5
    both = (chosen & right[:, None]).sum(axis=2)
    size = chosen.sum(axis=2) + right.sum(axis=1)[:, None]
    alike = np.where(size > 0, 2 * both / np.maximum(size, 1), 1.0)
    answers = [[name for name, is_in in zip(names, row, strict=True) if is_in] for row in right]
    return list(zip(answers, alike.mean(axis=1).tolist(), (alike >= 2 / 3).tolist(), strict=True))


def _near(values: Any, share: float, unit: float = 0) -> tuple[Any, Any, Any]:
    middle = np.sort(values, axis=1)[:, 2]
    agreed = np.abs(values - middle[:, None]) <= np.maximum(unit, share * middle)[:, None]
    return middle, agreed.mean(axis=1), agreed


def number(tasks: Tasks) -> Results:
    """The median of each row of an array."""
    middle, confidence, agreed = _near(np.array(tasks), 0.02)
    return list(zip(middle.tolist(), confidence.tolist(), agreed.tolist(), strict=True))


def money(tasks: Tasks) -> Results:
    """The same of the amounts."""
    amounts = np.array([[float(value["amount"]) for value in row] for row in tasks])
    middle, confidence, agreed = _near(amounts, 0.02)
    answers = [{"amount": f"{one:.2f}", "currency": "EUR"} for one in middle.tolist()]
    return list(zip(answers, confidence.tolist(), agreed.tolist(), strict=True))


def date(tasks: Tasks) -> Results:
    """The same of the days."""
    days = np.array(tasks, dtype="datetime64[D]")
    middle, confidence, agreed = _near(days.astype(int), 0, 1)
    answers = middle.astype("datetime64[D]").astype(str).tolist()
    return list(zip(answers, confidence.tolist(), agreed.tolist(), strict=True))


def place(tasks: Tasks) -> Results:
    """Weiszfeld's algorithm in metres around the mean, all tasks at once, until all stand still."""
    degrees = np.array([[(one["latitude"], one["longitude"]) for one in row] for row in tasks])
    origin = np.median(degrees, axis=1)
    scale = 111_195 * np.stack([np.ones(len(tasks)), np.cos(np.radians(origin[:, 0]))], axis=1)
    metres = (degrees - origin[:, None]) * scale[:, None]
    at = metres.mean(axis=1)
    for _ in range(100):
        far = np.maximum(np.linalg.norm(metres - at[:, None], axis=2), 1e-6)
        after = (metres / far[:, :, None]).sum(axis=1) / (1 / far).sum(axis=1)[:, None]
        moved = np.abs(after - at).max()
        at = after
        if moved < 0.01:
            break
    centre = origin + at / scale
    one, other = np.radians(degrees), np.radians(centre)[:, None]
    half = np.sin((one - other) / 2) ** 2
    half = half[:, :, 0] + np.cos(one[:, :, 0]) * np.cos(other[:, :, 0]) * half[:, :, 1]
    agreed = 2 * 6_371_000 * np.arcsin(np.minimum(1, np.sqrt(half))) <= 100
    answers = [{"latitude": one, "longitude": two} for one, two in np.round(centre, 6).tolist()]
    return list(zip(answers, agreed.mean(axis=1).tolist(), agreed.tolist(), strict=True))


def rank(tasks: Tasks) -> Results:
    """Places as an array, their sums; pairs compared by broadcasting."""
    names = sorted(tasks[0][0])
    code = {name: at for at, name in enumerate(names)}
    places = np.array([[[code[one] for one in ranking] for ranking in row] for row in tasks])
    places = places.argsort(axis=2)
    order = places.sum(axis=1).argsort(axis=1, kind="stable")
    right = order.argsort(axis=1)
    before = places[:, :, :, None] < places[:, :, None, :]
    wanted = (right[:, :, None] < right[:, None, :])[:, None]
    size = len(names)
    share = ((before & wanted).sum(axis=(2, 3))) / (size * (size - 1) / 2)
    confidence = np.maximum(0, (2 * share - 1).mean(axis=1))
    answers = [[names[at] for at in row] for row in order.tolist()]
    return list(zip(answers, confidence.tolist(), (share >= 0.75).tolist(), strict=True))


def _marks(
    tasks: Tasks,
    read: Callable[[Any], tuple[float, ...]],
    overlaps: Callable[[Any], Any],
    write: Callable[[Any, str], Any],
) -> Results:
    """A matrix of overlaps for each task, its pairs from the highest down, median edges."""
    results: Results = []
    for row in tasks:
        each = [(who, part) for who, answer in enumerate(row) for part in answer]
        marks = [(who, part.get("label", ""), read(part)) for who, part in each]
        whose = np.array([who for who, _, _ in marks], dtype=int)
        names = np.array([label for _, label, _ in marks], dtype=object)
        edges = np.array([edge for _, _, edge in marks]).reshape(len(marks), -1)
        clusters: list[list[int]] = [[at] for at in range(len(marks))]
        of = list(range(len(marks)))
        if marks:
            overlap = overlaps(edges)
            allowed = (whose[:, None] < whose[None, :]) & (names[:, None] == names[None, :])
            one, other = np.nonzero((overlap >= 0.5) & allowed)
            for pair in np.argsort(-overlap[one, other]):
                a, b = of[one[pair]], of[other[pair]]
                if a != b and not {whose[m] for m in clusters[a]} & {whose[m] for m in clusters[b]}:
                    for mark in clusters[b]:
                        of[mark] = a
                    clusters[a] += clusters[b]
                    clusters[b] = []
        there = [cluster for cluster in clusters if len(cluster) * 2 > 5]
        answer = [write(np.median(edges[c], axis=0), marks[c[0]][1]) for c in there]
        right = Counter(marks[mark][0] for cluster in there for mark in cluster)
        alike = [
            2 * right[who] / (len(a) + len(there)) if a or there else 1.0
            for who, a in enumerate(row)
        ]
        results.append((answer, sum(alike) / 5, [one >= 2 / 3 for one in alike]))
    return results


def _iou(edges: Any) -> Any:
    low = np.maximum(edges[:, None, :2], edges[None, :, :2])
    high = np.minimum(edges[:, None, 2:], edges[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    area = (edges[:, 2:] - edges[:, :2]).prod(axis=1)
    return shared / (area[:, None] + area[None, :] - shared)


def boxes(tasks: Tasks) -> Results:
    """Intersection over union of all pairs by broadcasting."""

    def write(edges: Any, label: str) -> dict[str, Any]:
        x, y, right, bottom = map(int, edges)
        return {"x": x, "y": y, "width": right - x, "height": bottom - y, "label": label}

    def read(box: Any) -> tuple[float, ...]:
        return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]

    return _marks(tasks, read, _iou, write)


def points(tasks: Tasks) -> Results:
    """Distances of all pairs by broadcasting."""

    def nearness(edges: Any) -> Any:
        far = np.linalg.norm(edges[:, None] - edges[None, :], axis=2)
        return 1 - far / (2 * 0.05 * edges.max())

    def write(edges: Any, label: str) -> dict[str, Any]:
        return {"x": int(edges[0]), "y": int(edges[1])}

    return _marks(tasks, lambda point: (point["x"], point["y"]), nearness, write)


def spans(tasks: Tasks) -> Results:
    """Overlaps of all pairs by broadcasting, median boundaries."""

    def overlaps(edges: Any) -> Any:
        low = np.maximum(edges[:, None, 0], edges[None, :, 0])
        high = np.minimum(edges[:, None, 1], edges[None, :, 1])
        size = edges[:, 1] - edges[:, 0]
        shared = np.clip(high - low, 0, None)
        return shared / (size[:, None] + size[None, :] - shared)

    def write(edges: Any, label: str) -> dict[str, Any]:
        return {"start": int(edges[0]), "end": int(edges[1]), "label": label}

    return _marks(tasks, lambda span: (span["start"], span["end"]), overlaps, write)


def similar(tasks: Tasks) -> Results:
    """rapidfuzz's matrix of similarities for each task; the row with the highest sum."""
    results: Results = []
    for row in tasks:
        keys = [" ".join(text.casefold().split()) for text in row]
        alike = process.cdist(keys, keys, scorer=Levenshtein.normalized_similarity)
        sums = alike.sum(axis=1)
        best = int(sums.argmax())
        agreed = (alike[best] >= 0.8).tolist()
        results.append((row[best], float(sums[best] - 1) / 4, agreed))
    return results


def words(tasks: Tasks) -> Results:
    """The medoid's words with rapidfuzz's alignment of each other text to them, and a vote.

    Insertions are counted by where they stand and what they are.
    """
    results: Results = []
    for row in tasks:
        texts = [text.casefold().split() for text in row]
        far = np.zeros((5, 5))
        for one, other in combinations(range(5), 2):
            far[one, other] = far[other, one] = Levenshtein.distance(texts[one], texts[other])
        head = texts[int(far.sum(axis=1).argmin())]
        votes = [Counter[str]() for _ in range(2 * len(head) + 1)]
        heard: list[list[str]] = []
        for text in texts:
            slots = [""] * (2 * len(head) + 1)
            for edit in Levenshtein.opcodes(head, text):
                begin, end = edit.src_start, edit.src_end
                there = text[edit.dest_start : edit.dest_end]
                if edit.tag == "insert":
                    slots[2 * begin] = " ".join(there)
                elif edit.tag != "delete":
                    for at, word in zip(range(begin, end), there, strict=True):
                        slots[2 * at + 1] = word
            for slot, word in zip(votes, slots, strict=True):
                slot[word] += 1
            heard.append(slots)
        best = [slot.most_common(1)[0] for slot in votes]
        used = [at for at, slot in enumerate(votes) if set(slot) != {""}]
        confidence = sum(best[at][1] for at in used) / (5 * len(used))
        agreed = [
            sum(slots[at] == best[at][0] for at in used) >= 0.8 * len(used) for slots in heard
        ]
        results.append((" ".join(word for word, _ in best if word), confidence, agreed))
    return results


BASELINES: dict[str, Callable[[Tasks], Results]] = {
    "choice": choice, "choices": choices, "number": number, "money": money, "date": date,
    "place": place, "rank": rank, "boxes": boxes, "points": points, "spans": spans,
    "similar": similar, "words": words,
}  # fmt: skip
