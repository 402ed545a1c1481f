"""How likely units and drafts are to need rewriting, open findings, the glossary entries a unit was checked with"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("risk", sa.Float(), nullable=True))
    op.add_column("unit", sa.Column("risk", sa.Float(), nullable=True))
    op.add_column("unit", sa.Column("open_findings", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE unit SET open_findings = json_array_length(findings)")
    op.add_column("unit", sa.Column("entries", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("unit", "entries")
    op.drop_column("unit", "open_findings")
    op.drop_column("unit", "risk")
    op.drop_column("draft", "risk")
