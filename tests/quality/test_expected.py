"""What a project may expect before it opens, from the table of simulations."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.expected import cells, simulated
from domain.project_tables import parse
from domain.projects import Project
from domain.quality.expected import expected, of_labels
from domain.quality.expected_table import TABLE
from domain.terms import MoneyTerms
from tests.cli.conftest import MODERATION, SURVEY, Shell, bitework  # noqa: F401 - a fixture

NUMBER = '\n[[question]]\nid = "n"\ntext = "How many?"\ntype = "number"\n'
YES = '\n[[question]]\nid = "more"\ntext = "And?"\ntype = "yes_no"\n'


def project(text: str) -> Project:
    return parse(text, MoneyTerms())


def test_every_cell_is_there_and_is_what_a_simulation_gives() -> None:
    lines = {tuple(line.split()[:4]): line for line in TABLE.splitlines()}
    wanted = [(str(k), str(a), str(b), str(round(100 * c))) for k, a, b, c in cells()]
    assert list(lines) == wanted
    assert simulated((2, 1, 2, 0.8)) == lines["2", "1", "2", "80"]


def test_more_confidence_takes_more_and_is_right_more_often() -> None:
    few, many = of_labels([3], 2, 8, 0.8), of_labels([3], 2, 8, 0.99)
    assert few.answers < many.answers < 8
    assert few.accuracy < many.accuracy + 0.01
    assert of_labels([3], 2, 3, 0.98).accuracy < of_labels([3], 2, 8, 0.98).accuracy


@pytest.mark.parametrize("labels", [2, 4, 7, 10, 20])
@pytest.mark.parametrize(("least", "most"), [(1, 1), (1, 4), (2, 5), (3, 6), (5, 9), (7, 40)])
def test_between_cells_it_stays_within_bounds(labels: int, least: int, most: int) -> None:
    for confidence in (0.5, 0.93, 0.98, 0.9999):
        found = of_labels([labels], least, most, confidence)
        assert least <= found.answers <= most
        assert 0.5 < found.accuracy < 1


def test_two_questions_take_more_answers_than_one() -> None:
    one, two = of_labels([2], 2, 5, 0.98), of_labels([2, 2], 2, 5, 0.98)
    assert one.answers < two.answers < 5
    assert expected(project(MODERATION + YES)) == of_labels([2, 2], 2, 5, 0.98)


def test_of_several_options_all_have_to_be_right() -> None:
    two = 'options = ["ham", "spam"]'
    several = MODERATION.replace('type = "choice"', 'type = "choices"')
    assert two in several
    found = expected(project(several))
    one = of_labels([2], 2, 5, 0.98)
    assert found is not None
    assert found.accuracy == pytest.approx(one.accuracy**2)
    assert found.answers == of_labels([2, 2], 2, 5, 0.98).answers
    more = expected(project(several.replace(two, 'options = ["a", "b", "c", "d"]')))
    assert more is not None
    assert more.accuracy < found.accuracy
    assert found.answers < more.answers <= 5
    assert expected(project(several.replace(two, f"{two}\nother = true"))) is None


def test_what_is_not_estimated_has_no_estimate() -> None:
    assert expected(project(MODERATION)) is not None
    assert expected(project(SURVEY)) is None
    assert expected(project(MODERATION + NUMBER)) is None


def test_it_takes_no_time_and_no_numpy() -> None:
    asked = project(MODERATION + YES)
    expected(asked)  # the table is read once
    begun = time.perf_counter()
    for _ in range(10):
        expected(asked)
    assert time.perf_counter() - begun < 0.05
    script = "import sys, domain.quality.expected; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


def test_the_command_line_shows_it(bitework: Shell) -> None:  # noqa: F811
    project_id = bitework.done("project create spam.toml").out.strip()
    said = bitework.done(f"project show {project_id} --json").json["expected"]
    assert 2 < said["answers_a_row"] < 5
    assert 0.8 < said["accuracy"] < 1
    assert "to expect with 50 rows or more: " in bitework.done(f"project show {project_id}").out
