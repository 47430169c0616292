"""Time zones by the names that people know: a city, or the zone's own name."""

from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from domain.amounts import N_

CHOICE_LENGTH_MAX = 24  # what a button can carry
FOUND_MOST = 8

CITIES: dict[str, tuple[str, ...]] = {
    N_("Africa"): (
        "Africa/Abidjan", "Africa/Accra", "Africa/Algiers", "Africa/Cairo", "Africa/Casablanca",
        "Africa/Johannesburg", "Africa/Kinshasa", "Africa/Lagos", "Africa/Nairobi",
    ),
    N_("America"): (
        "America/Anchorage", "America/Bogota", "America/Buenos_Aires", "America/Caracas",
        "America/Chicago", "America/Denver", "America/Halifax", "America/Lima",
        "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Phoenix",
        "America/Santiago", "America/Sao_Paulo",
    ),
    N_("Asia"): (
        "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai", "Asia/Jakarta", "Asia/Karachi",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Manila", "Asia/Shanghai", "Asia/Singapore",
        "Asia/Tashkent", "Asia/Tehran", "Asia/Tokyo", "Asia/Yangon",
    ),
    N_("Europe"): (
        "Europe/Athens", "Europe/Berlin", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon",
        "Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Paris", "Europe/Rome",
        "Europe/Stockholm", "Europe/Warsaw",
    ),
    N_("Pacific"): (
        "Australia/Adelaide", "Australia/Brisbane", "Australia/Perth", "Australia/Sydney",
        "Pacific/Auckland", "Pacific/Fiji", "Pacific/Guam", "Pacific/Honolulu",
    ),
}  # fmt: skip


def city(name: str) -> str:
    """Give the city in a zone's name: `America/New_York` is New York."""
    return name.rsplit("/", maxsplit=1)[-1].replace("_", " ")


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, ...]]:
    """Give the zones by what people may call them, in lower case: the whole name and the city."""
    found: dict[str, set[str]] = {}
    for name in available_timezones():
        if name.startswith(("Etc/", "posix", "right")) or name in ("localtime", "Factory"):
            continue
        found.setdefault(name.casefold(), set()).add(name)
        found.setdefault(city(name).casefold(), set()).add(name)
    return {key: tuple(sorted(names, key=lambda n: (len(n), n))) for key, names in found.items()}


def find(typed: str) -> tuple[str, ...]:
    """Give the zones that somebody may mean, the likeliest first; one alone: that one is meant.

    A zone has several names where history gave it some: the shortest stands for them.
    """
    known, word = _known(), " ".join(typed.replace("_", " ").split()).casefold()
    whole = known.get(typed.strip().casefold()) or known.get(word)
    if whole:
        return whole[:1]
    starting = [key for key in known if word and "/" not in key and key.startswith(word)]
    keys = starting or get_close_matches(word, known, n=FOUND_MOST, cutoff=0.7)
    return tuple(dict.fromkeys(known[key][0] for key in sorted(keys, key=len)))[:FOUND_MOST]
