"""`bitework kinds`: what there is, what each sets, an example of each."""

import tomllib

from domain import presets
from tests.cli.conftest import Shell


def test_all_kinds_are_listed_with_what_they_are_for(bitework: Shell) -> None:
    header, *lines = bitework("kinds").out.splitlines()
    assert header.split("\t") == ["name", "for", "asks", "answers", "accepted by", "time"]
    assert [line.partition("\t")[0] for line in lines] == list(presets.NAMES)
    assert lines[presets.NAMES.index("fact_check")].split("\t")[2:] == [
        "choice, link", "3 to 5 a row", "answer", "20m",
    ]  # fmt: skip


def test_a_kind_is_shown_as_a_file_to_begin_with(bitework: Shell) -> None:
    shown = bitework("kinds show Search-Relevance")
    assert shown.code == 0
    assert tomllib.loads(shown.out)["answers"] == {"least": 3, "most": 5}
    wrong = bitework("kinds show moderatin")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == "There is no kind “moderatin”. Did you mean moderation?\n"


def test_an_example_goes_on_with_the_lines_it_names(bitework: Shell) -> None:
    written = bitework("kinds example image_boxes apples")
    assert written.out.startswith("Wrote project.toml, rows.csv, table-1.png, table-2.png")
    first, second, third = (line.split(" ", 1)[1] for line in written.out.splitlines()[1:])
    assert first == "project create apples/project.toml"
    assert (second, third) == (
        "import ID apples/rows.csv --media apples", "project open ID",
    )  # fmt: skip
    name = bitework(first).out.strip()
    brought = bitework(second.replace("ID", name))
    assert brought.out == f"5 rows imported into {name}.\n"
    assert bitework(["account", "deposit", "operator", "5", "--ref", "x"]).code == 0
    assert bitework(third.replace("ID", name)).code == 0
    again = bitework("kinds example image_boxes apples")
    assert (again.code, again.out) == (4, "")
    assert "is there already, and stays: name another folder." in again.err
