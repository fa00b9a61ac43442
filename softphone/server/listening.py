"""Why an address cannot be listened on, in a sentence."""

import errno

from softphone.server.addresses import Address
from softphone.server.company import StartError


def cannot_listen(what: str, address: Address, error: OSError) -> StartError:
    if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)):
        sentence = f"The {what} port {address} is in use by another program."
    elif error.errno in (errno.EACCES, errno.EPERM):
        sentence = f"This user may not listen on the {what} port {address}; take one above 1023."
    elif error.errno == errno.EADDRNOTAVAIL:
        sentence = f"This machine does not have the {what} address {address}."
    else:
        sentence = f"The {what} address {address} cannot be used: {error.strerror or error}."
    return StartError(sentence, repr(error))
