"""How far each extraction can be trusted and what people decided of it; bold words, links and forced terms of a unit"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    sa.Column("media_type", sa.Text(), server_default="", nullable=False),
    sa.Column("charset", sa.Text(), server_default="", nullable=False),
    sa.Column("confidence", sa.Float(), server_default="1", nullable=False),
    sa.Column("observations", sa.JSON(), server_default="[]", nullable=False),
    sa.Column("reading", sa.Text(), server_default="sound", nullable=False),
    sa.Column("reading_by", sa.Text(), server_default="", nullable=False),
    sa.Column("reading_at", sa.String(length=32), nullable=True),
)
ADDED_TO_UNIT = (
    sa.Column("marks", sa.JSON(), server_default="[]", nullable=False),
    sa.Column("forced", sa.JSON(), server_default="[]", nullable=False),
)
# What was kept of the answer that a revision was read from, where the address has not given other bytes since.
SAME_BYTES = """
UPDATE revision SET
  media_type = COALESCE((SELECT a.media_type FROM address a
                         WHERE a.url = revision.url AND a.raw_digest = revision.raw_digest), ''),
  charset = COALESCE((SELECT a.charset FROM address a
                      WHERE a.url = revision.url AND a.raw_digest = revision.raw_digest), '')
"""


def upgrade() -> None:
    for column in ADDED:
        op.add_column("revision", column)
    for column in ADDED_TO_UNIT:
        op.add_column("unit", column)
    op.create_index(op.f("ix_revision_reading"), "revision", ["reading"])
    op.execute(SAME_BYTES)


def downgrade() -> None:
    op.drop_index(op.f("ix_revision_reading"), "revision")
    for column in ADDED:
        op.drop_column("revision", column.name)
    for column in ADDED_TO_UNIT:
        op.drop_column("unit", column.name)
