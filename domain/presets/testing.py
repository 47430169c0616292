"""Presets that test websites and apps, and that visit places."""

from domain.amounts import N_
from domain.presets.model import Preset

WEBSITE_TEST = Preset(
    name="website_test",
    title=N_("Website test"),
    purpose=N_("Have people try your page and tell what gets in their way."),
    group="test",
    reward="2.00",
    values={
        "instructions": (
            "Use the page as you would at home, and say what you think while you do. "
            "You are not tested: where something is hard, the page is at fault. "
            "Nothing has to be bought, and no account of yours is needed."
        ),
        "respondents": 10,
        "time_limit": "45m",
        "accept": "review",
        "question": [
            {"id": "done", "text": "Could you do what was asked?", "type": "yes_no"},
            {
                "id": "trouble",
                "text": "Where did you stop to think, and why?",
                "type": "text",
                "long": True,
                "least": 30,
            },
            {
                "id": "ease",
                "text": "How easy was it?",
                "type": "scale",
                "labels": ["very hard", "very easy"],
            },
        ],
    },
)
APP_TEST = Preset(
    name="app_test",
    title=N_("App test"),
    purpose=N_("Have people try a build of your app and tell what breaks."),
    group="test",
    reward="3.00",
    values={
        "instructions": (
            "Go through the app step by step. Write down what you did before something went "
            "wrong. You are not tested, the app is. No account of yours is needed."
        ),
        "respondents": 10,
        "time_limit": "1h",
        "accept": "review",
        "question": [
            {
                "id": "device",
                "text": "Which phone and system do you use?",
                "type": "text",
                "most": 100,
            },
            {"id": "works", "text": "Did all of it work?", "type": "yes_no"},
            {
                "id": "trouble",
                "text": "What happened, and what did you do just before?",
                "type": "text",
                "long": True,
                "least": 30,
                "show_if": {"question": "works", "is": "no"},
            },
            {
                "id": "ease",
                "text": "How easy was it to use?",
                "type": "scale",
                "labels": ["very hard", "very easy"],
            },
        ],
    },
)
LOCAL_VISIT = Preset(
    name="local_visit",
    title=N_("Local visit"),
    purpose=N_("Send somebody to a place who looks and takes photos there."),
    group="test",
    reward="4.00",
    values={
        "instructions": (
            "Go there as any customer would. Be friendly, don't say that you are looking around "
            "for somebody, and take no photos of people."
        ),
        "show": "{{place}}\n{{address}}",
        "at": "{{latitude}}, {{longitude}}",
        "answers": {"least": 1, "most": 1},
        "time_limit": "2h",
        "accept": "review",
        "question": [
            {
                "id": "here",
                "text": "Share your location once you are there.",
                "type": "place",
                "within_m": 150,
            },
            {
                "id": "front",
                "text": "Send a photo of the entrance.",
                "type": "photo",
                "within_m": 150,
                "taken_within": "2h",
            },
            {"id": "open", "text": "Is it open?", "type": "yes_no"},
            {
                "id": "impression",
                "text": "What does it look like, and how were you received?",
                "type": "text",
                "long": True,
                "least": 40,
            },
        ],
    },
)
