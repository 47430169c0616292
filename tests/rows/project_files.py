"""Project files that work, and broken ones with all that is said about them."""

from domain import presets
from domain.project_tables import KEYS
from domain.questions import TYPES

KEYS_LISTED = ", ".join(sorted(KEYS))
KINDS_LISTED, TYPES_LISTED = ", ".join(presets.NAMES), ", ".join(TYPES)

SPAM = """\
title = "Is this message spam?"
kind = "moderation"                  # survey, categorisation, moderation
instructions = "Say what it is."
show = "{{message}}"
reward = "0.02"
time_limit = "2m"
answers = { least = 2, most = 5 }
budget = "250.00"
accept = "answer"

[[question]]
id = "verdict"
text = "Is it spam?"
type = "choice"
options = ["ham", "spam"]
"""

SURVEY = """\
title = "Your mornings"
kind = "survey"
reward = "0.25"
respondents = 200
budget = "50.00"

[[question]]
id = "wake"
text = "What wakes you?"
type = "choices"
options = ["alarm", "light", "cat"]
most = 2

[[question]]
id = "hurry"
text = "Are you in a hurry?"
type = "scale"
labels = ["never", "always"]

[[question]]
id = "wish"
text = "What would you do with more time?"
type = "text"
required = false
most = 300
"""


def spoiled(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} has to stand once in the example"
    return text.replace(old, new)


