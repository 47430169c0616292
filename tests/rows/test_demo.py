"""The demo's projects: what somebody who has just installed Bitework meets first."""

from importlib.resources import as_file

from bot.demo import demos
from bot.rowfiles import RowFile
from domain.projects import estimate_ms
from domain.terms import MoneyTerms


def test_three_projects_with_rows_that_can_be_used_and_paid() -> None:
    found = demos(MoneyTerms())
    assert [demo.project.kind for demo in found] == ["survey", "categorisation", "moderation"]
    assert 3 <= len(found[0].project.questions) <= 5
    assert found[0].rows is None
    for demo in found:
        assert demo.project.instructions
        assert 3_000 < estimate_ms(demo.project) < 60_000
        rows = 1
        if demo.rows is not None:
            with as_file(demo.rows) as path:
                checked = list(RowFile(path).rows(demo.project))
            assert all(isinstance(row, tuple) for row in checked)
            rows = len(checked)
            known = [row for row in checked if isinstance(row, tuple) and row[3]]
            assert rows >= 40
            assert 4 <= len(known) <= rows / 4
        largest_minor = rows * demo.project.answers_most * demo.project.reward_minor
        assert demo.project.budget_minor >= largest_minor
