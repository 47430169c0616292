"""Whom a project asks: `[needs]`, and what somebody tells of themselves to be asked.

Country and age group are told by people who want to; languages are those they are spoken to in, and
those they tell. Nothing of it is ever shown to a requester.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any, Literal

from domain.errors import BiteworkError
from domain.ids import internal, public
from domain.platforms import NAMES
from domain.sentences import Sentence
from domain.tables import Notes, Table, kept_short
from domain.toml_lines import Path

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
LISTED_MAX, PEOPLE_MAX = 50, 1000
NAME_LENGTH_MAX = 120
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())  # ISO 3166, two letters
_EXAMPLE = 'needs = { languages = ["pl"] }'

Kind = Literal[
    "language", "country", "age", "platform", "qualification", "skill", "level", "person"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What workers need; an empty tuple asks for nothing. Of several words one has to fit, of
    qualifications and skills all. `qualifications` are public ids, titles until they are kept;
    `skills` are kinds of work of which any test will do.
    """

    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody has told of themselves; empty where they haven't."""

    languages: tuple[str, ...] = ()
    country: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a project needs and somebody hasn't: what would do. `told`: they have told
    something else, so that there is nothing they could do about it.
    """

    kind: Kind
    values: tuple[str, ...]
    told: bool = False


def from_values(values: dict[str, Any]) -> Needs:
    """Make the needs of what JSON keeps of them."""
    return Needs(**{key: tuple(words) for key, words in values.items()})


def missing(
    needs: Needs,
    profile: Profile,
    *,
    platform: str,
    person: str,
    held: Collection[str],
    skilled: Collection[str] = (),
) -> list[Missing]:
    """Tell what somebody lacks: `person` is their public id, `platform` where they are right now,
    `held` are the qualifications that they have, `skilled` the kinds of work of which they have
    passed a test.
    """
    found: list[Missing] = []
    if needs.people and person not in needs.people:
        found.append(Missing("person", (), told=True))
    if needs.languages and not set(needs.languages) & set(profile.languages):
        found.append(Missing("language", needs.languages))
    if needs.countries and profile.country not in needs.countries:
        found.append(Missing("country", needs.countries, told=bool(profile.country)))
    if needs.ages and profile.age not in needs.ages:
        found.append(Missing("age", needs.ages, told=bool(profile.age)))
    if needs.platforms and platform not in needs.platforms:
        found.append(Missing("platform", needs.platforms))
    for one in needs.qualifications:
        if one not in held:
            found.append(Missing("qualification", (one,)))
    found += [Missing("skill", (kind,)) for kind in needs.skills if kind not in skilled]
    return found


def read_needs(table: Table, notes: Notes, path: Path = ()) -> Needs | None:
    """Read `[needs]` of a project, or of the table at `path`; None where it asks everybody."""
    values = table.raw("needs")
    if values is None:
        return None
    if not isinstance(values, dict):
        table.note("needs", Sentence("must be a table, such as {example}", example=_EXAMPLE))
        return None
    of = Table(values, (*path, "needs"), notes)
    needs = Needs(
        languages=_languages(of),
        countries=_countries(of),
        ages=_known(of, "ages", AGES),
        platforms=_known(of, "platforms", tuple(NAMES)),
        qualifications=of.texts("qualifications", most=NAME_LENGTH_MAX),
        skills=_skills(of),
        people=_people(of),
    )
    for key in (field.name for field in fields(Needs)):
        most = PEOPLE_MAX if key == "people" else LISTED_MAX
        listed = of.raw(key)
        if isinstance(listed, list) and not listed:
            of.note(key, "is empty, so that nobody fits; leave it out")
        elif isinstance(listed, list) and len(listed) > most:
            of.note(key, Sentence("has {n}; at most {most} fit", n=len(listed), most=most))
    of.finish()
    return needs if needs != Needs() else None


def _languages(of: Table) -> tuple[str, ...]:
    found = tuple(word.lower() for word in of.texts("languages", most=NAME_LENGTH_MAX))
    for word in found:
        if word and not _LANGUAGE.fullmatch(word):
            what = Sentence("“{word}” is no language; write its code, such as “en” or “pl”",
                            word=kept_short(word))  # fmt: skip
            of.note("languages", what)
    return found


def _countries(of: Table) -> tuple[str, ...]:
    found = tuple(word.upper() for word in of.texts("countries", most=NAME_LENGTH_MAX))
    for word in found:
        if word and word not in COUNTRIES:
            what = Sentence("“{word}” is no country; write its two letters, such as “PL” or “BR”",
                            word=kept_short(word))  # fmt: skip
            of.note("countries", what)
    return found


def _known(of: Table, key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    found = of.texts(key, most=NAME_LENGTH_MAX)
    for word in found:
        if word and word not in words:
            what = Sentence("there is no “{word}”; write some of these: {words}",
                            word=kept_short(word), words=", ".join(words))  # fmt: skip
            of.note(key, what)
    return found


def _skills(of: Table) -> tuple[str, ...]:
    if of.raw("skills") is None:
        return ()
    from domain import presets  # many small files, and few projects ask for a skill

    return _known(of, "skills", presets.NAMES)


def _people(of: Table) -> tuple[str, ...]:
    """Read public ids, each as we write it ourselves."""
    found = []
    for word in of.texts("people", most=NAME_LENGTH_MAX):
        try:
            found.append(public(internal(word)))
        except BiteworkError:
            what = Sentence("“{word}” is no account's id; they look like {example}",
                            word=kept_short(word), example="7KQ2M")  # fmt: skip
            of.note("people", what)
    return tuple(found)
