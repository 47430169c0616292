"""What a project must not ask for, and what only sounds like it."""

from pathlib import Path

import pytest

from domain import prohibited
from domain.prohibited_rules import RULES
from tests.kinds.prohibited_cases import INNOCENT, REFUSED


@pytest.mark.parametrize(("rule", "text"), REFUSED)
def test_prohibited_work_is_found_by_its_rule(rule: str, text: str) -> None:
    assert rule in [finding.rule.id for finding in prohibited.look(text)]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_sounds_like_it_passes(text: str) -> None:
    assert [(f.rule.id, f.words) for f in prohibited.look(text)] == []


def test_the_table_is_large_and_half_of_it_innocent() -> None:
    assert len(REFUSED) + len(INNOCENT) >= 120
    assert abs(len(REFUSED) - len(INNOCENT)) <= 20
    assert {rule for rule, _ in REFUSED} == {rule.id for rule in RULES}


def test_every_rule_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "prohibited.md").read_text("utf-8")
    assert [rule.id for rule in RULES if f"`{rule.id}`" not in page] == []


def test_what_is_refused_names_the_rule_the_words_the_reason_and_a_way_out() -> None:
    (finding,) = prohibited.look("Please follow our page.")
    assert finding.sentence == (
        "W02-buying-follows: “please follow our page”. Refused, for an audience that is paid for "
        "is not one. Fine instead: show the channel's texts or pictures here and ask what people "
        "think of them."
    )
