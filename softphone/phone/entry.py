"""Where the phone process begins. Whoever starts one imports this, not PJSIP: that is loaded over there."""

from multiprocessing.connection import Connection


def main(connection: Connection) -> None:
    """Documented in `softphone.phone.process`."""
    from softphone.phone import process

    process.main(connection)
