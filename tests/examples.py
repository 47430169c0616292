"""How many examples chance gives a property: the same few each time, or others and more in soak.

In `make test` a property is tried with the same examples each time, so that it fails for who broke
it and for nobody else; `make soak` goes on searching.
"""

from hypothesis import settings

MORE_IN_SOAK = 16

settings.register_profile("suite", derandomize=True)
settings.register_profile("soak", derandomize=False, database=None, print_blob=True)


def examples(count: int) -> int:
    """So many examples of what is dear, and more where we search."""
    searching = settings.get_current_profile_name() == "soak"
    return count * MORE_IN_SOAK if searching else count
