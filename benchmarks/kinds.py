"""Rendering a task of each type of question on each platform: handlers and renderers, no network.

Each task shows another row (a longer text, a link and a picture), so nothing is looked up that was
made before. The thread's own time is measured, for nothing here waits: what else the machine does
in a moment is not taken for ours.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median
from time import thread_time_ns
from typing import Any, get_args

from benchmarks.report import Result, at_most, beside
from benchmarks.rounds import interleaved
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram
from bot.platforms.web import render as web
from domain.people import Person
from domain.project_tables import parse
from domain.projects import Project
from domain.questions import Question, QuestionType
from domain.shown import Shown
from domain.terms import Terms
from domain.views import View
from handlers.context import Context
from handlers.task_view import task_view
from handlers.voice import Voice
from services.work import InHand

ROUNDS, TASKS, TASKS_QUICK, WARM = 5, 300, 50, 20
BAR_MS = 1.0
NOW_MS = 1_790_000_000_000
SENTENCE = "The price of bread rose again in March, while rents in the old town stayed low. "
TOML = """
title = "Look at this"
kind = "custom"
instructions = "Look closely."
show = "{{message}}"
reward = "0.02"
budget = "10.00"
answers = { least = 2, most = 5 }

[[question]]
id = "q"
text = "What is it?"
type = "choice"
options = ["ham", "spam"]
"""
SHOWN = (
    Shown("text", "**From {{from}}:**\n{{message}}"),
    Shown("link", "{{link}}"),
    Shown("picture", "{{picture}}", "What came with it"),
)
TEXTS = tuple(f"Option {n}, with some words" for n in range(1, 9))
SETTINGS: dict[str, dict[str, Any]] = {
    "choice": {"options": TEXTS, "other": True, "unsure": True, "shuffle": True},
    "choices": {"options": TEXTS, "other": True, "unsure": True, "shuffle": True},
    "yes_no": {"unsure": True},
    "scale": {"labels": ("bad", "good"), "unsure": True},
    "compare": {"a": "{{message}}", "b": "{{picture}}", "shuffle": True, "unsure": True},
    "rank": {"options": TEXTS, "shuffle": True},
    "money": {"currency": "EUR"},
    "code": {"must_be": "{{code}}"},
    "place": {"near": "52.52, 13.405", "within_m": 200},
    "boxes": {"of": "{{picture}}", "labels": ("cat", "dog")},
    "points": {"of": "{{picture}}", "labels": ("cat", "dog")},
    "spans": {"of": "{{message}}", "labels": ("PER", "LOC")},
}
RENDERERS: dict[str, Callable[[View], object]] = {
    "telegram": telegram.render,
    "discord": discord.render,
    "web": lambda view: web.payload(view, key="k"),
}


def name(platform: str) -> str:
    """Name the row of a platform."""
    return f"rendering a task in {platform}, p99 of the slowest type of question"


def kinds(folder: Path, quick: bool) -> list[Result]:
    """Measure each type on each platform."""
    results = []
    for platform, render in RENDERERS.items():
        sides = {
            kind: partial(_p99_ms, kind, platform, render, TASKS_QUICK if quick else TASKS)
            for kind in get_args(QuestionType)
        }
        rounds = interleaved(1 if quick else ROUNDS, sides)
        times = {kind: median(found) for kind, found in rounds.items()}
        slowest = max(times, key=times.__getitem__)
        results.append(at_most(name(platform), times[slowest], BAR_MS, "ms"))
        middle = sorted(times.values())[len(times) // 2]
        results.append(beside(f"  of the middle one ({slowest} is the slowest)", middle, "ms"))
    return results


def _p99_ms(kind: str, platform: str, render: Callable[[View], object], count: int) -> float:
    project, context = _project(kind), _context(platform)
    times = []
    for number in range(WARM + count):
        hand = _hand(project, number)
        begun = thread_time_ns()
        render(task_view(context, hand))
        times.append(thread_time_ns() - begun)
    ordered = sorted(times[WARM:])
    return ordered[ceil(0.99 * len(ordered)) - 1] / 1e6


def rendered(kind: str, platform: str) -> object:
    """Give what a platform gets for one task of a type."""
    return RENDERERS[platform](task_view(_context(platform), _hand(_project(kind), 1)))


def _project(kind: str) -> Project:
    settings = SETTINGS.get(kind, {})
    question = Question(id="q", text="What **is** it?", type=kind, **settings)  # type: ignore[arg-type]
    return replace(parse(TOML, Terms().money), show=SHOWN, questions=(question,))


def _hand(project: Project, number: int) -> InHand:
    data = {
        "from": f"ann{number}",
        "message": f"{number}. {SENTENCE * 6}",
        "link": f"https://example.org/{number}",
        "picture": f"media:{number:064x}",
        "code": "AB12",
    }
    return InHand(
        assignment_id=number + 1, project_id=1, project=project, data=data, pace_ms=6_000,
        deadline_ms=NOW_MS + 600_000, draft={},
    )  # fmt: skip


def _context(platform: str) -> Context:
    person = Person(
        account_id=1, identity_id=1, platform=platform, chat="1", role="worker", state="active",
        state_reason=None, name="Ann", locale="en", time_zone="UTC", consent_ms=1, points=0,
        streak_days=0, streak_date=None, push_on=False, push_daily=0, quiet_from_minute=0,
        quiet_to_minute=0, today_date=None, today_tasks=0, today_minor=0, was_unreachable=False,
    )  # fmt: skip
    nothing: Any = None  # a task is shown without a look into the database
    return Context(nothing, NOW_MS, person, {}, Voice(), Terms())