BROKEN: dict[str, tuple[str | bytes, list[str]]] = {
    "a key that is nearly right": (
        spoiled(SPAM, "instructions =", "instuctions ="),
        ["line 3, instuctions: there is no such key; did you mean “instructions”?"],
    ),
    "a needed key that is nearly right is said once": (
        spoiled(SPAM, "reward =", "rewards ="),
        ["line 5, rewards: there is no such key; did you mean “reward”?"],
    ),
    "a key like no other": (
        "colour = 3\n" + SPAM,
        [
            f"line 1, colour: there is no such key; known: {KEYS_LISTED}",
        ],
    ),
    "no title": (
        spoiled(SPAM, 'title = "Is this message spam?"\n', ""),
        ['“title” is missing; write title = "Is this message spam?"'],
    ),
    "no questions": (
        SURVEY.partition("[[question]]")[0],
        ["“question” is missing; write a [[question]] with id, text and type"],
    ),
    "an unknown kind": (
        spoiled(SPAM, '"moderation"', '"moderatoin"'),
        [
            "line 2, kind: there is no “moderatoin”; did you mean “moderation”? "
            f"({KINDS_LISTED})"
        ],
    ),
    "an unknown kind and answers that cannot be": (
        spoiled(spoiled(SPAM, '"moderation"', '"moderatoin"'), "least = 2", "least = 6"),
        [
            "line 2, kind: there is no “moderatoin”; did you mean “moderation”? "
            f"({KINDS_LISTED})",
            "line 7, answers.least: 6 is more than most, which is 5",
        ],
    ),
    "a kind like no other": (
        spoiled(SPAM, '"moderation"', '"quiz"'),
        [
            "line 2, kind: there is no “quiz”; write one of these: "
            f"({KINDS_LISTED})"
        ],
    ),
    "a reward without quotes": (
        spoiled(SPAM, '"0.02"', "0.02"),
        ['line 5, reward: must be in quotes, such as "1.00", so that nothing is rounded'],
    ),
    "too many decimals": (
        spoiled(SPAM, '"0.02"', '"0.025"'),
        ["line 5, reward: “0.025” has 3 decimals; credits have 2"],
    ),
    "a negative reward": (
        spoiled(SPAM, '"0.02"', '"-0.02"'),
        ["line 5, reward: “-0.02” is negative"],
    ),
    "no reward at all": (
        spoiled(SPAM, '"0.02"', '"0.00"'),
        ["line 5, reward: “0.00” is nothing; it must be more"],
    ),
    "a reward with an exponent": (
        spoiled(SPAM, '"0.02"', '"2e-2"'),
        ["line 5, reward: “2e-2” is no amount; write digits with a point, such as “1.50”"],
    ),
    "a reward that is not a number": (
        spoiled(SPAM, '"0.02"', '"NaN"'),
        ["line 5, reward: “NaN” is no amount; write digits with a point, such as “1.50”"],
    ),
    "a reward with a comma": (
        spoiled(SPAM, '"0.02"', '"0,02"'),
        ["line 5, reward: “0,02” is no amount; write digits with a point, such as “1.50”"],
    ),
    "an absurd budget": (
        spoiled(SPAM, '"250.00"', '"99999999999999999999"'),
        ["line 8, budget: “99999999999999999999” is more than anybody has"],
    ),
    "a budget that pays for no row": (
        spoiled(SPAM, '"250.00"', '"0.09"'),
        ["line 8, budget: does not pay for one row with 5 answers, which is 0.10 credits"],
    ),
    "a time limit in words": (
        spoiled(SPAM, '"2m"', '"2 minutes"'),
        ["line 6, time_limit: “2 minutes” is no duration; write “90s”, “2m” or “1h”"],
    ),
    "a time limit as a number": (
        spoiled(SPAM, '"2m"', "120"),
        ["line 6, time_limit: “120” is no duration; write “90s”, “2m” or “1h”"],
    ),
    "a time limit that nobody can keep": (
        spoiled(SPAM, '"2m"', '"1s"'),
        ["line 6, time_limit: “1s” is outside of 10s to 7d"],
    ),
    "more answers at least than at most": (
        spoiled(SPAM, "least = 2", "least = 7"),
        ["line 7, answers.least: 7 is more than most, which is 5"],
    ),
    "answers as a number": (
        spoiled(SPAM, "{ least = 2, most = 5 }", "5"),
        ["line 7, answers: must be a table, such as answers = { least = 2, most = 5 }"],
    ),
    "answers with another word": (
        spoiled(SPAM, "most = 5", "max = 5"),
        ["line 7, answers.max: there is no such key; did you mean “most”?"],
    ),
    "answers beyond all measure": (
        spoiled(SPAM, "most = 5", "most = 500"),
        ["line 7, answers.most: 500 is outside of 1 to 100"],
    ),
    "respondents outside of a survey": (
        "respondents = 20\n" + spoiled(SPAM, "answers = { least = 2, most = 5 }\n", ""),
        [
            "line 1, respondents: only a survey has it; write "
            "answers = { least = 2, most = 5 } instead"
        ],
    ),
    "answers in a survey": (
        spoiled(SURVEY, "respondents = 200", "answers = { least = 2, most = 5 }"),
        ["line 4, answers: a survey has “respondents” instead, such as respondents = 200"],
    ),
    "a survey of nobody": (
        spoiled(SURVEY, "respondents = 200", "respondents = 0"),
        ["line 4, respondents: 0 is outside of 1 to 30000"],
    ),
    "an unknown way to accept": (
        spoiled(SPAM, '"answer"', '"concensus"'),
        [
            "line 9, accept: there is no “concensus”; did you mean “consensus”? "
            "(answer, consensus, review)"
        ],
    ),
    "a level in quotes": (
        'level = "3"\n' + SPAM,
        ["line 1, level: must be a whole number; this is a text"],
    ),
    "a column that is not closed": (
        spoiled(SPAM, '"{{message}}"', '"Text: {{message}"'),
        [
            "line 4, show: “{{” without a column and “}}” near “Text: {{message}”; "
            "a column is written {{name}}",
            "line 4, show: shows no column of the row; write one as {{message}}",
        ],
    ),
    "an empty title": (
        spoiled(SPAM, '"Is this message spam?"', '"  "'),
        ["line 1, title: is empty"],
    ),
    "a title of two lines": (
        spoiled(SPAM, '"Is this message spam?"', '"Is this\\nspam?"'),
        ["line 1, title: must be one line"],
    ),
    "a title without end": (
        spoiled(SPAM, '"Is this message spam?"', f'"{"spam? " * 30}"'),
        ["line 1, title: has 180 characters; at most 120 fit"],
    ),
    "a control character": (
        spoiled(SPAM, '"Say what it is."', '"Say\\u0000 what"'),
        ["line 3, instructions: has the control character U+0000 in it"],
    ),
    "an unknown type of question": (
        spoiled(SPAM, '"choice"', '"chioce"'),
        [
            "line 14, question 1, type: there is no “chioce”; did you mean “choice”? "
            f"({TYPES_LISTED})"
        ],
    ),
    "options that nobody can tell apart": (
        spoiled(SPAM, '["ham", "spam"]', '["ham", "spam", "Spam "]'),
        ["line 15, question 1, options: “Spam” and “spam” cannot be told apart"],
    ),
    "one option": (
        spoiled(SPAM, '["ham", "spam"]', '["ham"]'),
        ["line 15, question 1, options: needs two options or more"],
    ),
    "an option that is a number": (
        spoiled(SPAM, '["ham", "spam"]', '[\n  "ham",\n  "spam",\n  3,\n]'),
        [
            "line 18, question 1, options 3: must be a text in quotes; this is a whole number",
        ],
    ),
    "no options": (
        spoiled(spoiled(SPAM, '"moderation"', '"tagging"'), 'options = ["ham", "spam"]\n', ""),
        ['line 11, question 1: “options” is missing; write options = ["ham", "spam"]'],
    ),
    "options of a question that has none": (
        spoiled(SPAM, '"choice"', '"yes_no"'),
        ["line 15, question 1, options: a question of type yes_no has none"],
    ),
    "a question without an id": (
        spoiled(SURVEY, 'id = "wake"\n', ""),
        ['line 7, question 1: “id” is missing; write id = "verdict"'],
    ),
    "an id with capitals and spaces": (
        spoiled(SPAM, '"verdict"', '"The verdict"'),
        [
            "line 12, question 1, id: “The verdict” must be small letters, digits and _ only",
        ],
    ),
    "two questions with one id": (
        spoiled(SURVEY, 'id = "hurry"', 'id = "wake"'),
        ["line 15, question 2, id: “wake” is taken by a question above"],
    ),
    "one bracket instead of two": (
        spoiled(SPAM, "[[question]]", "[question]"),
        ["line 11, question: write [[question]] with two brackets on each side"],
    ),
    "the plural of question": (
        spoiled(SPAM, "[[question]]", "[[questions]]"),
        ["line 11, questions: there is no such key; did you mean “question”?"],
    ),
    "a key of the project below its questions": (
        SPAM + "level = 2\n",
        [
            "line 16, question 1, level: this belongs to the project: move it above the first "
            "[[question]]"
        ],
    ),
    "a scale without steps": (
        spoiled(SURVEY, 'labels = ["never", "always"]', "least = 5\nmost = 5"),
        ["line 18, question 2, least: 5 is too much beside most, which is 5"],
    ),
    "a scale with too many steps": (
        spoiled(SURVEY, 'labels = ["never", "always"]', "least = 1\nmost = 50"),
        ["line 19, question 2, most: the scale has more than 11 steps"],
    ),
    "more choices than options": (
        spoiled(SURVEY, "most = 2", "most = 4"),
        ["line 12, question 1, most: 4 is outside of 1 to 3"],
    ),
    "agreement on free text": (
        spoiled(SPAM, 'type = "choice"\noptions = ["ham", "spam"]', 'type = "text"\nlong = true'),
        [
            "line 11, question: a row is decided by agreement: add a question whose answers can be "
            'compared, or write accept = "review"'
        ],
    ),
    "no TOML: a missing quote": (
        spoiled(SPAM, '"2m"', '"2m'),
        ["line 6, column 17: illegal character '\\n'"],
    ),
    "no TOML: a key twice": (
        spoiled(SPAM, "accept =", "budget ="),
        ["line 9, column 18: cannot overwrite a value"],
    ),
    "no TOML: the end is missing": (
        SPAM.rstrip().removesuffix("]"),
        ["line 15, the end of the file: unclosed array"],
    ),
    "no TOML: a Latin-1 letter": (
        spoiled(SPAM, "Say what", "Dé cide").encode("latin-1"),
        ["line 3: this is not UTF-8; save the file as UTF-8"],
    ),
    "no TOML: a tower of brackets": (
        "title = " + "[" * 5_000,
        ["it is nested too deeply, or has a number that is too long"],
    ),
}
