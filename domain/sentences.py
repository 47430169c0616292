"""Sentences that are texts at the same time: read as English in files and on the command line, and
said in the person's language in the conversation.
"""

from typing import Self

from domain.errors import BiteworkError


class Sentence(str):
    """A sentence, or the end of one, with `{names}` in it and the values for them.

    As a text it is English; `handlers.voice` says it anew. Whole numbers are grouped by thousands.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Make the text; braces are plain where there are no values."""
        shown = {name: f"{v:,}" if isinstance(v, int) else str(v) for name, v in values.items()}
        made = super().__new__(cls, template.format(**shown) if values else template)
        made.template, made.values = template, values
        return made

    @classmethod
    def end_of(cls, error: BiteworkError) -> Self:
        """Give what an error says as the end of a sentence: without the full stop."""
        whole = cls(error.template, **error.values)
        made = super().__new__(cls, whole.rstrip("."))
        made.template, made.values = error.template, error.values
        return made
