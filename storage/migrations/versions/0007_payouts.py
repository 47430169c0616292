"""Money that leaves: payouts and their approvals, where they go, vouchers, rewards, bank files."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", Key, sa.Identity(), primary_key=True, autoincrement=True)


def _key(
    name: str, table: str, *, null: bool = False, primary: bool = False
) -> sa.Column[int]:
    return sa.Column(
        name, Key, sa.ForeignKey(f"{table}.id"), nullable=null, primary_key=primary
    )


def _number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    server = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=null, server_default=server)


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def _partial(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique,
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip


def upgrade() -> None:
    _payouts()
    _vouchers()
    _rewards()
    _bank_files()
    # What a person's statement reads beside the pay of their answers, which is found by these.
    _partial("transfer_debit", "transfer", ["debit", "id"], "kind <> 'earned'")
    _partial("transfer_credit", "transfer", ["credit", "id"], "kind <> 'earned'")


def _payouts() -> None:
    op.create_table(
        "destination",  # where a person's money goes by a rail; the newest not retired one counts
        _id(),
        _key("account_id", "account"),
        _text("rail"),
        _text("sealed"),  # encrypted
        _text("shown"),  # what may be shown of it, such as DE…89
        _text("digest"),  # a keyed hash: the same destination of several accounts is noticed by it
        _number("created_ms"),
        _number("usable_ms"),  # a change cools down until then
        _number("retired_ms", null=True),
    )
    _partial(
        "destination_current", "destination", ["account_id", "rail"], "retired_ms IS NULL",
        unique=True,
    )  # fmt: skip
    op.create_index("destination_digest", "destination", ["digest"])
    op.create_table(
        "payout_choice",  # who is paid out automatically: by which rail, from how much on
        _key("account_id", "account", primary=True),
        _text("rail"),
        _number("least_minor"),
        _text("told", null=True),  # why nothing went out, as they were told last
    )
    op.create_table(
        "payout",
        _id(),
        _key("account_id", "account"),
        _text("rail"),
        _text("state"),  # requested, approved, sent, unknown, settled, returned
        _number("amount_minor"),
        _text("currency"),
        _number("out_minor"),  # what the rail sends, in its own currency
        _text("out_currency"),
        _number("fee_minor", default=0),  # what sending cost the house, in the rail's currency
        _text("destination", default=""),  # sealed
        _text("shown", default=""),
        _text("rail_key"),  # fixed before the first sending, the same for every attempt
        _text("rail_ref", null=True),  # what the rail calls it: a payment hash, a file
        _number("version", default=1),  # raised by every change: approvals hold for one version
        sa.Column("automatic", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _number("attempts", default=0),
        _number("next_ms", null=True),
        _number("lease_ms", null=True),
        _text("reason", null=True),  # why it came back, or what is not known
        _number("created_ms"),
        _number("approved_ms", null=True),
        _number("sent_ms", null=True),  # when sending was last begun: it counts on that day
        _number("ended_ms", null=True),
        sa.UniqueConstraint("rail_key"),
        sa.CheckConstraint("amount_minor > 0"),
    )
    op.create_index("payout_account", "payout", ["account_id", "id"])
    op.create_index("payout_created", "payout", ["created_ms"])
    _partial("payout_sent", "payout", ["sent_ms"], "sent_ms IS NOT NULL")
    _partial("payout_waiting", "payout", ["id"], "state = 'requested'")
    _partial("payout_due", "payout", ["next_ms"], "state IN ('approved', 'sent', 'unknown')")
    op.create_table(
        "payout_approval",
        _key("payout_id", "payout", primary=True),
        sa.Column("version", sa.BigInteger, primary_key=True),
        _key("account_id", "account", primary=True),
        _number("created_ms"),
    )
    op.create_table(
        "credit_warning",  # who was told that their credits expire
        _key("account_id", "account", primary=True),
        _number("since_ms"),  # their last answer, or the last credits that came in
        _number("told_ms"),
    )


def _vouchers() -> None:
    op.create_table(
        "voucher",
        _id(),
        _text("pool"),  # what it is a voucher of, as people see it
        _number("face_minor"),
        _text("face_currency"),
        _text("sealed"),  # the code, encrypted
        _text("digest"),  # a keyed hash: no code is taken in twice
        _text("state", default="free"),  # free, given, expired
        _key("account_id", "account", null=True),
        _text("ref", null=True),  # what it was given for: payout:ID or order:ID
        _number("created_ms"),
        _number("given_ms", null=True),
        _number("expires_ms", null=True),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("ref"),
    )
    op.create_index("voucher_pool", "voucher", ["pool", "state", "id"])
    _partial(
        "voucher_expiry", "voucher", ["expires_ms"], "state = 'free' AND expires_ms IS NOT NULL"
    )
    _partial("voucher_account", "voucher", ["account_id", "id"], "account_id IS NOT NULL")


def _rewards() -> None:
    op.create_table(
        "reward",
        _id(),
        _text("title"),
        _text("kind"),  # role, voucher, thing
        _number("price_minor"),
        _text("currency"),
        _text("details", default="{}"),  # JSON: a role's server and id, a pool, what to hand over
        _number("stock", null=True),  # how many are left; null: any number
        _text("state", default="offered"),  # offered, withdrawn
        _number("created_ms"),
    )
    op.create_table(
        "reward_order",
        _id(),
        _key("reward_id", "reward"),
        _key("account_id", "account"),
        _text("request"),  # the press that ordered it: another one of the same orders nothing
        _text("state"),  # ordered, given, returned
        _number("price_minor"),
        _text("currency"),
        _text("note", default=""),  # why it came back
        _key("actor_id", "account", null=True),  # who handed it over or returned it
        _number("attempts", default=0),
        _number("next_ms", null=True),
        _number("created_ms"),
        _number("ended_ms", null=True),
        sa.UniqueConstraint("request"),
    )
    op.create_index("reward_order_account", "reward_order", ["account_id", "id"])
    _partial("account_admin", "account", ["id"], "role = 'admin'")  # who is told what waits
    _partial("reward_order_waiting", "reward_order", ["id"], "state = 'ordered'")


def _bank_files() -> None:
    op.create_table(
        "bank_file",
        _id(),
        _text("format"),  # pain.001, csv
        _text("name"),  # the message's id, by which the bank's answer names the file
        _text("sealed"),  # the bytes, made once, encrypted
        _number("payouts"),
        _number("total_minor"),
        _text("currency"),
        _number("created_ms"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "bank_payment",  # which file a payout is in, and by which id the bank's answer names it
        _key("payout_id", "payout", primary=True),
        _key("file_id", "bank_file"),
        _text("end_to_end_id"),
        sa.UniqueConstraint("end_to_end_id"),
    )
    op.create_index("bank_payment_file", "bank_payment", ["file_id", "payout_id"])


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: payouts can't be kept by the old version")
