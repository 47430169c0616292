"""What a file input takes while a question asks for a file."""

from domain import questions
from domain.questions import Question

_ACCEPTS = {"photo": "image/*", "audio": "audio/*", "video": "video/*"}


def accepts(question: Question) -> str:
    """Give what a file input takes for a question, as HTML has it; empty where nothing is sent."""
    if not questions.media_kinds(question):
        return ""
    if question.type == "file":
        return ",".join(f".{kind}" for kind in question.kinds) or "*/*"
    return _ACCEPTS[question.type]
