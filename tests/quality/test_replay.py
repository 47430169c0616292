"""`bitework replay`: a recorded crowd answers again."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell, bitework  # noqa: F401 - the shell is a fixture
from tests.quality.crowds import answers_of, made, ordinary, spammer

DATA = Path(__file__).parents[3] / "shared" / "data" / "crowd"
LINE = "replay answers.csv --truth truth.csv"


@pytest.fixture
def recorded(bitework: Shell) -> Shell:  # noqa: F811
    """A folder with a recorded crowd of ten people, three of them spammers."""
    crowd, truth = made([ordinary(3, 0.85)] * 7 + [spammer(3)] * 3, tasks=120, answers=8)
    lines = [f"t{task},w{worker},l{label}" for task, worker, label in answers_of(crowd)]
    bitework.write("answers.csv", "\n".join(["task,worker,label", *lines, ""]))
    known = [f"t{task},l{label}" for task, label in enumerate(truth.tolist()) if task < 100]
    bitework.write("truth.csv", "\n".join(["task,truth", *known, ""]))
    return bitework


def rows(said: Any) -> dict[str, dict[str, Any]]:
    return {row["method"]: row for row in said["rows"]}


@pytest.mark.parametrize("routing", ["", " --routing"])
def test_fewer_answers_give_nearly_the_same_accuracy(recorded: Shell, routing: str) -> None:
    said = recorded.done(f"{LINE} --json{routing}").json
    assert (said["tasks"], said["workers"], said["labels"], said["answers"]) == (120, 10, 3, 960)
    assert (said["gold_tasks"], said["scored_tasks"]) == (5, 95)
    found = rows(said)
    assert found["bitework"]["cost"] < 0.7
    assert found["bitework"]["accuracy"] > found["all dawid-skene"]["accuracy"] - 0.04
    assert found["bitework"]["accuracy"] > found["fixed majority"]["accuracy"]
    assert found["fixed dawid-skene"]["answers"] == found["bitework"]["answers"]


def test_a_seed_gives_the_same_replay_again_and_another_one_another(recorded: Shell) -> None:
    one = recorded.done(f"{LINE} --json --seed 7 --routing").out
    assert recorded.done(f"{LINE} --json --seed 7 --routing").out == one
    assert recorded.done(f"{LINE} --json --seed 8 --routing").out != one


def test_more_confidence_takes_more_answers(recorded: Shell) -> None:
    costs = [
        rows(recorded.done(f"{LINE} --json --confidence {confidence}").json)["bitework"]["cost"]
        for confidence in (0.8, 0.99)
    ]
    assert costs[0] < costs[1]


def test_a_table_is_printed(recorded: Shell) -> None:
    said = recorded.done(LINE)
    assert "960 answers of 10 workers to 120 tasks" in said.err
    header, first, *_ = said.out.splitlines()
    assert header == "decided by\tanswers\tcost\tright"
    assert first.startswith("Bitework\t")


@pytest.mark.parametrize(
    ("answers", "truth", "problem"),
    [
        ("task,worker\n1,a\n", "", "answers.csv line 1: the header has no column label"),
        ("task,worker,label\n", "", "line 1: there is no answer below the header"),
        ("task,worker,label\n1,a\n", "", "line 2: 2 cells where the header has 3"),
        ("task,worker,label\n1,a,x\n1,,y\n", "", "line 3: worker is empty"),
        ('task,worker,label\n1,a,"x\n', "", "line 2: this is no CSV"),
        ("task,worker,label\n1,a,x\n", "task,truth\n", "no task of the answers has its truth"),
        ("task,worker,label\n1,a,x\n", "task,truth\n2,x\n", "no task of the answers"),
        ("task,worker,label\n1,a,x\n", "task,truth\n1,x\n1,y\n", "truth.csv line 3: the truth"),
        ("task,worker,label\n1,a,x\n", "task,truth\n1,x\n", "takes 2 to 50 different labels"),
    ],
)
def test_a_bad_file_is_told_by_its_lines(
    bitework: Shell, answers: str, truth: str, problem: str  # noqa: F811
) -> None:
    bitework.write("answers.csv", answers)
    bitework.write("truth.csv", truth)
    ended = bitework(LINE)
    assert ended.code == 1
    assert problem in ended.err
    assert bitework(f"{LINE} --json").json["error"]["kind"] == "invalid"


def test_who_answered_a_task_twice_counts_once(recorded: Shell) -> None:
    """Recordings have such lines; nobody is asked twice here, so the first of them counts."""
    before = recorded.done(f"{LINE} --json").json
    lines = (recorded.folder / "answers.csv").read_text(encoding="utf-8").splitlines()
    task, worker, _ = lines[1].split(",")
    again = [f"{task},{worker},l{label}" for label in range(3)]
    recorded.write("answers.csv", "\n".join([*lines, *again, ""]))
    after = recorded.done(f"{LINE} --json").json
    assert after["repeated_answers"] == 3
    assert after | {"repeated_answers": 0} == before
    assert "(3 left out: the same worker and task again)" in recorded.done(LINE).err


def test_bytes_that_are_no_text_are_told(recorded: Shell) -> None:
    (recorded.folder / "answers.csv").write_bytes(b"task,worker,label\n1,a,\xff\n")
    assert "answers.csv is not UTF-8" in recorded(LINE).err


def test_gold_leaves_something_to_score(recorded: Shell) -> None:
    recorded.write("truth.csv", "task,truth\nt1,l1\n")
    ended = recorded(f"{LINE} --gold 0.9")
    assert ended.code == 1
    assert "none is left to be scored" in ended.err


def test_a_recorded_order_of_lines_tells_nothing(recorded: Shell, tmp_path: Path) -> None:
    """Labels and their numbers are the same in whatever order the file has them."""
    from bot.recordings import read

    header, *lines = (tmp_path / "answers.csv").read_text().splitlines()
    recorded.write("turned.csv", "\n".join([header, *reversed(lines), ""]))
    one = read(tmp_path / "answers.csv", tmp_path / "truth.csv")
    other = read(tmp_path / "turned.csv", tmp_path / "truth.csv")
    assert one.label_names == other.label_names == ("l0", "l1", "l2")
    assert len(one.crowd.tasks) == len(other.crowd.tasks)


def test_the_bot_does_not_load_numpy(recorded: Shell) -> None:
    import subprocess
    import sys

    script = "import sys, json, bot.cli, bot.main; print(json.dumps('numpy' in sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert json.loads(said.stdout) is False


@pytest.mark.data
def test_a_recorded_crowd_needs_a_third_of_its_answers(bitework: Shell) -> None:  # noqa: F811
    folder = DATA / "temp"
    if not folder.exists():
        pytest.skip("the recorded crowds are not beside the repository")
    line = ["replay", str(folder / "answers.csv"), "--truth", str(folder / "truth.csv")]
    found = rows(bitework.done([*line, "--routing", "--json"]).json)
    assert found["bitework"]["cost"] < 0.4
    assert found["bitework"]["accuracy"] > found["all dawid-skene"]["accuracy"] - 0.03
