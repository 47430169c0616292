"""What a preset is: a kind of micro-task with all that a project of it usually has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.amounts import N_

Group = Literal["ask", "judge", "words", "look", "collect", "test", "free"]
GROUPS: Mapping[Group, str] = {
    "ask": N_("Ask people"),
    "judge": N_("Sort and judge"),
    "words": N_("Work with words"),
    "look": N_("Look at pictures and listen"),
    "collect": N_("Collect"),
    "test": N_("Test and visit"),
    "free": N_("Something else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A kind: its name in files, its title and purpose in plain words.

    `values` are what a project's file has, as TOML reads it; what a file leaves out is taken from
    here. `reward` is an example of what one answer may pay, in units of the currency.
    """

    name: str
    title: str
    purpose: str
    group: Group
    reward: str
    values: Mapping[str, Any]

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What is asked where a file says nothing else; a question may lack what only it can say.
        """
        found: list[dict[str, Any]] = self.values.get("question", [])
        return found

    @property
    def asks_people(self) -> bool:
        """Whether so many people are asked, instead of so many answers for each row."""
        return "respondents" in self.values
