"""Which calls of a fake phone hear one another: as their snapshots say."""

from collections.abc import Collection, Mapping

from softphone.phone.fake_call import FakeCall

Calls = Mapping[str, FakeCall]


def join(calls: Calls, names: tuple[str, ...], *, with_us: bool) -> None:
    """In place of what these were joined with before."""
    leave(calls, names)
    for name in names:
        calls[name].change(joined=tuple(other for other in names if other != name), bridged=not with_us)


def part(calls: Calls, name: str) -> None:
    for each in (name, *calls[name].snapshot.joined):
        calls[each].change(joined=(), bridged=False)


def leave(calls: Calls, gone: Collection[str]) -> None:
    """Two or more of the others go on hearing one another."""
    for name, call in calls.items():
        if name not in gone:
            left = tuple(other for other in call.snapshot.joined if other not in gone)
            call.change(joined=left, bridged=call.snapshot.bridged and bool(left))
