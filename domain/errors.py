"""Every error that a person may meet.

BiteworkError
├── Refused            a rule says no; the sentence says why and what is possible instead
│   ├── NotAllowed     the role of this account does not permit it
│   ├── NotEnough      it takes more credits than somebody has
│   └── Prohibited     nobody may ask for such work; `problems` lists by which rules
├── NotFound           there is nothing with that name
├── Invalid            what was given cannot be used; `problems` lists all that is wrong
└── Unusable           the configuration or the database cannot be worked with

An error carries a sentence with named places and the values for them, so that the conversation can
say it in the person's language and formats (`handlers.voice`), and the command line in English.
"""

from collections.abc import Sequence


class BiteworkError(Exception):
    """Something that a person should read: `template` with `{names}`, and the values for them."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


class Refused(BiteworkError):
    """A rule says no."""


class NotAllowed(Refused):
    """The role of this account does not permit it."""


class NotEnough(Refused):
    """It takes more credits than somebody has; `account` is what they are booked for.

    Who reads it decides how they come in: whom to ask, or the operator's command.
    """

    def __init__(self, template: str, *, account: str, **values: object) -> None:
        super().__init__(template, **values)
        self.account = account


class Prohibited(Refused):
    """Nobody may ask for such work here; `problems` has a sentence for each rule, with what would
    be fine instead.

    Who reads it decides what is next: an admin may let it through.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Work like this can't be asked for here:")
        self.problems = tuple(problems)


class NotFound(BiteworkError):
    """There is nothing with that name."""


class Invalid(BiteworkError):
    """What was given cannot be used; `problems` has a sentence for each thing that is wrong."""

    def __init__(
        self, template: str, problems: Sequence[str] = (), /, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join((super().__str__(), *self.problems))


class Unusable(Invalid):
    """The configuration or the database cannot be worked with."""
