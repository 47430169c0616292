"""`bitework simulate`: synthetic people answer a project before it opens."""

import io
from typing import Any

import pytest
from PIL import Image

from bot import cost_chart
from bot.cli.simulate import PEOPLE_USUAL
from domain.quality import synthetic
from tests.cli.conftest import MODERATION, Shell, bitework  # noqa: F401 - the shell is a fixture

LINE = "simulate spam.toml --rows 150"
GOOD = "--people experts=3,ordinary=9"


@pytest.fixture
def shell(bitework: Shell) -> Shell:  # noqa: F811
    bitework.write("spam.toml", MODERATION)
    return bitework


def points(said: Any) -> dict[tuple[str, float], dict[str, Any]]:
    return {(point["method"], point["answers_a_row"]): point for point in said["points"]}


def test_a_table_tells_what_right_answers_cost(shell: Shell) -> None:
    said = shell.done(LINE)
    assert "150 rows; 21 people: 2 experts, 10 ordinary" in said.err
    assert "An answer costs 0.02 credits at most" in said.err
    header, first, *others = (line.split("\t") for line in said.out.splitlines())
    assert header == ["decided by", "answers a row", "cost in credits", "right"]
    assert first[0] == "Bitework, 2 to 5 answers at 0.98"
    assert float(first[2]) == pytest.approx(float(first[1]) * 150 * 0.02, abs=0.02)
    assert [line[0].split(",")[0] for line in others] == ["Majority", "Dawid–Skene"] * 2
    assert others[-1][1:3] == ["5.00", "15.00"]


def test_a_seed_gives_the_same_again_and_better_people_cost_less(shell: Shell) -> None:
    one = shell.done(f"{LINE} --json --seed 4").json
    assert shell.done(f"{LINE} --json --seed 4").json == one
    good = shell.done(f"{LINE} --json --seed 4 {GOOD}").json
    assert one["people"] == {
        "expert": 2, "ordinary": 10, "careless": 3, "random": 1, "always": 1, "ring": 4
    }
    (ours, majority, _, _, _), (ours_good, *_) = one["points"], good["points"]
    assert ours["answers_a_row"] == majority["answers_a_row"] <= 5
    assert ours["accuracy"] > majority["accuracy"]
    assert ours_good["accuracy"] > ours["accuracy"]
    assert float(ours_good["cost"]) < float(ours["cost"])
    settings = [point["setting"] for point in one["curve"] if point["method"] == "bitework"]
    assert settings == [0.8, 0.9, 0.95, 0.98, 0.99]


def test_a_file_has_the_rows_and_what_is_known_of_them(shell: Shell) -> None:
    rows = [f"{n},text {n},{'spam' if n % 9 == 0 else ''}" for n in range(90)]
    shell.write("some.csv", "\n".join(["id,message,gold:verdict", *rows, ""]))
    said = shell.done("simulate spam.toml some.csv --json").json
    assert (said["rows"], said["gold_rows"]) == (90, 10)
    assert "90 rows, 10 of them gold" in shell.done("simulate spam.toml some.csv").err


def test_the_usual_people_are_those_of_synthetic_crowds() -> None:
    assert PEOPLE_USUAL == synthetic.USUAL


def test_other_questions_are_named(shell: Shell) -> None:
    more = '\n[[question]]\nid = "{}"\ntext = "And?"\ntype = "{}"\n'
    shell.write("two.toml", MODERATION + more.format("stars", "scale") + more.format("n", "number"))
    said = shell.done(f"simulate two.toml --rows 60 {GOOD} --json").json
    assert (said["questions"], said["left_out"]) == (["verdict", "stars"], ["n"])
    told = shell.done(f"simulate two.toml --rows 60 {GOOD}").err
    assert "Left out, for they are decided by how far answers agree: n" in told


def test_of_several_options_all_have_to_be_right(shell: Shell) -> None:
    words = 'type = "choice"\noptions = ["ham", "spam"]'
    several = 'type = "choices"\noptions = ["ham", "spam", "phishing", "advert"]'
    shell.write("tags.toml", MODERATION.replace(words, several))
    said = shell.done(f"simulate tags.toml --rows 150 {GOOD} --json").json
    assert (said["questions"], said["left_out"]) == (["verdict"], [])
    ours, majority, *_ = said["points"]
    assert ours["answers_a_row"] == majority["answers_a_row"] <= 5
    assert majority["accuracy"] < ours["accuracy"] < 1
    one = shell.done(f"simulate spam.toml --rows 150 {GOOD} --json").json
    assert ours["accuracy"] < one["points"][0]["accuracy"]
    rows = [f"{n},text {n},{'ham; spam' if n % 9 == 0 else ''}" for n in range(90)]
    shell.write("some.csv", "\n".join(["id,message,gold:verdict", *rows, ""]))
    assert shell.done(f"simulate tags.toml some.csv {GOOD} --json").json["gold_rows"] == 10


def test_what_cannot_be_simulated_is_told(shell: Shell) -> None:
    assert "every answer stands" in shell("simulate survey.toml").err
    assert "fewer than 50 rows" in shell("simulate spam.toml --rows 10").err
    assert "says nothing about people" in shell("simulate spam.toml --people angels=3").err
    question = 'type = "choice"\noptions = ["ham", "spam"]'
    assert question in MODERATION
    shell.write("n.toml", MODERATION.replace(question, 'type = "number"'))
    ended = shell("simulate n.toml")
    assert ended.code == 4
    assert "this project has none" in ended.err


def test_a_picture_shows_accuracy_against_cost(shell: Shell) -> None:
    shell.done(f"simulate spam.toml --rows 50 --chart cost.png {GOOD}")
    with Image.open(shell.folder / "cost.png") as picture:
        assert picture.size == (800, 420)
        colors = {color for _, color in picture.convert("RGB").getcolors(1 << 20) or ()}
    for color in cost_chart.COLORS:
        assert tuple(bytes.fromhex(color[1:])) in colors


def test_a_picture_of_one_point_is_drawn() -> None:
    line = cost_chart.Line(name="one", points=[(0.02, 1.0)], marked=(0.02, 1.0))
    with Image.open(io.BytesIO(cost_chart.draw("Title", "Cost", [line]))) as picture:
        assert picture.size == (800, 420)
