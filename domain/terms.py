"""The terms an operator sets: money, points, pushes, summaries. Every section has defaults."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from domain import schedules
from domain.errors import Invalid
from domain.rails import Offer

AMOUNT = 'an amount in quotes such as "20.00"'


class Section(BaseModel):
    """A section of the configuration: immutable, and strict about names and types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=True, hide_input_in_errors=True
    )

    def amounts(self) -> list[tuple[str, str]]:
        """Give the fields that are amounts in the currency, with their texts."""
        return [
            (name, str(getattr(self, name)))
            for name, field in type(self).model_fields.items()
            if field.description == AMOUNT
        ]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone such as Europe/Lisbon") from None
    return name


def _known_schedule(text: str) -> str:
    try:
        schedules.parse(text, "UTC")
    except Invalid as error:
        raise ValueError(f"is no schedule. {error}") from None
    return text


TimeZone = Annotated[str, AfterValidator(_known_zone)]
AmountText = Annotated[  # in the currency's own unit; `Terms.minor` gives its minor units
    str, Field(pattern=r"^\d{1,12}(\.\d{1,8})?$", description=AMOUNT)
]
TimeOfDay = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="a time of day such as 22:00")
]


class MoneyTerms(Section):
    """What people are paid in: the currency's name, and its decimals."""

    currency: str = Field(
        default="credits", pattern=r"^[A-Za-z]{2,12}$", description="a word of 2 to 12 letters"
    )
    decimals: int = Field(default=2, ge=0, le=8)


def minor_of(text: str, money: MoneyTerms) -> int:
    """Give the minor units of an amount; raises ValueError where it has too many decimals."""
    minor = Decimal(text).scaleb(money.decimals)
    if minor != int(minor):
        raise ValueError(f"has more decimals than money.decimals = {money.decimals}")
    return int(minor)


class ReputationTerms(Section):
    """Points for each recorded event; a streak of n days gives min(n, streak_most)."""

    accepted: int = Field(default=10, ge=0, le=1000)
    rejected: int = Field(default=-20, ge=-1000, le=0)
    gold_right: int = Field(default=5, ge=0, le=1000)
    gold_wrong: int = Field(default=-10, ge=-1000, le=0)
    review: int = Field(default=5, ge=0, le=1000)
    streak_most: int = Field(default=7, ge=0, le=365)


class PushTerms(Section):
    """How tasks are pushed to people who said yes; spans in minutes."""

    enabled: bool = True
    daily_most: int = Field(default=20, ge=1, le=200)  # the most that a person can ask for
    daily: int = Field(default=5, ge=1, le=200)  # what a person who says yes starts with
    interval_minutes: int = Field(default=60, ge=1, le=1440)  # at the least between two pushes
    interval_minutes_most: int = Field(default=1440, ge=1, le=10080)  # after ignored ones
    answer_within_minutes: int = Field(default=30, ge=1, le=1440)
    quiet_from: TimeOfDay = "22:00"
    quiet_to: TimeOfDay = "08:00"

    @field_validator("daily", "interval_minutes_most")
    @classmethod
    def _in_order(cls, value: int, info: ValidationInfo) -> int:
        if info.field_name == "daily" and value > info.data.get("daily_most", value):
            raise ValueError("must not be more than push.daily_most")
        if info.field_name != "daily" and value < info.data.get("interval_minutes", value):
            raise ValueError("must not be less than push.interval_minutes")
        return value


class SummaryTerms(Section):
    """The morning's message: the local hour at which it goes out."""

    enabled: bool = True
    hour: int = Field(default=8, ge=0, le=23)


class PayoutTerms(Section):
    """When pending credits become available (five cron fields and the zone they are read in), and
    under which rules they leave. Amounts are in the currency; limits of "0" are none.
    """

    schedule: Annotated[str, AfterValidator(_known_schedule)] = "0 2 * * *"
    time_zone: TimeZone = "UTC"
    least: AmountText = "1"  # the smallest payout
    automatic_most: AmountText = "20"  # approved without an admin up to this; "0": never
    second_admin_above: AmountText = "200"  # two admins have to approve what is more
    daily_person_most: AmountText = "100"
    daily_rail_most: AmountText = "0"
    daily_most: AmountText = "0"
    cool_down_hours: int = Field(default=24, ge=0, le=720)  # of a changed destination
    credits_expire_days: int = Field(default=0, ge=0, le=36_500)  # 0: never


