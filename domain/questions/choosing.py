"""Choosing: one option, several, yes or no."""

import re
from dataclasses import replace
from typing import Any

from domain.errors import Invalid
from domain.questions.model import (
    LABEL_LENGTH_MAX,
    OPTIONS_MAX,
    OTHER,
    UNSURE,
    Data,
    Question,
    Value,
)
from domain.questions.room import Room
from domain.questions.words import ORDINAL, clean, label_key, listed, short
from domain.seeds import permuted
from domain.tables import Table

YES_NO = ("yes", "no")
OTHER_LENGTH_MAX = 500
_SEVERAL = re.compile(r"[,\n]")
_OTHER = re.compile(r"other\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_YES_NO_WORDS = {"yes": "yes", "y": "yes", "1": "yes", "no": "no", "n": "no", "2": "no"}


def find(question: Question, text: str, *, loose: bool) -> str:
    """Find the one option that is meant, or raise Invalid."""
    wanted = label_key(text)
    by_label = {label_key(option): option for option in question.options}
    if wanted in by_label:
        return by_label[wanted]
    if not loose:
        raise not_an_option(question, text)
    ordinal = ORDINAL.fullmatch(wanted)
    if ordinal and 1 <= int(ordinal[1]) <= len(question.options):
        return question.options[int(ordinal[1]) - 1]
    found = [option for label, option in by_label.items() if wanted and label.startswith(wanted)]
    if len(found) > 1:
        raise Invalid(
            "“{typed}” could be {options}. Write a little more of it, or its number.",
            typed=short(text),
            options=listed(found),
        )
    if not found:
        raise not_an_option(question, text)
    return found[0]


def not_an_option(question: Question, typed: str) -> Invalid:
    """Say that something is not among the options, where there is something to show."""
    if not (given := short(typed)):
        return Invalid("Choose one of: {options}.", options=listed(question.options))
    if question.other:
        return Invalid(
            "“{typed}” is not an option ({options}). For an answer of your own, write “other: ” "
            "in front of it.",
            typed=given,
            options=listed(question.options),
        )
    return Invalid(
        "“{typed}” is not an option ({options}).", typed=given, options=listed(question.options)
    )


def own_words(question: Question, value: object) -> dict[str, Any] | None:
    """Check an answer in somebody's own words; None where it is no such answer."""
    if not question.other or not isinstance(value, dict) or set(value) != {"other"}:
        return None
    words = clean(value["other"]) if isinstance(value["other"], str) else ""
    if not words:
        raise Invalid("Write your own answer in a few words.")
    if len(words) > OTHER_LENGTH_MAX:
        raise Invalid("That is too long: at most {most} characters.", most=OTHER_LENGTH_MAX)
    return {"other": words}


def with_own_words(question: Question, value: Value) -> str:
    """Write one chosen thing for people."""
    return str(value["other"]) if isinstance(value, dict) else str(value)


def read_options(table: Table) -> tuple[str, ...]:
    """Read `options`, which nobody may confuse with each other."""
    if not table.needs("options", 'options = ["ham", "spam"]'):
        return ()
    options = table.texts("options", most=LABEL_LENGTH_MAX)
    if isinstance(table.raw("options"), list):
        if len(options) < 2:
            table.note("options", "needs two options or more")
        if len(options) > OPTIONS_MAX:
            table.note("options", f"has {len(options)} options; at most {OPTIONS_MAX} fit")
    seen: dict[str, str] = {}
    added = [OTHER] * table.flag("other", default=False)
    added += [UNSURE] * table.flag("unsure", default=False)
    for option in (*added, *options):
        twin = seen.setdefault(label_key(option), option)
        if twin is not option:
            table.note("options", f"“{option}” and “{twin}” cannot be told apart")
    return options


def _settings(table: Table) -> dict[str, Any]:
    return {
        "options": read_options(table),
        "other": table.flag("other", default=False),
        "unsure": table.flag("unsure", default=False),
        "shuffle": table.flag("shuffle", default=False),
    }


def _several_settings(table: Table) -> dict[str, Any]:
    found = _settings(table)
    options = found["options"]
    if not options:
        table.has("least")
        table.has("most")
        return found
    count = len(options) + found["other"]
    least = table.whole("least", least=0, most=count, default=1)
    most = table.whole("most", least=1, most=count, default=count)
    if least > most:
        table.note("least", f"{least} is too much beside most, which is {most}")
    return {**found, "least": least, "most": most}


def _unsure_setting(table: Table) -> dict[str, Any]:
    return {"unsure": table.flag("unsure", default=False)}


def _options(question: Question) -> tuple[str, ...]:
    return question.options


def _in_order(question: Question, data: Data, seed: int | None) -> Question:
    if not question.shuffle or seed is None:
        return question
    return replace(question, options=tuple(permuted(question.options, seed, question.id)))


def _check_choice(question: Question, value: object) -> Value:
    if isinstance(value, str) and value in question.options:
        return value
    return own_words(question, value)


def _read_choice(question: Question, text: str, loose: bool) -> object:
    own = _OTHER.fullmatch(text) if question.other else None
    return {"other": own[1]} if own else find(question, text, loose=loose)


def _check_several(question: Question, value: object) -> Value:
    if not isinstance(value, list):
        return None
    own = next((o for o in (own_words(question, part) for part in value) if o is not None), None)
    labels = [part for part in value if not (own and isinstance(part, dict))]
    if not all(isinstance(part, str) for part in labels) or len(value) - len(labels) > 1:
        return None
    unknown = [part for part in labels if part not in question.options]
    if unknown:
        raise not_an_option(question, unknown[0])
    chosen: list[Any] = [option for option in question.options if option in labels]
    chosen += [own] if own else []
    count = len(question.options) + question.other
    least, most = int(question.least or 0), int(question.most or count)
    if len(chosen) < least:
        raise Invalid("Choose at least {least} of the options.", least=least)
    if len(chosen) > most:
        raise Invalid("Choose at most {most} of the options.", most=most)
    return chosen


def _read_several(question: Question, text: str, loose: bool) -> object:
    if label_key(text) in ("none", "-") and not question.least:
        return []
    if any(label_key(option) == label_key(text) for option in question.options):
        parts = [text]  # a label may have commas in it
    elif ";" in text:
        parts = text.split(";")
    elif loose and all(ORDINAL.fullmatch(part) for part in text.split()):
        parts = text.split()
    else:
        parts = _SEVERAL.split(text)
    own: list[Any] = []
    if question.other:  # what follows “other:” is theirs to its end, commas and all
        found = re.search(r"(?:^|[,;\n])\s*other\s*:(.*)", text, re.IGNORECASE | re.DOTALL)
        if found:
            own = [{"other": found[1]}]
            parts = _SEVERAL.split(text[: found.start()].replace(";", ","))
    labels = {find(question, part.strip(), loose=loose) for part in parts if part.strip()}
    return [*(option for option in question.options if option in labels), *own]


def _pick_several(question: Question, index: int) -> Value:
    return [question.options[index]]


def _shown_several(question: Question, value: Value) -> str:
    parts = value if isinstance(value, list) else [value]
    return ", ".join(with_own_words(question, part) for part in parts)


def _wanted_several(question: Question, given: str) -> Invalid:
    if given:
        return not_an_option(question, given)
    return Invalid(
        "Choose from: {options}. Write several with commas.", options=listed(question.options)
    )


def _check_yes_no(question: Question, value: object) -> Value:
    return value if isinstance(value, str) and value in YES_NO else None


def _read_yes_no(question: Question, text: str, loose: bool) -> object:
    word = label_key(text)
    return _YES_NO_WORDS.get(word) if loose else word


_OF_OPTIONS = frozenset({"options", "other", "unsure", "shuffle"})
CHOICE = Room(
    check=_check_choice, read=_read_choice, wanted=not_an_option, answer_ms=(1_500, 200),
    agrees="vote", keys=_OF_OPTIONS, settings=_settings, shown=with_own_words, buttons=_options,
    for_row=_in_order,
)
CHOICES = Room(
    check=_check_several, read=_read_several, wanted=_wanted_several, answer_ms=(2_500, 500),
    agrees="vote", keys=_OF_OPTIONS | {"least", "most"}, settings=_several_settings,
    shown=_shown_several, buttons=_options, pick=_pick_several, for_row=_in_order,
)
YES_OR_NO = Room(
    check=_check_yes_no, read=_read_yes_no,
    wanted=lambda question, given: Invalid("Answer with yes or no."),
    answer_ms=(1_500, 0), agrees="vote", keys=frozenset({"unsure"}), settings=_unsure_setting,
    buttons=lambda question: YES_NO, pick=lambda question, index: YES_NO[index],
)
