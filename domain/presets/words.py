"""Presets that work with words: typed in, translated, mended, written, found out."""

from domain.amounts import N_
from domain.presets.model import Preset

DATA_ENTRY = Preset(
    name="data_entry",
    title=N_("Data entry"),
    purpose=N_("Type what stands on a picture or in a text, twice, and compare."),
    group="words",
    reward="0.05",
    values={
        "instructions": (
            "Type what stands there, letter by letter, even where it is wrong. "
            "Leave nothing out and add nothing."
        ),
        "show": [{"picture": "{{image}}"}],
        "answers": {"least": 2, "most": 4},
        "time_limit": "10m",
        "accept": "answer",
        "question": [
            {"id": "value", "text": "What does it say?", "type": "text", "agree": "vote"}
        ],
    },
)
TRANSCRIPTION = Preset(
    name="transcription",
    title=N_("Transcription"),
    purpose=N_("Write down what is said in a recording, or stands on a picture."),
    group="words",
    reward="0.20",
    values={
        "instructions": (
            "Write every word as you hear or see it, with commas and full stops.\n"
            "Write [?] for a word that you can't make out."
        ),
        "show": [{"audio": "{{audio}}"}],
        "answers": {"least": 2, "most": 4},
        "time_limit": "20m",
        "accept": "answer",
        "question": [
            {
                "id": "transcript",
                "text": "Write down every word.",
                "type": "text",
                "long": True,
                "agree": "words",
            }
        ],
    },
)
TRANSLATION = Preset(
    name="translation",
    title=N_("Translation"),
    purpose=N_("Put a text into another language; somebody looks at each translation."),
    group="words",
    reward="0.50",
    values={
        "instructions": (
            "Translate what is meant, in words that somebody would use who grew up with the "
            "language. No translation program: it is noticed, and not accepted."
        ),
        "show": "{{text}}",
        "answers": {"least": 1, "most": 1},
        "time_limit": "30m",
        "accept": "review",
        "question": [
            {"id": "translation", "text": "Translate it.", "type": "text", "long": True}
        ],
    },
)
PROOFREADING = Preset(
    name="proofreading",
    title=N_("Proofreading"),
    purpose=N_("Correct spelling and grammar, and change nothing else."),
    group="words",
    reward="0.15",
    values={
        "instructions": (
            "Correct spelling, grammar and commas. Don't make the text prettier: what is right "
            "stays as it is. Where nothing is wrong, write the text as it stands."
        ),
        "show": "{{text}}",
        "answers": {"least": 2, "most": 4},
        "time_limit": "20m",
        "accept": "answer",
        "question": [
            {
                "id": "corrected",
                "text": "Write the text without its mistakes.",
                "type": "text",
                "long": True,
                "agree": "similar",
            }
        ],
    },
)
WRITING = Preset(
    name="writing",
    title=N_("Writing"),
    purpose=N_("Have short texts written: descriptions, summaries, ideas."),
    group="words",
    reward="1.50",
    values={
        "instructions": (
            "Write it yourself, for readers who know nothing of it yet. "
            "What is copied or made by a machine is not accepted."
        ),
        "show": "{{topic}}",
        "answers": {"least": 1, "most": 1},
        "time_limit": "1h",
        "accept": "review",
        "question": [
            {
                "id": "text",
                "text": "Write the text.",
                "type": "text",
                "long": True,
                "least": 100,
            }
        ],
    },
)
RESEARCH = Preset(
    name="research",
    title=N_("Research"),
    purpose=N_("Find something out, with the place where it stands."),
    group="words",
    reward="0.60",
    values={
        "instructions": (
            "Look until you have found it in a place that others can open. "
            "Say so where it can't be found: that is an answer, too."
        ),
        "show": "{{subject}}",
        "answers": {"least": 1, "most": 1},
        "time_limit": "30m",
        "accept": "review",
        "question": [
            {"id": "found", "text": "Could you find it?", "type": "yes_no"},
            {
                "id": "finding",
                "text": "What did you find?",
                "type": "text",
                "show_if": {"question": "found", "is": "yes"},
            },
            {
                "id": "source",
                "text": "Where does it stand? Paste the address.",
                "type": "link",
                "show_if": {"question": "found", "is": "yes"},
            },
        ],
    },
)
