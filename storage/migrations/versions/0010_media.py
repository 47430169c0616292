"""Media: what was fetched and sent in, what it is, and where it stands."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, key, number, partial, text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media",  # a file of the folder, by the hash of its bytes
        sa.Column("sha256", sa.Text, primary_key=True),
        text("kind"),  # photo, audio, video, file
        text("type"),
        number("bytes"),
        text("name"),
        number("width", null=True),
        number("height", null=True),
        sa.Column("seconds", sa.Double, nullable=True),
        text("taken"),
        sa.Column("latitude", sa.Double, nullable=True),
        sa.Column("longitude", sa.Double, nullable=True),
        number("looks", null=True),  # the perceptual hash: 64 bits with a sign
        number("kept_ms"),  # when it came last
    )
    op.create_index("media_kept", "media", ["kept_ms"])
    op.create_table(
        "media_use",  # which projects' rows show it
        sa.Column("sha256", sa.Text, primary_key=True),
        key("project_id", "project", primary=True),
    )
    op.create_table(
        "media_source",  # what an address that rows name has become
        sa.Column("name", sa.Text, primary_key=True),  # the hash of the address: those are long
        text("reference"),
        key("project_id", "project", null=True),  # whose rows name it, the first that did
        text("sha256", null=True),
        text("reason", default=""),  # why it can't be had
        number("attempts", default=0),
        number("next_ms"),  # when it may be tried again
    )
    op.create_index("media_source_sha", "media_source", ["sha256"])
    partial(
        "media_source_failed", "media_source", ["project_id"], "sha256 IS NULL AND attempts > 0"
    )
    op.create_table(
        "media_answer",  # a file that somebody sent as an answer
        id_(),
        key("assignment_id", "assignment"),
        text("question"),
        key("project_id", "project"),
        text("sha256"),
        number("looks", null=True),
        number("created_ms"),
        sa.UniqueConstraint("assignment_id", "question", "sha256"),
    )
    op.create_index("media_answer_sha", "media_answer", ["sha256"])
    op.create_table(
        "media_band",  # eight bands of each picture's hash: what is alike has one in common
        key("project_id", "project", primary=True),
        sa.Column("band", sa.BigInteger, primary_key=True),
        key("answer_id", "media_answer", primary=True),
    )
    op.create_index("media_band_answer", "media_band", ["answer_id"])


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
