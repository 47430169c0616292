"""What a draft may expect, before anything is paid: answers a row, their cost, what is right."""

from domain.amounts import Money, Share
from domain.projects import Project
from domain.quality.expected import expected
from handlers.context import Context


def expectation(context: Context, project: Project, unit_minor: int) -> tuple[tuple[str, str], ...]:
    """Say what rows will come to; nothing where they are not decided by estimates.

    `unit_minor` is the most that an answer costs.
    """
    found = expected(project)
    if found is None:
        return ()
    say, row_minor = context.say, found.answers * unit_minor
    return (
        (
            say("To expect, with 50 rows or more"),
            say(
                "about {answers} answers a row ({cost}), {share} of the results right; the budget "
                "pays for some {rows} rows",
                answers=float(found.answers),
                cost=Money(round(row_minor), project.currency),
                share=Share(found.accuracy),
                rows=int(project.budget_minor / row_minor),
            ),
        ),
    )
