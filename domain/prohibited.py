"""Whether a project asks for work that is prohibited (`domain.prohibited_rules`).

Looked at is what the requester says: title, instructions, what is shown, questions and options.
Rows are data: to judge messages that beg for likes is honest work, to beg for likes is not. So a
sentence that tells people to do it is refused; one that asks about it, forbids it, or describes
somebody else's words isn't.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from domain import plain_words
from domain.amounts import N_
from domain.prohibited_rules import RULES, Rule
from domain.projects import Project
from domain.questions import Question
from domain.sentences import Sentence

WORDS_LENGTH_MAX = 80
SAID_AS = N_("{rule}: “{words}”. Refused, for {reason}. Fine instead: {instead}.")

# A sentence that is a question about something, and no polite request.
_QUESTION = re.compile(
    r"^(?:\W|\d+[.)])*(?:\{\{[^}]*\}\}[:,]? ?)?(?:does|do|did|is|are|was|were|has|have|had|which|"
    r"what|who|whose|"
    r"how|why|when|where|would you (?!please|mind|kindly)|should|if|on a scale|in your opinion|"
    r"to what extent|in which|at which|for which)\b.*\?\W*$"
)
_REQUEST = re.compile(r"^\W*(?:why not|how about|what about|why don't you)\b")
_NOT = re.compile(
    r"\b(?:do not|don't|dont|never|without|no need to|not have to|don't have to|need not|must not|"
    r"mustn't|should not|shouldn't|cannot|can't|not allowed to|nobody|not asked to|avoid|"
    r"instead of|rather than|refuse to|forbidden to|not to|not)(?: [\w'-]+){0,2} ?$"
)
_NOT_IN_LIST = re.compile(
    r"\b(?:do not|don't|dont|never|without|must not|mustn't|need not|not have to|nobody) "
    r"[\w', /-]*\bor $"
)
_BUT_DO = re.compile(
    r"(?:don't|dont|do not|never) (?:\w+ )?(?:forget|hesitate|miss|worry|be shy|wait)\b"
)
_OTHERS = (
    r"(?:message|post|comment|review|text|mail|e-?mail|ad|advert|sender|author|writer|seller|user|"
    r"someone|somebody|anyone|anybody|people|person|they|he|she|it|that|which|who|whoever|scammer|"
    r"spammer|bot|site|caller|customer|letter|sms|link|offer|tweet|video|picture|image|chat|"
    r"advertiser|stranger|request|button|screen|sentence|line|word|option|profile|one)s?"
)
_TELLS = (
    r"(?:asks?|asking|wants?|wanting|offers?|offering|sells?|selling|buys?|buying|begs?|begging|"
    r"tells?|telling|tries|try|trying|promises?|promising|invites?|inviting|requests?|requesting|"
    r"says?|saying|urges?|urging|encourages?|encouraging|advertis\w+|demands?|demanding|pretends?|"
    r"claims?|contains?|containing|mentions?|mentioning|talks?|talking|leads?|leading|reads?|"
    r"describes?|describing|pushes|pressures?|prompts?|means?)"
)
_ABOUT_OTHERS = re.compile(
    rf"\b{_OTHERS}(?: [\w']+){{0,3}} {_TELLS}\b[^:]*$|\b(?:whether|how many|how much|how often)\b"
    r"[^:.]*$|\b(?:asks?|asking|asked|begs?|begging|wants?|offers?|tries|tells?|urges?|invites?|"
    r"requests?|demands?|trying)(?: (?:you|them|people|someone|somebody|users|readers|others|"
    r"anybody|the reader))?(?: \w+)? to (?:[\w', ]*\b(?:or|and) )?$|"
    r"\b(?:such as|for example|e\.g\.|for instance|like|says|reads|said) ?[:,]? ?[\"'][^\"']*$|"
    r"\b(?:asks?|wants?|tells?) (?:\w+ )?to do: ?[^:]*$|"
    r"^\W*(?:spam|scam|fraud|phishing|advertising|fake|abuse|begging|\w+ spam)\b[^:.]{0,30}"
    r"(?:\bis\b|\bare\b|\bmeans?\b|[:=-])[^:]*$"
)
_SORTING = re.compile(
    r"^\W*(?:label|mark|flag|tag|classify|categori[sz]e|sort|count|find|highlight|underline|"
    r"translate|proofread|correct|summari[sz]e|extract|judge|decide|choose|select|pick|tick|say|"
    r"answer|report|rate how|record|transcribe|type|repeat|draw|circle|compare|note|read)\b"
)
_MADE_UP = re.compile(r"\b(?:demo|test|prototype|staging|sandbox|made-up|mock|specimen|sample)\b")
_TEST_SYSTEM = re.compile(
    r"\b(?:demo|test|staging|sandbox|prototype) (?:server|system|site|page|shop|app|accounts?|"
    r"users?|projects?|environment|build|device|data)\b|"
    r"\bin the (?:demo|prototype|sandbox)\b|\bmade-up\b"
)
_NAMED_TEXT = re.compile(
    r"\b(?:translate|transcribe|proofread|is said|aloud|repeat|search(?:es)?|query|phrase|words?|"
    r"sentence|text|title|message|comment|button) ?: ?[\"']?(?:please )?$"
)
_LEAD = re.compile(  # what stands in a match before its verb belongs to what leads to it
    r"\W*(?:(?:please|pls|kindly|then|and|or|to|must|should|shall|will|can|could|you|now|just|also|"
    r"first|next|simply|only|us|by|for)[ :]{1,2})?"
)
_OWN_PART = re.compile(r"\b(?:and|then|please|:|,) ?$")


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that a rule refuses."""

    rule: Rule
    words: str

    @property
    def key(self) -> tuple[str, str]:
        """What an override allows: these words under this rule."""
        return self.rule.id, self.words

    @property
    def sentence(self) -> Sentence:
        """Say by which rule which words are refused, why, and what would be fine."""
        return Sentence(
            SAID_AS,
            rule=self.rule.id,
            words=self.words,
            reason=Sentence(self.rule.reason),
            instead=Sentence(self.rule.instead),
        )


