"""What a person is told about a suspicion: what was seen, beside what is usual."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.amounts import N_, Share

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "fast": N_(
            "Your last {n} answers to “{title}” took {seconds} s each, where others take {usual} "
            "s for the same rows."
        ),
        "guess": N_(
            "Your last {n} answers to “{title}” took {seconds} s each, where others take {usual} "
            "s, and {right} of them are what others found: a blind guess does as well."
        ),
        "blind": N_(
            "{right} of your last {n} answers to “{title}” are what others say, too; whoever "
            "answers without looking gets {guess}."
        ),
        "blind_checks": N_(
            "{right} of your last {n} answers to “{title}” are what others say, too; whoever "
            "answers without looking gets {guess}. Of {known} checks among them you knew {knew}."
        ),
        "always": N_(
            "{share} of your last {n} answers to “{title}” are the same, where others say that "
            "in {usual} of these rows."
        ),
        "copy": N_(
            "Your answers to “{title}” follow another person's: {n} rows in the same rhythm, "
            "{behind} s behind, {same} of them the same."
        ),
        "ring": N_(
            "In “{title}” you and others ({people}) give the same answer to {same} of the rows "
            "that you share; {right} of all your answers are what others find."
        ),
        "shared": N_("Your payouts go to the same place as those of other accounts ({people})."),
    }
)
COUNTS = frozenset({"n", "people", "known", "knew"})
SECONDS = MappingProxyType({"fast": {"seconds", "usual"}, "guess": {"seconds", "usual"},
                            "copy": {"behind"}})  # fmt: skip


def sentence(kind: str, figures: Mapping[str, float]) -> str:
    """Give the sentence about a suspicion: known answers are spoken of where some were met."""
    return WORDS["blind_checks" if kind == "blind" and figures.get("known") else kind]


def shown(kind: str, figures: Mapping[str, float]) -> dict[str, int | float | Share]:
    """Give a suspicion's figures as a sentence shows them: counts, seconds, shares."""
    found: dict[str, int | float | Share] = {}
    for name, value in figures.items():
        if name in COUNTS:
            found[name] = round(value)
        else:
            found[name] = value if name in SECONDS.get(kind, ()) else Share(value)
    return found
