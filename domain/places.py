"""Places on the earth: coordinates as people write them, and how far two are apart."""

import math
import re

Place = tuple[float, float]

_EARTH_M = 6_371_000
_DEGREES = r"([+-]?\d{1,3}(?:\.\d{1,15})?)\s*°?"
_PAIR = re.compile(rf"{_DEGREES}\s*([NS]?)\s*[,; ]\s*{_DEGREES}\s*([EWO]?)", re.IGNORECASE)


def in_text(text: str) -> Place | None:
    """Read `52.52, 13.405` (latitude, longitude; N S E W may follow); None where it is none."""
    found = _PAIR.fullmatch(text.replace("\N{MINUS SIGN}", "-").strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[3])
    latitude = -latitude if found[2].upper() == "S" else latitude
    longitude = -longitude if found[4].upper() == "W" else longitude
    return (latitude, longitude) if is_place(latitude, longitude) else None


def is_place(latitude: float, longitude: float) -> bool:
    """Tell whether there is such a place."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180  # what is no number fails this


def distance_m(one: Place, other: Place) -> float:
    """Give the metres between two places along the surface (haversine)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def map_link(place: Place) -> str:
    """Give an address that shows a place on a map."""
    latitude, longitude = place
    return (
        f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
        f"#map=17/{latitude}/{longitude}"
    )
