"""Notes on numbers, and where reserved ones are forwarded"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "number_forwardings",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["numbers.number"],
            name=op.f("fk_number_forwardings_number_numbers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_number_forwardings")),
    )


def downgrade() -> None:
    op.drop_table("number_forwardings")
    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.drop_column("note")
