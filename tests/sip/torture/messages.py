"""The 49 messages of RFC 4475, to be thrown at anything that reads SIP."""

from tests.sip.torture import above_the_grammar, malformed, well_formed
from tests.sip.torture.wire import Torture

MESSAGES: tuple[Torture, ...] = tuple(
    value
    for module in (well_formed, malformed, above_the_grammar)
    for value in vars(module).values()
    if isinstance(value, Torture)
)
"""In the order of the RFC's sections."""

BY_NAME = {message.name: message for message in MESSAGES}
