"""What a server writes into a request as it arrives: where it came from."""

from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request


def arrived(request: Request, flow: Flow) -> tuple[Request, Flow]:
    """With received and rport in its Via, and the flow that its responses go by (RFC 3261 §18.2, RFC 3581
    §4). ParseError for a malformed Via."""
    via = request.top_via
    seen = via.seen_from(flow.host, flow.port)
    if seen is not via and seen != via:
        request = request.with_top_via(seen)
    if flow.transport == "udp" and via.rport is None:
        flow = Flow("udp", flow.host, via.port or 5060)
    return request, flow
