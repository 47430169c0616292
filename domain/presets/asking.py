"""Presets that ask people: survey, poll; and custom, which sets next to nothing."""

from domain.amounts import N_
from domain.presets.model import Preset

SURVEY = Preset(
    name="survey",
    title=N_("Survey"),
    purpose=N_("Ask many people the same questions; every answer stands."),
    group="ask",
    reward="0.30",
    values={
        "instructions": "There are no right or wrong answers: answer for yourself, as it is.",
        "respondents": 100,
        "time_limit": "15m",
        "accept": "answer",
    },
)
POLL = Preset(
    name="poll",
    title=N_("Poll"),
    purpose=N_("One question to many people, answered with a tap."),
    group="ask",
    reward="0.03",
    values={
        "instructions": "Choose what you think yourself. There is no right answer.",
        "respondents": 100,
        "time_limit": "5m",
        "accept": "answer",
        "question": [{"id": "choice", "type": "choice", "shuffle": True}],
    },
)
CUSTOM = Preset(
    name="custom",
    title=N_("Your own kind"),
    purpose=N_("Any questions about any rows, set by you alone."),
    group="free",
    reward="0.05",
    values={
        "answers": {"least": 2, "most": 5},
        "time_limit": "10m",
        "accept": "answer",
    },
)
