"""What is sent as a file: a photo, a sound, a film, any file.

The answer names the bytes by their hash, and says what is known of them; the edge looks at the file
and writes these facts, nobody types them.
"""

import re
from dataclasses import replace
from typing import Any

from domain import templates
from domain.errors import Invalid
from domain.places import distance_m, in_text
from domain.questions.comparing import template
from domain.questions.model import Data, Question, Value
from domain.questions.room import Room
from domain.tables import Table

BYTES_MAX = 50_000_000
SECONDS_MAX = 3_600
WITHIN_MS_LEAST, WITHIN_MS_MAX = 60_000, 30 * 86_400_000
WITHIN_M_MAX = 100_000
KINDS_MAX = 20
_HASH = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_TEXTS = ("type", "name")
_WHOLES = ("bytes", "width", "height", "taken_ms")
_NUMBERS = ("seconds", "latitude", "longitude")


def _fill(question: Question, data: Data, seed: int | None) -> Question:
    return replace(question, near=templates.render(question.near, data))


def _check(question: Question, value: object) -> Value:
    if not isinstance(value, dict) or value.get("kind") != question.type:
        return None
    if not isinstance(value.get("media"), str) or not _HASH.fullmatch(value["media"]):
        return None
    kept: dict[str, Any] = {"media": value["media"], "kind": value["kind"]}
    for names, types in ((_TEXTS, (str,)), (_WHOLES, (int,)), (_NUMBERS, (int, float))):
        for name in names:
            if name not in value:
                continue
            if not isinstance(value[name], types) or isinstance(value[name], bool):
                return None
            kept[name] = value[name]
    if set(value) - set(kept):
        return None
    _check_size(question, kept)
    _check_place(question, kept)
    return kept


def _check_size(question: Question, kept: dict[str, Any]) -> None:
    size, seconds = kept.get("bytes", 0), kept.get("seconds")
    if question.bytes_most is not None and size > question.bytes_most:
        raise Invalid("That is too large: at most {most}.", most=megabytes(question.bytes_most))
    name = str(kept.get("name", ""))
    if question.kinds and name.rpartition(".")[2].casefold() not in question.kinds:
        raise Invalid("Send one of these: {kinds}.", kinds=", ".join(question.kinds))
    if seconds is None:
        return
    if question.seconds_least is not None and seconds < question.seconds_least:
        raise Invalid("That is too short: at least {n} seconds.", n=question.seconds_least)
    if question.seconds_most is not None and seconds > question.seconds_most + 1:
        raise Invalid("That is too long: at most {n} seconds.", n=question.seconds_most)


def _check_place(question: Question, kept: dict[str, Any]) -> None:
    """A picture that says where it was taken must have been taken there."""
    near = in_text(question.near)
    if near is None or question.within_m is None or "latitude" not in kept:
        return
    away = distance_m(near, (kept["latitude"], kept["longitude"]))
    if away > question.within_m:
        raise Invalid(
            "That was taken {away} m away from the place; at most {most} m are allowed.",
            away=round(away),
            most=question.within_m,
        )


def megabytes(size: int) -> str:
    """Write a size for people."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1_000:.1f} kB"


def _shown(question: Question, value: Value) -> str:
    if not isinstance(value, dict):
        return str(value)
    facts = [str(value.get("name") or value["kind"])]
    if "seconds" in value:
        facts.append(f"{round(value['seconds'])} s")
    if "bytes" in value:
        facts.append(megabytes(value["bytes"]))
    return f"{facts[0]} ({', '.join(facts[1:])})" if len(facts) > 1 else facts[0]


def _wanted(question: Question, given: str) -> Invalid:
    match question.type:
        case "photo":
            return Invalid("This needs a photo. Send one here.")
        case "audio":
            return Invalid("This needs a recording. Send a voice message or a sound file here.")
        case "video":
            return Invalid("This needs a video. Send one here.")
    if question.kinds:
        return Invalid(
            "This needs a file ({kinds}). Send it here.", kinds=", ".join(question.kinds)
        )
    return Invalid("This needs a file. Send it here.")


def _size(table: Table) -> dict[str, Any]:
    most = table.whole("bytes_most", least=1_000, most=BYTES_MAX, default=0)
    return {"bytes_most": most or None}


def _seconds(table: Table) -> dict[str, Any]:
    least = table.whole("seconds_least", least=1, most=SECONDS_MAX, default=0)
    most = table.whole("seconds_most", least=1, most=SECONDS_MAX, default=0)
    if most and least > most:
        table.note("seconds_least", f"{least} is too much beside seconds_most, which is {most}")
    return {"seconds_least": least or None, "seconds_most": most or None}


def _taken(table: Table) -> dict[str, Any]:
    """Read where and when something must have been taken."""
    within = table.duration(
        "taken_within", least_ms=WITHIN_MS_LEAST, most_ms=WITHIN_MS_MAX, default_ms=0
    )
    metres = table.whole("within_m", least=1, most=WITHIN_M_MAX, default=0)
    return {
        "taken_within_ms": within or None, "within_m": metres or None,
        "near": template(table, "near", most=200),
    }  # fmt: skip


def _unique(table: Table) -> dict[str, Any]:
    """Read whether pictures are refused that look like one that is there already."""
    return {"unique": table.flag("unique", False)}


def _kinds(table: Table) -> dict[str, Any]:
    kinds = tuple(k.casefold().lstrip(".") for k in table.texts("kinds", most=10))
    if len(kinds) > KINDS_MAX:
        table.note("kinds", f"has {len(kinds)} endings; at most {KINDS_MAX} fit")
    for kind in kinds:
        if not _EXTENSION.fullmatch(kind):
            table.note("kinds", f"“{kind}” is no ending of a file, such as “pdf”")
    return {"kinds": kinds}


_SIZE_KEYS = frozenset({"bytes_most"})
_TAKEN_KEYS = frozenset({"taken_within", "within_m", "near"})
_SECONDS_KEYS = frozenset({"seconds_least", "seconds_most"})


def _room(
    kind: str, keys: frozenset[str], readers: tuple[Any, ...], answer_ms: int
) -> Room:
    def settings(table: Table) -> dict[str, Any]:
        return {key: value for read in readers for key, value in read(table).items()}

    return Room(
        check=_check, read=lambda question, text, loose: None, wanted=_wanted,
        answer_ms=(answer_ms, 0), agrees="none", keys=keys, settings=settings, shown=_shown,
        templates=("near",), for_row=_fill, media=(kind,),
    )  # fmt: skip


PHOTO = _room(
    "photo", _SIZE_KEYS | _TAKEN_KEYS | {"unique"}, (_size, _taken, _unique), 30_000
)
AUDIO = _room("audio", _SIZE_KEYS | _SECONDS_KEYS, (_size, _seconds), 30_000)
VIDEO = _room(
    "video", _SIZE_KEYS | _SECONDS_KEYS | _TAKEN_KEYS, (_size, _seconds, _taken), 60_000
)
FILE = _room("file", _SIZE_KEYS | {"kinds"}, (_size, _kinds), 45_000)
