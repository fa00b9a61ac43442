"""When devices were made and heard"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ("created", "seen")


def upgrade() -> None:
    with op.batch_alter_table("devices", schema=None) as batch_op:
        for column in _COLUMNS:
            batch_op.add_column(sa.Column(column, sa.Float(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("devices", schema=None) as batch_op:
        for column in _COLUMNS:
            batch_op.drop_column(column)
