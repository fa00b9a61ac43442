"""PJSIP calls Python through C++, where an exception is printed and lost: log it instead."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

_log = logging.getLogger(__name__)
P = ParamSpec("P")


def callback(method: Callable[P, None]) -> Callable[P, None]:
    """For every method that PJSIP calls."""

    @functools.wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(*args, **kwargs)
        except Exception:
            _log.exception("in PJSIP callback %s", method.__qualname__)

    return guarded
