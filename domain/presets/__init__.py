"""Presets: all kinds of micro-tasks, and what a project's file may leave out because of them."""

from collections.abc import Mapping
from typing import Any

from domain.presets import asking, collecting, judging, testing, words
from domain.presets.model import GROUPS as GROUPS
from domain.presets.model import Group as Group
from domain.presets.model import Preset as Preset

ALL = (
    asking.SURVEY,
    asking.POLL,
    judging.CATEGORISATION,
    judging.TAGGING,
    judging.MODERATION,
    judging.SENTIMENT,
    judging.COMPARISON,
    judging.SEARCH_RELEVANCE,
    words.DATA_ENTRY,
    words.TRANSCRIPTION,
    words.TRANSLATION,
    words.PROOFREADING,
    words.WRITING,
    words.RESEARCH,
    judging.FACT_CHECK,
    collecting.IMAGE_LABELLING,
    collecting.IMAGE_BOXES,
    collecting.SPEECH_COLLECTION,
    collecting.PHOTO_COLLECTION,
    testing.WEBSITE_TEST,
    testing.APP_TEST,
    collecting.PRICE_CHECK,
    testing.LOCAL_VISIT,
    judging.REVIEW,
    asking.CUSTOM,
)
NAMES = tuple(preset.name for preset in ALL)
_BY_NAME = {preset.name: preset for preset in ALL}
_EITHER = {"answers": "respondents", "respondents": "answers"}
_PARTS = ("answers",)  # tables that a file may give in part


def find(name: str) -> Preset | None:
    """Give a preset by its name in files; None where there is none."""
    return _BY_NAME.get(name)


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a project's file has, and what it leaves out from its kind's preset.

    A question that has no `id`, or that of one of the preset's, takes what it leaves out from
    there, unless it is of another type.
    """
    kind = values.get("kind")
    preset = find(kind) if isinstance(kind, str) else None
    if preset is None:
        return dict(values)
    found = dict(values)
    for key, usual in preset.values.items():
        if key == "question" and "step" in values and key not in values:
            continue  # a file that has steps asks in them
        if key == "question":
            found[key] = _questions(preset, values.get(key))
        elif key in _PARTS and isinstance(values.get(key), dict):
            found[key] = _bounds(usual, values[key])
        elif key not in values and _EITHER.get(key) not in values:
            found[key] = usual
    if found.get("question") == [] and "question" not in values:
        del found["question"]
    return found


def _bounds(usual: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Give how many answers a row gets where a file may say one of both."""
    least, most = given.get("least", usual["least"]), given.get("most", usual["most"])
    if isinstance(least, int) and isinstance(most, int) and least > most:
        return {**given, "least": given.get("least", most), "most": given.get("most", least)}
    return {"least": least, "most": most, **given}


def _questions(preset: Preset, given: object) -> object:
    """Give a file's questions, each filled from the preset's; all of those where there are none."""
    if given is None:
        return [dict(question) for question in preset.questions]
    if not isinstance(given, list):
        return given
    return [
        _question(preset, place, item) if isinstance(item, dict) else item
        for place, item in enumerate(given)
    ]


def _question(preset: Preset, place: int, given: dict[str, Any]) -> dict[str, Any]:
    usual = preset.questions
    of = next((one for one in usual if one["id"] == given.get("id")), None)
    if "id" not in given and place < len(usual):
        of = usual[place]
    if of is None:
        return given
    if given.get("type", of["type"]) != of["type"]:
        return {"id": of["id"], **({"text": of["text"]} if "text" in of else {}), **given}
    return {**of, **given}
