"""The three projects of the demo: a survey, a categorisation and a moderation check."""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from domain.project_tables import parse
from domain.projects import Project
from domain.terms import MoneyTerms

NAMES = ("survey", "categorisation", "moderation")


@dataclass(frozen=True, slots=True)
class Demo:
    """A project of the demo; `rows` is its CSV, and None for the survey."""

    name: str
    project: Project
    rows: Traversable | None


def demos(money: MoneyTerms) -> list[Demo]:
    """Read all demo projects; `importlib.resources.as_file(demo.rows)` gives a path to import."""
    folder = files(__name__)
    found = []
    for name in NAMES:
        project = parse((folder / f"{name}.toml").read_bytes(), money)
        rows = folder / f"{name}.csv"
        found.append(Demo(name, project, rows if rows.is_file() else None))
    return found