class AppealTerms(Section):
    """How long a rejected answer can be appealed, who looks at appeals for how much each, and when
    a requester may reject no more: over `brake_margin` per cent more than is to be expected.
    """

    days: int = Field(default=7, ge=1, le=90)
    reviewer_pay: AmountText = "0.05"  # "0": nothing
    reviewer_level: int = Field(default=2, ge=0, le=100)
    brake_least: int = Field(default=20, ge=5, le=1000)  # answers that were looked at
    brake_margin: int = Field(default=15, ge=0, le=100)


class PayTerms(Section):
    """What the house takes of rewards, and the least that an hour of a project has to pay."""

    fee_percent: str = Field(
        default="0", pattern=r"^\d{1,2}(\.\d{1,2})?$", description="a share such as 2.5"
    )
    floor_an_hour: AmountText = "0"  # "0": none

    @property
    def fee_points(self) -> int:
        """The fee as a whole number of a hundredth of a per cent."""
        return int(Decimal(self.fee_percent) * 100)


class BonusTerms(Section):
    """What the house gives of its own: for days in a row, and for bringing somebody who stays."""

    streak: AmountText = "0"  # each time that so many days in a row are full; "0": off
    streak_days: int = Field(default=7, ge=2, le=366)
    referral: AmountText = "0"  # to who invited; "0": off
    referral_tasks: int = Field(default=50, ge=1, le=100_000)
    referral_days: int = Field(default=5, ge=1, le=366)


class MediaTerms(Section):
    """Where media is kept, and what is kept: `pixels_most` bounds what is ever decoded."""

    folder: str = Field(default="bitework-media", min_length=1, max_length=1000)
    bytes_most: int = Field(default=20_000_000, ge=1000, le=2_000_000_000)  # of one file
    all_bytes_most: int = Field(default=20_000_000_000, ge=1_000_000)
    pixels_most: int = Field(default=50_000_000, ge=10_000, le=200_000_000)
    unused_days: int = Field(default=30, ge=1, le=3650)  # then what nothing refers to goes


class HonestyTerms(Section):
    """What follows where somebody's answers look as if nobody had looked at the tasks."""

    enabled: bool = True
    answers_least: int = Field(default=30, ge=20, le=1000)  # new ones, until the next look
    hours_between: int = Field(default=4, ge=0, le=720)  # two steps, at the least
    good_days: int = Field(default=5, ge=1, le=365)  # with answers; then a step is over
    furthest: Literal["notice", "gold", "hold", "pause"] = "pause"  # without an admin


class Terms(Section):
    """All of them, as services get them."""

    money: MoneyTerms = MoneyTerms()
    reputation: ReputationTerms = ReputationTerms()
    push: PushTerms = PushTerms()
    summary: SummaryTerms = SummaryTerms()
    payouts: PayoutTerms = PayoutTerms()
    pay: PayTerms = PayTerms()
    bonuses: BonusTerms = BonusTerms()
    appeals: AppealTerms = AppealTerms()
    media: MediaTerms = MediaTerms()
    honesty: HonestyTerms = HonestyTerms()
    admins: frozenset[tuple[str, str]] = frozenset()  # (platform, the platform's id of a person)
    # What stands in front of a start word to make a link (domain.links), by platform; a platform
    # adds its own when it knows it.
    addresses: dict[str, str] = Field(default_factory=dict)
    # What the configured rails offer, by their names: the edge adds them (`bot.rails`).
    rails: dict[str, Any] = Field(default_factory=dict)
    # What makes the addresses of pages of our own, by their names: the edge adds it
    # (`bot.canvas_links`); one that is missing has no address.
    pages: dict[str, Any] = Field(default_factory=dict)

    @property
    def offers(self) -> Mapping[str, Offer]:
        """What rails offer, in the order in which people see them."""
        return self.rails

    def minor(self, text: str) -> int:
        """Give the minor units of an amount of the configuration."""
        return minor_of(text, self.money)


Accept = Literal["answer", "consensus", "review"]
