"""What Discord says when it will not: status, code, words, nested `errors` of a bad body."""

from typing import Any

Path = tuple[str | int, ...]


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        errors: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(f"{status} {code}: {message} {errors or ''}".strip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.more = more
        self.headers: dict[str, str] = {}

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "code": self.code, **self.more}
        if self.errors:
            body["errors"] = self.errors
        return body


class Problems:
    """What is wrong with a body, by the path of the field: Discord tells all of it at once."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def add(self, path: Path, code: str, message: str) -> None:
        at = self.errors
        for part in path:
            at = at.setdefault(str(part), {})
        at.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: Path, value: Any, least: int, most: int) -> bool:
        """Check a text's or list's length; None is as good as absent."""
        if value is None:
            return True
        if not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Could not interpret value.")
            return False
        if least <= len(value) <= most:
            return True
        if least and not value and isinstance(value, str):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif least:
            words = f"Must be between {least} and {most} in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", words)
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return False

    def needs(self, path: Path, value: Any) -> bool:
        if value is None or value == "":
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        return True

    def between(self, path: Path, value: Any, least: int, most: int) -> bool:
        if value is None:
            return True
        if type(value) is int and least <= value <= most:
            return True
        words = f"int value should be between {least} and {most}."
        self.add(path, "NUMBER_TYPE_RANGE", words)
        return False

    def choice(self, path: Path, value: Any, allowed: tuple[Any, ...]) -> bool:
        if value in allowed:
            return True
        listed = ", ".join(str(one) for one in allowed)
        tail = "," if len(allowed) == 1 else ""
        words = f"Value must be one of {{{listed}{tail}}}."
        self.add(path, "BASE_TYPE_CHOICES", words)
        return False

    def check(self) -> None:
        """Raise what was found."""
        if self.errors:
            raise invalid(self.errors)


def invalid(errors: dict[str, Any]) -> Refusal:
    return Refusal(400, 50035, "Invalid Form Body", errors)


def invalid_at(path: Path, code: str, message: str) -> Refusal:
    problems = Problems()
    problems.add(path, code, message)
    return invalid(problems.errors)


def unknown(code: int, what: str) -> Refusal:
    return Refusal(404, code, f"Unknown {what}")


UNKNOWN_CODES = {
    "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "Role": 10011,
    "User": 10013, "Webhook": 10015, "Interaction": 10062, "application command": 10063,
}  # fmt: skip


def no(what: str) -> Refusal:
    """Say that there is no such thing: `raise no("Channel")`."""
    return unknown(UNKNOWN_CODES[what], what)


def missing_permissions() -> Refusal:
    return Refusal(403, 50013, "Missing Permissions")


def missing_access() -> Refusal:
    return Refusal(403, 50001, "Missing Access")


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def not_found() -> Refusal:
    return Refusal(404, 0, "404: Not Found")


def acknowledged() -> Refusal:
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def empty_message() -> Refusal:
    return Refusal(400, 50006, "Cannot send an empty message")


def closed_to_messages() -> Refusal:
    return Refusal(403, 50007, "Cannot send messages to this user")


def no_mutual_guilds() -> Refusal:
    words = "Cannot send messages to this user due to having no mutual guilds"
    return Refusal(403, 50278, words)


def invalid_token() -> Refusal:
    return Refusal(401, 50027, "Invalid Webhook Token")
