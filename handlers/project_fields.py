"""The fields in which a requester says what a project asks, and what it may cost."""

from collections.abc import Callable, Iterable, Mapping

from domain import drafts
from domain.drafts import Answers
from domain.presets import Preset
from domain.projects import TITLE_LENGTH_MAX
from domain.views import FormField
from handlers.context import Context


def fields(
    context: Context, preset: Preset, names: Iterable[str], answers: Answers
) -> tuple[FormField, ...]:
    """Give fields by their names, with what was said before, or else what the kind says."""
    usual = drafts.usual(preset)
    made = (_MAKE[name](context, preset) for name in names)
    return tuple(
        FormField(of.name, of.label, of.kind, of.required, value, of.hint, of.options)
        for of in made
        for value in (answers.get(of.name) or usual.get(of.name) or of.value,)
    )


def _title(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say("What people choose it by, at most {n} characters.", n=TITLE_LENGTH_MAX)
    return FormField("title", say("Title"), "short", hint=hint)


def _question(context: Context, preset: Preset) -> FormField:
    return FormField("question", context.say("The question they answer"), "long")


def _options(context: Context, preset: Preset) -> FormField:
    say = context.say
    is_free = not preset.questions and preset.asks_people
    hint = say("With commas between, or one on each line: ham, spam.")
    if is_free:
        hint = say(
            "With commas between, or one on each line: ham, spam. A survey without any takes free "
            "text."
        )
    label = say("The answers to choose from")
    return FormField("options", label, "long", required=not is_free, hint=hint)


def _address(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say("People open it from the task, such as https://example.org.")
    return FormField("address", say("The page or build to be tried"), "short", hint=hint)


def _reward(context: Context, preset: Preset) -> FormField:
    say, currency = context.say, context.terms.money.currency
    label = say("Reward for one answer in {currency}", currency=currency)
    hint = say("Such as {reward} for work of this kind.", reward=preset.reward)
    return FormField("reward", label, "number", hint=hint)


def _budget(context: Context, preset: Preset) -> FormField:
    say, currency = context.say, context.terms.money.currency
    label = say("Budget in {currency}", currency=currency)
    hint = say("It never costs more than this. What is left comes back to you.")
    return FormField("budget", label, "number", hint=hint)


def _people(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say("Everybody answers once.")
    return FormField("respondents", say("How many people to ask"), "number", hint=hint)


def _column(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say(
        "The heading above the texts, or above the pictures' addresses. Several: with commas "
        "between."
    )
    label = say("The column of your file that people see")
    return FormField("column", label, "short", hint=hint)


def _answers(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say("2-5: two people at least, up to five where they disagree.")
    return FormField("answers", say("Answers for each row"), "short", hint=hint)


def _instructions(context: Context, preset: Preset) -> FormField:
    say = context.say
    hint = say("What to watch out for. People can open them beside each task.")
    label = say("Instructions")
    return FormField("instructions", label, "long", required=False, hint=hint)


_MAKE: Mapping[str, Callable[[Context, Preset], FormField]] = {
    "title": _title,
    "question": _question,
    "options": _options,
    "address": _address,
    "reward": _reward,
    "budget": _budget,
    "respondents": _people,
    "column": _column,
    "answers": _answers,
    "instructions": _instructions,
}
