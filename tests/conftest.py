"""What holds for every test. Areas add their own in their folders."""

import gc
import os
from collections.abc import Generator

import pytest

from softphone import compiled

# Before the engine is imported anywhere: what is tested is its core as Python, unless told otherwise. Servers
# that tests start take the compiled one by themselves, where there is one.
if os.environ.get("SOFTPHONE_COMPILED") == "yes" and not compiled.use():
    pytest.exit("SOFTPHONE_COMPILED=yes, but nothing whole is compiled of these sources: ./run compile", 3)

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# Before Qt is imported anywhere: the tests of the window need no screen, unless told QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test speaks with the desktop's own services or reads the person's own keyring.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

pytest_plugins = ["tests.helpers.unexpected_errors"]

# A test says the same on every machine and every day: no limit of time, and the same examples. `./run fuzz`
# looks for new ones.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("new", settings.get_profile("same"), derandomize=False)
settings.load_profile(os.environ.get("EXAMPLES", "same"))
if "EXAMPLES" not in os.environ:
    # Hypothesis also takes the constants of our modules that are loaded: those of whatever ran before in the
    # same process, and so other examples each time.
    assert hasattr(providers, "is_local_module_file")
    providers.is_local_module_file = lambda file: False


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Python's garbage collector looks at nothing of what thousands of tests and their modules are: meanwhile
    it took a third of the time, and half a second at each full look afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real sound wants a quiet machine: those tests come last, after everything quick has had its say."""
    items.sort(key=lambda item: item.get_closest_marker("realtime") is not None)
