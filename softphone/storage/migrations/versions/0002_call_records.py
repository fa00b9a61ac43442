"""Call records"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXED = ("began", "call_id", "caller", "answered_by")


def upgrade() -> None:
    op.create_table(
        "call_records",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("caller_tag", sa.String(), nullable=False),
        sa.Column("callee_tag", sa.String(), nullable=False),
        sa.Column("began", sa.Float(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("caller_device", sa.String(), nullable=False),
        sa.Column("caller_address", sa.String(), nullable=False),
        sa.Column("caller_shown", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("whys", sa.Text(), nullable=False),
        sa.Column("answered", sa.Float(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_device", sa.String(), nullable=False),
        sa.Column("ended", sa.Float(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("ending", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_records")),
    )
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        for column in _INDEXED:
            batch_op.create_index(batch_op.f(f"ix_call_records_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        for column in _INDEXED:
            batch_op.drop_index(batch_op.f(f"ix_call_records_{column}"))
    op.drop_table("call_records")
