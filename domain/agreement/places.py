"""Places: their geometric median, and who is within so many metres of it.

The geometric median has the least sum of distances to all of them; fewer than half can't move it
far. It is found on a plane around one of them (equirectangular, in metres) by Weiszfeld's
algorithm in the form of Vardi and Zhang, which can pass a given place or end on it (The
multivariate L1-median and associated data depth, PNAS 97, 2000).
"""

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import Any

from domain.agreement import tolerances
from domain.agreement.agreed import Found
from domain.places import Place, distance_m
from domain.questions import Question, Value

METRES_A_DEGREE = 111_195.0
STEPS_MAX = 100
STILL_M = 0.01
ON_IT_M = 1e-6
PULL_SLACK = 1e-9  # of unit vectors that cancel out
DECIMALS = 6  # about ten centimetres; as answers have them
COSINE_LEAST = 1e-6

_Metres = tuple[float, float]


def place(value: Any) -> Place:
    """Give an answer's latitude and longitude in degrees."""
    return float(value["latitude"]), float(value["longitude"])


def median(question: Question, given: Sequence[Value]) -> Found:
    """Give the geometric median, the share of places near to it, and which those are."""
    places = [place(value) for value in given]
    found = _centre(places)
    most = tolerances.of_place_m(question)
    agreed = [distance_m(one, found) <= most for one in places]
    answer: Value = {"latitude": found[0], "longitude": found[1]}
    return Found(answer, sum(agreed) / len(agreed), agreed)


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether a place is within the tolerance of the known one."""
    return distance_m(place(value), place(known)) <= tolerances.of_place_m(question)


def around(longitude: float) -> float:
    """Give the same longitude between -180 and 180."""
    return (longitude + 180) % 360 - 180


def _centre(places: Sequence[Place]) -> Place:
    """Give the geometric median in degrees; where it is one of the places, that as it is."""
    ordered = sorted(places)
    origin = ordered[(len(ordered) - 1) // 2]
    if origin == ordered[0] == ordered[-1]:
        return origin
    east = METRES_A_DEGREE * max(cos(radians(origin[0])), COSINE_LEAST)
    metres = [
        ((one[0] - origin[0]) * METRES_A_DEGREE, around(one[1] - origin[1]) * east)
        for one in ordered
    ]
    for at, here in enumerate(metres):
        if _is_median(metres, here):
            return ordered[at]
    north, right = geometric_median(metres)
    latitude = origin[0] + north / METRES_A_DEGREE
    return round(latitude, DECIMALS), round(around(origin[1] + right / east), DECIMALS)


def _is_median(points: Sequence[_Metres], here: _Metres) -> bool:
    """Tell whether one of the points is the median: the others pull at it less than it weighs."""
    pulled, weight, _ = pull(points, here)
    return hypot(*pulled) <= weight + PULL_SLACK


def geometric_median(points: Sequence[_Metres]) -> _Metres:
    """Give the point with the least sum of distances, to about a centimetre; begun at the mean."""
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    for _ in range(STEPS_MAX):
        (pull_x, pull_y), here, nearness = pull(points, (x, y))
        pulled = hypot(pull_x, pull_y)
        if pulled <= here + PULL_SLACK:
            break
        step = (1 - here / pulled) / nearness
        x, y = x + step * pull_x, y + step * pull_y
        if step * pulled <= STILL_M:
            break
    return x, y


def pull(points: Sequence[_Metres], at: _Metres) -> tuple[_Metres, int, float]:
    """Give the sum of unit vectors to the points, how many lie here, and the sum of 1/distance."""
    pull_x = pull_y = nearness = 0.0
    here = 0
    for x, y in points:
        right, up = x - at[0], y - at[1]
        far = hypot(right, up)
        if far <= ON_IT_M:
            here += 1
        else:
            pull_x += right / far
            pull_y += up / far
            nearness += 1 / far
    return (pull_x, pull_y), here, nearness
