"""What a project's file may leave out because of its kind."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from domain import drafts, presets, prohibited, templates
from domain.presets import words, written
from domain.project_tables import parse, read_values
from domain.projects import Project, from_json, to_json
from domain.shown import Shown
from domain.terms import MoneyTerms
from tests.kinds.smallest import SECTIONS, SMALLEST

MONEY = MoneyTerms()


def project(name: str) -> Project:
    return parse(SMALLEST[name], MONEY)


def test_there_is_a_preset_for_every_kind_of_the_list() -> None:
    assert presets.NAMES == (
        "survey", "poll", "categorisation", "tagging", "moderation", "sentiment", "comparison",
        "search_relevance", "data_entry", "transcription", "translation", "proofreading",
        "writing", "research", "fact_check", "image_labelling", "image_boxes",
        "speech_collection", "photo_collection", "website_test", "app_test", "price_check",
        "local_visit", "review", "custom",
    )  # fmt: skip
    assert set(SMALLEST) == set(presets.NAMES)
    assert {preset.group for preset in presets.ALL} == set(presets.GROUPS)


@pytest.mark.parametrize("name", presets.NAMES)
def test_ten_lines_are_enough(name: str) -> None:
    lines = [line for line in SMALLEST[name].splitlines() if line.strip()]
    assert len(lines) <= 10
    made = project(name)
    assert made.kind == name
    assert made.questions
    assert from_json(to_json(made)) == made
    assert prohibited.findings(made) == ()


@pytest.mark.parametrize("preset", presets.ALL, ids=presets.NAMES)
def test_a_file_overrides_all_that_a_preset_sets(preset: presets.Preset) -> None:
    own: dict[str, Any] = {
        "title": "Mine", "kind": preset.name, "reward": "1.00", "budget": "500.00",
        "instructions": "Only mine.", "show": "{{mine}}", "time_limit": "3m", "accept": "answer",
        "question": [{"id": "mine", "text": "Mine?", "type": "yes_no"}],
    }  # fmt: skip
    own |= {"respondents": 3} if preset.asks_people else {"answers": {"least": 3, "most": 4}}
    made, faults = read_values(own, MONEY)
    assert faults == []
    assert (made.instructions, made.show[0].template) == ("Only mine.", "{{mine}}")
    assert (made.time_limit_ms, made.accept, made.answers_least) == (180_000, "answer", 3)
    assert [question.id for question in made.questions] == ["mine"]


def test_a_question_takes_what_it_leaves_out_from_the_presets() -> None:
    values = presets.filled(
        tomllib.loads(
            'kind = "moderation"\n'
            "[[question]]\n"
            'options = ["ham", "spam"]\n'
            "[[question]]\n"
            'id = "why"\n'
            'text = "Why?"\n'
            'type = "text"\n'
        )
    )
    verdict, why = values["question"]
    assert verdict == {
        "id": "verdict", "text": "What is this message?", "type": "choice",
        "options": ["ham", "spam"],
    }  # fmt: skip
    assert why == {"id": "why", "text": "Why?", "type": "text"}


def test_a_question_of_another_type_takes_its_words_alone() -> None:
    (asked,) = presets.filled({"kind": "sentiment", "question": [{"type": "scale"}]})["question"]
    assert asked == {
        "id": "sentiment", "text": "How does the writer feel about it?", "type": "scale"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ({"least": 1}, 1, 5), ({"most": 3}, 2, 3), ({"least": 9}, 9, 9), ({"most": 1}, 1, 1),
        ({}, 2, 5),
    ],
)  # fmt: skip
def test_one_end_of_the_answers_is_enough(given: dict[str, int], least: int, most: int) -> None:
    assert presets.filled({"kind": "moderation", "answers": given})["answers"] == {
        "least": least, "most": most,
    }  # fmt: skip


def test_people_instead_of_answers_for_each_row_and_the_other_way_round() -> None:
    own = tomllib.loads(SMALLEST["website_test"]) | {"answers": {"least": 2, "most": 2}}
    made, faults = read_values(own | {"show": "{{page}}"}, MONEY)
    assert (faults, made.respondents, made.answers_most) == ([], 0, 2)
    own = tomllib.loads(SMALLEST["photo_collection"]) | {"respondents": 30, "show": "A bicycle"}
    made, faults = read_values(own, MONEY)
    assert (faults, made.respondents, made.is_survey) == ([], 30, True)


@pytest.mark.parametrize("preset", presets.ALL, ids=presets.NAMES)
def test_each_kind_is_documented_as_it_is(preset: presets.Preset) -> None:
    text = SECTIONS[preset.name]
    assert preset.purpose in text
    assert f"{preset.values['time_limit']} each" in text
    for question in preset.questions:
        assert f"`{question['id']}` ({question['type']}" in text
    for column in templates.columns(repr(preset.values)):
        assert f"`{column}`" in text


@pytest.mark.parametrize("preset", presets.ALL, ids=presets.NAMES)
def test_what_a_kind_sets_is_written_as_a_file(preset: presets.Preset) -> None:
    text = written.toml(preset)
    assert tomllib.loads(text) == {"kind": preset.name, **preset.values}
    assert f'# reward = "{preset.reward}"' in text


def test_a_preset_is_not_changed_by_what_is_made_of_it() -> None:
    before = repr(presets.ALL)
    values = presets.filled({"kind": "fact_check"})
    values["question"][0]["text"] = "Changed?"
    values["answers"] = None
    assert repr(presets.ALL) == before
    assert replace(presets.ALL[0]) == presets.ALL[0]


@pytest.mark.parametrize(
    ("column", "kind"), [("audio", "audio"), ("Image", "picture"), ("a1", "audio")]
)
def test_a_conversation_makes_transcriptions_of_recordings_and_of_pictures(
    column: str, kind: str
) -> None:
    answers = {"title": "Notes", "reward": "0.1", "budget": "5", "column": column}
    made, problems = drafts.read({**drafts.usual(words.TRANSCRIPTION), **answers}, MONEY)
    assert (problems, made.show) == ({}, (Shown(kind, f"{{{{{column}}}}}"),))  # type: ignore[arg-type]
    again = drafts.answers_of(made, MONEY)
    assert again is not None
    assert again["column"] == column
