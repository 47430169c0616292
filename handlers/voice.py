"""How Bitework speaks to one person: their language, their formats."""

import gettext
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from domain.amounts import Day, Moment, Money, Share, Span
from domain.people import zone
from domain.sentences import Sentence

LOCALES = Path(__file__).parent / "locales"
_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000


class Voice(NamedTuple):
    """Says sentences: `say("You have {amount}.", amount=Money(20, "credits"))`.

    Values are formatted by their type: Money with the operator's decimals, Span, Moment in the
    person's time zone, Day, Share in per cent, numbers with grouping and at most one
    decimal, everything else as it is.
    """

    locale: str = "en"
    time_zone: str = "UTC"
    decimals: int = 2

    def __call__(self, template: str, /, **values: object) -> str:
        """Say a sentence in the person's language."""
        text = _translated(template, self.locale)
        if not values:
            return text
        return text.format(**{name: self.show(value) for name, value in values.items()})

    def many(self, one: str, more: str, n: int, /, **values: object) -> str:
        """Say a sentence about `n` things; `{n}` stands for the number."""
        text = _translations(self.locale).ngettext(one, more, n)
        shown = {name: self.show(value) for name, value in values.items()}
        return text.format(n=self.show(n), **shown)

    def show(self, value: object) -> str:
        """Show one value in the person's format."""
        match value:
            case Sentence():
                said = self(value.template, **value.values)
                return said if value.endswith(".") else said.rstrip(".")
            case str():
                return value
            case bool():
                return str(value)
            case int():
                return _number(value, self.locale)
            case float():
                return _number(round(value, 1), self.locale)
            case Money():
                decimals = self.decimals if value.decimals is None else value.decimals
                return _money(value.minor, decimals, self.locale)
            case Span():
                return self.span(value.ms)
            case Share():
                return _share(value.value, self.locale)
            case Moment():
                return _moment(value.ms, self.locale, self.time_zone)
            case Day():
                pattern = "d MMM" if value.is_short else "d MMMM"
                return format_date(date.fromisoformat(value.iso), pattern, _locale(self.locale))
        return str(value)

    def month(self, iso: str, *, short: bool = False) -> str:
        """Name the month that a day is in: `March 2026`, or `Mar`."""
        pattern = "LLL" if short else "LLLL y"
        return format_date(date.fromisoformat(iso), pattern, _locale(self.locale))

    def weekday(self, iso: str) -> str:
        """Name a day of the week by its short name: `Mon`."""
        return format_date(date.fromisoformat(iso), "ccc", _locale(self.locale))

    def span(self, ms: int) -> str:
        """Show a span of time by its two largest units: `6 s`, `2 min`, `2 h 10 min`, `3 days`."""
        if ms < _MINUTE:
            return self("{n} s", n=max(1, round(ms / _SECOND)))
        if ms < _HOUR:
            return self("{n} min", n=round(ms / _MINUTE))
        if ms < 2 * _DAY:
            hours, minutes = divmod(round(ms / _MINUTE), 60)
            if minutes:
                return self("{hours} h {minutes} min", hours=hours, minutes=minutes)
            return self("{n} h", n=hours)
        days = round(ms / _DAY)
        return self.many("{n} day", "{n} days", days)


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=8192)
def _translated(template: str, tag: str) -> str:
    return _translations(tag).gettext(template)


@lru_cache(maxsize=64)
def _translations(tag: str) -> gettext.NullTranslations:
    wanted = [tag.replace("-", "_"), tag.replace("-", "_").split("_", maxsplit=1)[0]]
    return gettext.translation("bitework", LOCALES, wanted, fallback=True)


@lru_cache(maxsize=4096)
def _money(minor: int, decimals: int, tag: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    whole, part = divmod(abs(minor), 10**decimals)
    digits = f"{whole}.{part:0{decimals}d}" if decimals else str(whole)
    text = format_decimal(digits, pattern, _locale(tag))
    return f"−{text}" if minor < 0 else text


@lru_cache(maxsize=4096)
def _number(value: float, tag: str) -> str:
    return format_decimal(value, locale=_locale(tag))


@lru_cache(maxsize=1024)
def _share(value: float, tag: str) -> str:
    return format_percent(round(value, 2), locale=_locale(tag))


def _moment(ms: int, tag: str, time_zone: str) -> str:
    at = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone(time_zone))
    return format_datetime(at, "d MMM, HH:mm", locale=_locale(tag))


@cache
def languages() -> dict[str, str]:
    """Give the languages that Bitework speaks: tag to the language's own name."""
    tags = ["en", *sorted(p.name for p in LOCALES.glob("*") if (p / "LC_MESSAGES").is_dir())]
    return {tag: (_locale(tag).get_display_name(tag) or tag).capitalize() for tag in tags}


@lru_cache(maxsize=1024)
def language_of(tag: str) -> str:
    """Give the language of ours that serves a BCP 47 tag best; English where none does."""
    known = languages()
    if tag.replace("-", "_") in known:
        return tag.replace("-", "_")
    short = tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return short if short in known else "en"
