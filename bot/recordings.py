"""Reading a recorded crowd: task,worker,label and task,truth as CSV."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.errors import Invalid, Unusable
from domain.quality.crowd import Crowd, Ints
from domain.quality.shrunk import UNKNOWN

PROBLEMS_MOST = 20
LABELS_MOST = 50
CELL_LENGTH_MAX = 1_000
ANSWERS_MOST = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Answers, and what is true of some tasks: `truth` (tasks), UNKNOWN where nobody knows.

    `repeated` answers were left out, since their worker had answered the same task before: here
    nobody is asked twice, and the first answer is the one that would have counted.
    """

    crowd: Crowd
    truth: Ints
    label_names: tuple[str, ...]
    repeated: int = 0


def read(answers: Path, truth: Path) -> Recording:
    """Read both files; raises Invalid with all that is wrong in one of them, by its line."""
    tasks: dict[str, int] = {}
    workers: dict[str, int] = {}
    labels: dict[str, int] = {}
    seen: set[int] = set()
    repeated = 0
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    problems = _Problems(answers)
    for _, (task, worker, label) in _rows(answers, ("task", "worker", "label"), problems):
        pair = tasks.setdefault(task, len(tasks)), workers.setdefault(worker, len(workers))
        both = pair[0] << 32 | pair[1]
        if both in seen:
            repeated += 1
            continue
        seen.add(both)
        given = (*pair, labels.setdefault(label, len(labels)))
        for column, number in zip(columns, given, strict=True):
            column.append(number)
    if not columns[0]:
        problems.add(1, "there is no answer below the header")
    problems.end()
    known = _truth(truth, tasks, labels)
    _check_labels(answers, labels)
    return _recording(columns, known, (len(tasks), len(workers)), tuple(labels), repeated)


def _truth(path: Path, tasks: dict[str, int], labels: dict[str, int]) -> dict[int, int]:
    problems = _Problems(path)
    found: dict[int, int] = {}
    lines: dict[str, int] = {}
    for line, (task, label) in _rows(path, ("task", "truth"), problems):
        if (before := lines.setdefault(task, line)) != line:
            problems.add(line, f"the truth of task {task} stands in line {before} already")
        elif task in tasks:  # nobody was asked about the others
            found[tasks[task]] = labels.setdefault(label, len(labels))
    if not found:
        problems.add(1, "no task of the answers has its truth here")
    problems.end()
    return found


def _check_labels(path: Path, labels: dict[str, int]) -> None:
    if not 2 <= len(labels) <= LABELS_MOST:
        raise Invalid(
            "{name} cannot be replayed: it takes 2 to {most} different labels, and there are"
            " {count}.",
            name=path.name, most=LABELS_MOST, count=len(labels),
        )  # fmt: skip


def _recording(
    columns: Sequence[Sequence[int]],
    known: dict[int, int],
    counts: tuple[int, int],
    labels: tuple[str, ...],
    repeated: int,
) -> Recording:
    """Put it into arrays, labels in alphabetical order: their order in the file tells nothing."""
    names = tuple(sorted(labels))
    place = {name: number for number, name in enumerate(names)}
    order = np.array([place[name] for name in labels], np.int32)
    tasks, workers, given = (np.array(column, np.int32) for column in columns)
    truth = np.full(counts[0], UNKNOWN, np.int32)
    truth[list(known)] = order[list(known.values())]
    crowd = Crowd.of(
        tasks, workers, order[given],
        task_count=counts[0], worker_count=counts[1], label_count=len(names),
    )  # fmt: skip
    return Recording(crowd=crowd, truth=truth, label_names=names, repeated=repeated)


class _Problems:
    """What is wrong with a file; it is said all at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: list[str] = []
        self._more = 0

    def add(self, line: int, what: str) -> None:
        if len(self._found) < PROBLEMS_MOST:
            self._found.append(f"{self.path.name} line {line}: {what}")
        else:
            self._more += 1

    def end(self) -> None:
        """Raise Invalid where anything was wrong."""
        more = [f"… and {self._more:,} more"] if self._more else []
        if self._found:
            raise Invalid(
                "{name} cannot be replayed:", [*self._found, *more], name=self.path.name
            )


def _rows(
    path: Path, names: tuple[str, ...], problems: _Problems
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the cells of these columns with their line; what is wrong goes to the problems."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip().lower() for cell in next(reader, [])]
            missing = [name for name in names if name not in header]
            if missing:
                problems.add(
                    1, f"the header has no column {', '.join(missing)}; it needs {','.join(names)}"
                )
                problems.end()
            places = [header.index(name) for name in names]
            for count, cells in enumerate(reader):
                if count >= ANSWERS_MOST:
                    problems.add(reader.line_num, f"more than {ANSWERS_MOST:,} lines")
                    return
                if cells and (row := _checked(cells, header, places, reader.line_num, problems)):
                    yield reader.line_num, row
    except csv.Error as error:
        problems.add(reader.line_num, f"this is no CSV: {error}")
    except UnicodeDecodeError:
        raise Invalid("{name} is not UTF-8; save it as UTF-8.", name=path.name) from None
    except OSError as error:
        raise Unusable(
            "{name} cannot be read: {why}.", name=path.name, why=error.strerror or error
        ) from None


def _checked(
    cells: list[str], header: list[str], places: list[int], line: int, problems: _Problems
) -> tuple[str, ...] | None:
    if len(cells) != len(header):
        problems.add(line, f"{len(cells)} cells where the header has {len(header)}")
        return None
    row = tuple(cells[place].strip() for place in places)
    for place, cell in zip(places, row, strict=True):
        if not cell:
            problems.add(line, f"{header[place]} is empty")
            return None
        if len(cell) > CELL_LENGTH_MAX:
            problems.add(line, f"{header[place]} has more than {CELL_LENGTH_MAX:,} characters")
            return None
    return row
