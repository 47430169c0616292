"""An example project of each kind: its file, its rows, and what its rows show.

`bitework kinds example NAME FOLDER` writes one; the pictures are drawn when it does
(`bot.examples.drawing`).
"""

from importlib.resources import files
from pathlib import Path

from bot.examples import drawing
from domain.errors import Refused

PROJECT, ROWS = "project.toml", "rows.csv"


def project(name: str) -> bytes:
    """Give the example's project file."""
    return (files(__name__) / name / PROJECT).read_bytes()


def has_rows(name: str) -> bool:
    """Tell whether the example has rows; surveys have none."""
    return (files(__name__) / name / ROWS).is_file()


def write(name: str, folder: Path) -> list[Path]:
    """Write an example into a folder, which may be there already but has none of its files.

    Gives what was written. Raises Refused where a file is there.
    """
    wanted = {PROJECT: project(name)}
    if has_rows(name):
        wanted[ROWS] = (files(__name__) / name / ROWS).read_bytes()
    wanted |= drawing.pictures(name)
    taken = [file for file in wanted if (folder / file).exists()]
    if taken:
        raise Refused(
            "“{file}” is there already, and stays: name another folder.", file=folder / taken[0]
        )
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in wanted.items():
        (folder / file).write_bytes(content)
    return [folder / file for file in wanted]
