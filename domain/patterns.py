"""A requester's pattern: a regular expression that cannot take long.

What is matched has a few hundred characters at most, a pattern three repeats without a bound and
none within another, so that the work stays within some millions of steps, whatever is typed.
"""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any

from domain.sentences import Sentence

OPEN_REPEATS_MAX = 3
REPEATS_MAX = 12
BOUND_MAX = 20  # a repeat of more counts as one without a bound


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def matches(pattern: str, text: str) -> bool:
    """Tell whether the whole text has the form."""
    return _compiled(pattern).fullmatch(text) is not None


def pattern_problem(pattern: str) -> str:
    """Say what is wrong with a pattern; "" where nothing is."""
    try:
        re.compile(pattern)
        tree = import_module("re._parser").parse(pattern)  # the only way to see inside
    except (re.error, RecursionError, OverflowError) as error:
        return Sentence("is no regular expression: {reason}", reason=str(error))
    counted = _Counted()
    counted.walk(tree, in_repeat=False)
    if counted.fault or counted.open > OPEN_REPEATS_MAX or counted.all > REPEATS_MAX:
        return Sentence(
            "could take too long: use at most {open} of + and *, and none inside of another repeat",
            open=OPEN_REPEATS_MAX,
        )
    return ""


class _Counted:
    """What makes matching slow: repeats, those within others, and references back."""

    def __init__(self) -> None:
        self.open = 0
        self.all = 0
        self.fault = False

    def walk(self, tree: Any, *, in_repeat: bool) -> None:
        for operation, value in tree:
            name = str(operation)
            if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                least, most, inner = value
                is_fixed = least == most
                self.fault |= in_repeat and not is_fixed
                self.all += not is_fixed
                self.open += most > BOUND_MAX
                self.walk(inner, in_repeat=in_repeat or most > 1)
            elif name in ("GROUPREF", "GROUPREF_EXISTS", "ASSERT", "ASSERT_NOT"):
                self.fault = True
            elif name == "SUBPATTERN":
                self.walk(value[-1], in_repeat=in_repeat)
            elif name == "ATOMIC_GROUP":
                self.walk(value, in_repeat=in_repeat)
            elif name == "BRANCH":
                self.fault |= in_repeat
                for branch in value[1]:
                    self.walk(branch, in_repeat=in_repeat)
