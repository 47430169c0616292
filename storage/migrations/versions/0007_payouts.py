"""Money that leaves: payouts and their approvals, where they go, vouchers, rewards, bank files."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, key, number, partial, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _payouts()
    _vouchers()
    _rewards()
    _bank_files()
    # What a person's statement reads beside the pay of their answers, which is found by these.
    partial("transfer_debit", "transfer", ["debit", "id"], "kind <> 'earned'")
    partial("transfer_credit", "transfer", ["credit", "id"], "kind <> 'earned'")


def _payouts() -> None:
    op.create_table(
        "destination",  # where a person's money goes by a rail; the newest not retired one counts
        id_(),
        key("account_id", "account"),
        text("rail"),
        text("sealed"),  # encrypted
        text("shown"),  # what may be shown of it, such as DE…89
        text("digest"),  # a keyed hash: the same destination of several accounts is noticed by it
        number("created_ms"),
        number("usable_ms"),  # a change cools down until then
        number("retired_ms", null=True),
    )
    partial(
        "destination_current", "destination", ["account_id", "rail"], "retired_ms IS NULL",
        unique=True,
    )  # fmt: skip
    op.create_index("destination_digest", "destination", ["digest"])
    op.create_table(
        "payout_choice",  # who is paid out automatically: by which rail, from how much on
        key("account_id", "account", primary=True),
        text("rail"),
        number("least_minor"),
        text("told", null=True),  # why nothing went out, as they were told last
    )
    op.create_table(
        "payout",
        id_(),
        key("account_id", "account"),
        text("rail"),
        text("state"),  # requested, approved, sent, unknown, settled, returned
        number("amount_minor"),
        text("currency"),
        number("out_minor"),  # what the rail sends, in its own currency
        text("out_currency"),
        number("fee_minor", default=0),  # what sending cost the house, in the rail's currency
        text("destination", default=""),  # sealed
        text("shown", default=""),
        text("rail_key"),  # fixed before the first sending, the same for every attempt
        text("rail_ref", null=True),  # what the rail calls it: a payment hash, a file
        number("version", default=1),  # raised by every change: approvals hold for one version
        sa.Column("automatic", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        number("attempts", default=0),
        number("next_ms", null=True),
        number("lease_ms", null=True),
        text("reason", null=True),  # why it came back, or what is not known
        number("created_ms"),
        number("approved_ms", null=True),
        number("sent_ms", null=True),  # when sending was last begun: it counts on that day
        number("ended_ms", null=True),
        sa.UniqueConstraint("rail_key"),
        sa.CheckConstraint("amount_minor > 0"),
    )
    op.create_index("payout_account", "payout", ["account_id", "id"])
    op.create_index("payout_created", "payout", ["created_ms"])
    partial("payout_sent", "payout", ["sent_ms"], "sent_ms IS NOT NULL")
    partial("payout_waiting", "payout", ["id"], "state = 'requested'")
    partial("payout_due", "payout", ["next_ms"], "state IN ('approved', 'sent', 'unknown')")
    op.create_table(
        "payout_approval",
        key("payout_id", "payout", primary=True),
        sa.Column("version", sa.BigInteger, primary_key=True),
        key("account_id", "account", primary=True),
        number("created_ms"),
    )
    op.create_table(
        "credit_warning",  # who was told that their credits expire
        key("account_id", "account", primary=True),
        number("since_ms"),  # their last answer, or the last credits that came in
        number("told_ms"),
    )


def _vouchers() -> None:
    op.create_table(
        "voucher",
        id_(),
        text("pool"),  # what it is a voucher of, as people see it
        number("face_minor"),
        text("face_currency"),
        text("sealed"),  # the code, encrypted
        text("digest"),  # a keyed hash: no code is taken in twice
        text("state", default="free"),  # free, given, expired
        key("account_id", "account", null=True),
        text("ref", null=True),  # what it was given for: payout:ID or order:ID
        number("created_ms"),
        number("given_ms", null=True),
        number("expires_ms", null=True),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("ref"),
    )
    op.create_index("voucher_pool", "voucher", ["pool", "state", "id"])
    partial(
        "voucher_expiry", "voucher", ["expires_ms"], "state = 'free' AND expires_ms IS NOT NULL"
    )
    partial("voucher_account", "voucher", ["account_id", "id"], "account_id IS NOT NULL")


def _rewards() -> None:
    op.create_table(
        "reward",
        id_(),
        text("title"),
        text("kind"),  # role, voucher, thing
        number("price_minor"),
        text("currency"),
        text("details", default="{}"),  # JSON: a role's server and id, a pool, what to hand over
        number("stock", null=True),  # how many are left; null: any number
        text("state", default="offered"),  # offered, withdrawn
        number("created_ms"),
    )
    op.create_table(
        "reward_order",
        id_(),
        key("reward_id", "reward"),
        key("account_id", "account"),
        text("request"),  # the press that ordered it: another one of the same orders nothing
        text("state"),  # ordered, given, returned
        number("price_minor"),
        text("currency"),
        text("note", default=""),  # why it came back
        key("actor_id", "account", null=True),  # who handed it over or returned it
        number("attempts", default=0),
        number("next_ms", null=True),
        number("created_ms"),
        number("ended_ms", null=True),
        sa.UniqueConstraint("request"),
    )
    op.create_index("reward_order_account", "reward_order", ["account_id", "id"])
    partial("account_admin", "account", ["id"], "role = 'admin'")  # who is told what waits
    partial("reward_order_waiting", "reward_order", ["id"], "state = 'ordered'")


def _bank_files() -> None:
    op.create_table(
        "bank_file",
        id_(),
        text("format"),  # pain.001, csv
        text("name"),  # the message's id, by which the bank's answer names the file
        text("sealed"),  # the bytes, made once, encrypted
        number("payouts"),
        number("total_minor"),
        text("currency"),
        number("created_ms"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "bank_payment",  # which file a payout is in, and by which id the bank's answer names it
        key("payout_id", "payout", primary=True),
        key("file_id", "bank_file"),
        text("end_to_end_id"),
        sa.UniqueConstraint("end_to_end_id"),
    )
    op.create_index("bank_payment_file", "bank_payment", ["file_id", "payout_id"])


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: payouts can't be kept by the old version")
