"""Writing: a text, a link, a completion code."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from domain import templates
from domain.errors import Invalid
from domain.patterns import matches, pattern_problem
from domain.questions.comparing import template
from domain.questions.model import TEXT_LENGTH_MAX, Data, Question, Value
from domain.questions.room import Room
from domain.questions.words import clean
from domain.tables import Table

PATTERN_LENGTH_MAX = 200
PATTERN_TEXT_MAX = 200  # what is matched is short, so that no pattern takes long
MESSAGE_LENGTH_MAX = 200
LANGUAGE_LENGTH_MAX = 40
LINK_LENGTH_MAX = 2000
CODE_LENGTH_MAX = 64
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def text_most(question: Question) -> int:
    """Give the most characters of a text."""
    return int(question.most or TEXT_LENGTH_MAX)


def _check_text(question: Question, value: object) -> Value:
    if not isinstance(value, str):
        return None
    text = clean(value)
    least, most = int(question.least or 1), text_most(question)
    if len(text) < least:
        raise Invalid("That is too short: at least {least} characters.", least=least)
    if len(text) > most:
        raise Invalid("That is too long: at most {most} characters.", most=most)
    if question.pattern and not matches(question.pattern, text):
        raise _other_form(question)
    return text


def _other_form(question: Question) -> Invalid:
    if question.pattern_message:
        return Invalid("{message}", message=question.pattern_message)
    return Invalid("That is not written as this question wants it.")


def _wanted_text(question: Question, given: str) -> Invalid:
    if question.language:
        return Invalid("Write your answer in {language}.", language=question.language)
    return Invalid("Write your answer in a few words.")


def _text_settings(table: Table) -> dict[str, Any]:
    has_pattern = table.has("pattern")
    bound = PATTERN_TEXT_MAX if has_pattern else TEXT_LENGTH_MAX
    least = table.whole("least", least=1, most=bound, default=1)
    most = table.whole("most", least=1, most=bound, default=bound)
    if least > most:
        table.note("least", f"{least} is too much beside most, which is {most}")
    return {
        "least": least, "most": most, "long": table.flag("long", default=False),
        "language": table.text("language", most=LANGUAGE_LENGTH_MAX), **_pattern(table),
    }  # fmt: skip


def _pattern(table: Table) -> dict[str, str]:
    pattern = table.text("pattern", most=PATTERN_LENGTH_MAX)
    message = table.text("pattern_message", most=MESSAGE_LENGTH_MAX)
    if pattern and (fault := pattern_problem(pattern)):
        table.note("pattern", fault)
        pattern = ""
    if message and not table.has("pattern"):
        table.note("pattern_message", "is said where “pattern” doesn't fit; write that as well")
    return {"pattern": pattern, "pattern_message": message}


def _check_link(question: Question, value: object) -> Value:
    if not isinstance(value, str) or len(value) > LINK_LENGTH_MAX:
        return None
    if any(letter.isspace() or not letter.isprintable() for letter in value):
        return None
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if parts.username is not None or parts.password is not None:
        raise Invalid("That link has a name or a password in it. Send it without them, please.")
    try:
        ascii_host = host.encode("idna").decode()
    except UnicodeError:
        return None
    if not _HOST.fullmatch(ascii_host):
        return None
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _read_link(question: Question, text: str, loose: bool) -> object:
    word = clean(text).strip("<>")
    return word if "://" in word or not loose else f"https://{word}"


def _check_code(question: Question, value: object) -> Value:
    if not isinstance(value, str):
        return None
    code = "".join(clean(value).upper().split())
    if not code or len(code) > CODE_LENGTH_MAX:
        return None
    if question.must_be and code != "".join(question.must_be.upper().split()):
        raise Invalid("That is not the code. Look once more where it is shown.")
    if question.pattern and not matches(question.pattern, code):
        raise _other_form(question)
    return code


def _fill_code(question: Question, data: Data, seed: int | None) -> Question:
    return replace(question, must_be=templates.render(question.must_be, data))


def _code_settings(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = _pattern(table)
    return {**found, "must_be": template(table, "is", most=CODE_LENGTH_MAX)}


TEXT = Room(
    check=_check_text, read=lambda question, text, loose: clean(text), wanted=_wanted_text,
    answer_ms=(15_000, 0), agrees="formula",
    keys=frozenset({"least", "most", "long", "pattern", "pattern_message", "language"}),
    settings=_text_settings,
)
LINK = Room(
    check=_check_link, read=_read_link,
    wanted=lambda question, given: Invalid(
        "Answer with a link, such as {example}.", example="https://example.org/page"
    ),
    answer_ms=(15_000, 0), agrees="vote", keys=frozenset({"answers"}),
    settings=lambda table: {"answers": table.flag("answers", default=False)},
)
CODE = Room(
    check=_check_code, read=lambda question, text, loose: text,
    wanted=lambda question, given: Invalid("Answer with the code as it is shown."),
    answer_ms=(8_000, 0), agrees="vote", keys=frozenset({"pattern", "pattern_message", "is"}),
    settings=_code_settings, templates=("must_be",), for_row=_fill_code,
)
