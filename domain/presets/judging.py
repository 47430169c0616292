"""Presets that sort and judge what stands in a row, by agreement of several people."""

from domain.amounts import N_
from domain.presets.model import Preset

CATEGORISATION = Preset(
    name="categorisation",
    title=N_("Categorisation"),
    purpose=N_("Put each text into one of your categories."),
    group="judge",
    reward="0.03",
    values={
        "instructions": (
            "Read the whole text, then choose the one category that fits best.\n"
            "If two fit, take the one that the text is about in the first place."
        ),
        "show": "{{text}}",
        "answers": {"least": 2, "most": 5},
        "time_limit": "5m",
        "accept": "answer",
        "question": [{"id": "category", "text": "Which category fits best?", "type": "choice"}],
    },
)
TAGGING = Preset(
    name="tagging",
    title=N_("Tagging"),
    purpose=N_("Give each text all of your tags that fit."),
    group="judge",
    reward="0.04",
    values={
        "instructions": (
            "Choose every tag that fits, and only those that the text itself gives a reason for."
        ),
        "show": "{{text}}",
        "answers": {"least": 3, "most": 5},
        "time_limit": "5m",
        "accept": "answer",
        "question": [{"id": "tags", "text": "Which tags fit?", "type": "choices", "least": 1}],
    },
)
MODERATION = Preset(
    name="moderation",
    title=N_("Moderation"),
    purpose=N_("Decide whether what people wrote may be shown."),
    group="judge",
    reward="0.02",
    values={
        "instructions": (
            "Judge the message as it stands, not its opinion.\n"
            "- fine: may be shown, however wrong or unkind its opinion is\n"
            "- spam: advertising, chain letters, bait\n"
            "- abuse: insults or threatens somebody, or is about a group as a whole\n"
            "- private: tells where somebody lives, their number, or other things of theirs"
        ),
        "show": "{{message}}",
        "answers": {"least": 2, "most": 5},
        "time_limit": "2m",
        "accept": "answer",
        "question": [
            {
                "id": "verdict",
                "text": "What is this message?",
                "type": "choice",
                "options": ["fine", "spam", "abuse", "private"],
            }
        ],
    },
)
SENTIMENT = Preset(
    name="sentiment",
    title=N_("Sentiment"),
    purpose=N_("Tell how the writer of a text feels about it."),
    group="judge",
    reward="0.02",
    values={
        "instructions": (
            "Say how the writer feels, not how you feel about it. "
            "Irony counts as what it means. “mixed” is for praise and blame in one text."
        ),
        "show": "{{text}}",
        "answers": {"least": 2, "most": 5},
        "time_limit": "2m",
        "accept": "answer",
        "question": [
            {
                "id": "sentiment",
                "text": "How does the writer feel about it?",
                "type": "choice",
                "options": ["positive", "negative", "mixed", "neutral"],
            }
        ],
    },
)
COMPARISON = Preset(
    name="comparison",
    title=N_("Comparison"),
    purpose=N_("Find out which of two texts or pictures is the better one."),
    group="judge",
    reward="0.03",
    values={
        "instructions": "Look at both before you choose. Take “tie” only where you can't decide.",
        "answers": {"least": 3, "most": 7},
        "time_limit": "5m",
        "accept": "answer",
        "question": [
            {
                "id": "better",
                "text": "Which one is better?",
                "type": "compare",
                "a": "{{a}}",
                "b": "{{b}}",
                "shuffle": True,
            }
        ],
    },
)
SEARCH_RELEVANCE = Preset(
    name="search_relevance",
    title=N_("Search relevance"),
    purpose=N_("Judge how well a result fits what somebody searched for."),
    group="judge",
    reward="0.03",
    values={
        "instructions": (
            "Think of what the person wanted who typed the search, then judge the result alone: "
            "not whether it is well written, but whether it is what they were looking for."
        ),
        "show": "Search: {{query}}\nResult: {{result}}",
        "answers": {"least": 3, "most": 5},
        "time_limit": "5m",
        "accept": "answer",
        "question": [
            {
                "id": "relevance",
                "text": "How well does the result fit the search?",
                "type": "scale",
                "least": 0,
                "most": 3,
                "labels": ["not at all", "a little", "well", "exactly"],
            }
        ],
    },
)
FACT_CHECK = Preset(
    name="fact_check",
    title=N_("Fact check"),
    purpose=N_("Find out whether a claim is true, with the source that says so."),
    group="judge",
    reward="0.40",
    values={
        "instructions": (
            "Look for a source that others can open: an office, a record, a paper, a newspaper.\n"
            "Judge the claim as it is written, numbers and dates among it. "
            "Where no source says anything, choose “I can't tell”."
        ),
        "show": "{{claim}}",
        "answers": {"least": 3, "most": 5},
        "time_limit": "20m",
        "accept": "answer",
        "question": [
            {
                "id": "verdict",
                "text": "Is the claim true?",
                "type": "choice",
                "options": ["true", "partly true", "false"],
                "unsure": True,
            },
            {
                "id": "source",
                "text": "Where does it say so? Paste the address.",
                "type": "link",
                "agree": "none",
                "show_if": {"question": "verdict", "is_not": "unsure"},
            },
        ],
    },
)
REVIEW = Preset(
    name="review",
    title=N_("Review"),
    purpose=N_("Approve other people's work, or say what is missing."),
    group="judge",
    reward="0.10",
    values={
        "instructions": (
            "Judge the work by what was asked for, not by how you would have done it.\n"
            "Ask for a revision where a small change makes it right, and say which."
        ),
        "show": "What was asked for: {{task}}\nWhat was handed in: {{work}}",
        "answers": {"least": 1, "most": 3},
        "time_limit": "15m",
        "accept": "answer",
        "level": 2,
        "question": [
            {
                "id": "verdict",
                "text": "Is it done as it was asked for?",
                "type": "choice",
                "options": ["accept", "ask for revision", "reject"],
            },
            {
                "id": "words",
                "text": "What has to change? Write it to whoever did the work.",
                "type": "text",
                "show_if": {"question": "verdict", "is_not": "accept"},
            },
        ],
    },
)
