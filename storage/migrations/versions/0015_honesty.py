"""Honesty checks and what follows from them."""

from alembic import op

from storage.migrations.columns import key, number, partial, text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "honesty",  # how far somebody's answers were looked at, and what followed
        key("account_id", "account", primary=True),
        number("fresh", default=0),  # answers since the last look
        number("through_id", default=0),  # answers up to there prove nothing any more
        number("step", default=0),  # domain.honesty.steps
        number("held", default=0),  # their pay stays pending
        text("kind", null=True),  # of the suspicion
        text("figures", default="{}"),  # JSON
        number("since_ms", default=0),  # when the step began
        text("words", null=True),  # what the person says against it
        number("decided_ms", null=True),  # when an admin answered that
        number("is_shared_fine", default=0),  # an admin has let their payout destination pass
    )
    partial("honesty_step", "honesty", ["account_id"], "step > 0")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
