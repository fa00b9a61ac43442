import gc

import pytest


@pytest.fixture(autouse=True)
def what_other_tests_left_is_not_looked_at() -> None:
    """A collection that goes through all of it would be read as a message that takes long."""
    gc.collect()
    gc.freeze()