@lru_cache(maxsize=64)
def findings(project: Project) -> tuple[Finding, ...]:
    """Give what is prohibited in a project, each rule once, in the order of the rules."""
    found: dict[str, Finding] = {}
    for text in dict.fromkeys(texts(project)):
        for finding in look(text):
            found.setdefault(finding.rule.id, finding)
    return tuple(found[rule.id] for rule in RULES if rule.id in found)


def texts(project: Project) -> Iterator[str]:
    """Give all that a requester says to people; options only where they aren't asked about."""
    yield project.title
    yield project.instructions
    for shown in project.show:
        yield from (shown.template, shown.caption)
    yield project.licence
    for step in project.steps:
        yield from (step.title, step.text)
    for question in project.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[str]:
    yield from (question.text, question.help, question.pattern_message)
    if not any(map(_is_question, plain_words.readings(question.text)[0].splitlines())):
        yield "\n".join((*question.options, *question.labels))


def look(text: str) -> list[Finding]:
    """Give what is prohibited in a text, each rule once."""
    found: dict[str, Finding] = {}
    for reading in plain_words.readings(text):
        for rule in RULES:
            if rule.id not in found and (words := _words(rule, reading)):
                found[rule.id] = Finding(rule, words[:WORDS_LENGTH_MAX])
    return list(found.values())


def _words(rule: Rule, reading: str) -> str:
    """Give the words of a reading that the rule refuses; "" where there are none."""
    asked, always = _compiled(rule.id)
    for pattern in always:
        for match in pattern.finditer(reading):
            if not _is_excused(match, reading, is_asked=False):
                return _trimmed(match[0])
    for pattern in asked:
        for match in pattern.finditer(reading):
            if not _is_excused(match, reading, is_asked=True, on_test=rule.on_test_systems):
                return _trimmed(match[0])
    return ""


def _is_excused(
    match: "re.Match[str]", reading: str, *, is_asked: bool, on_test: bool = False
) -> bool:
    """Tell whether the sentence only asks about it, forbids it, or tells of others."""
    start = reading.rfind("\n", 0, match.start() + 1) + 1
    end = reading.find("\n", match.start() + 1)
    sentence = reading[start : end if end >= 0 else len(reading)]
    lead = _LEAD.match(match[0])
    up_to = sentence[: match.start() - start + (len(lead[0]) if lead else 0)]
    if _MADE_UP.search(match[0]) or (is_asked and _is_question(sentence)):
        return True
    if on_test and _TEST_SYSTEM.search(sentence):
        return True
    if _BUT_DO.search(up_to):
        return False
    return bool(
        _NOT.search(up_to)
        or _NOT_IN_LIST.search(up_to)
        or _ABOUT_OTHERS.search(up_to)
        or (_SORTING.search(sentence) and up_to.strip()
            and (_NAMED_TEXT.search(up_to) or not _OWN_PART.search(up_to)))
    )


def _is_question(sentence: str) -> bool:
    return bool(_QUESTION.search(sentence)) and not _REQUEST.search(sentence)


def _trimmed(words: str) -> str:
    return " ".join(words.strip(" :,(-\n").split())


@cache
def _compiled(rule_id: str) -> tuple[tuple["re.Pattern[str]", ...], tuple["re.Pattern[str]", ...]]:
    rule = next(rule for rule in RULES if rule.id == rule_id)
    return (
        tuple(re.compile(pattern, re.MULTILINE) for pattern in rule.patterns),
        tuple(re.compile(pattern, re.MULTILINE) for pattern in rule.always),
    )
