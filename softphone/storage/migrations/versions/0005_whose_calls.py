"""Whom a call concerns, and by which address one calls back"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caller_uri", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("callee", sa.String(), server_default="", nullable=False))
    op.create_table(
        "call_people",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call"], ["call_records.id"], name=op.f("fk_call_people_call_call_records"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call", "person", name=op.f("pk_call_people")),
    )
    with op.batch_alter_table("call_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_people_person"), ["person"], unique=False)
    # Of calls before this, who made them and who answered is known.
    op.execute(
        "INSERT INTO call_people (call, person) SELECT id, caller FROM call_records WHERE caller <> '' "
        "UNION SELECT id, answered_by FROM call_records WHERE answered_by <> ''"
    )


def downgrade() -> None:
    with op.batch_alter_table("call_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_people_person"))
    op.drop_table("call_people")
    with op.batch_alter_table("call_records", schema=None) as batch_op:
        batch_op.drop_column("callee")
        batch_op.drop_column("caller_uri")
