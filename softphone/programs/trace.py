"""`softphone trace`: the recent calls of a server on this machine, or one of them as a ladder.

Reads the server's data folder, which is its user's alone; the server need not run. What is newest is there
after a second. Exit status: 0 shown, 1 no such call, or several.
"""

import datetime as dt
import sys
from pathlib import Path

from softphone.programs.serve import data_folder
from softphone.server.call_log import TRACES
from softphone.server.company import DATABASE
from softphone.server.trace.calls import TracedCall, line, traced_calls
from softphone.server.trace.files import read_frames
from softphone.server.trace.ladder import ladder, printable
from softphone.storage.names import read_names


def run(call: str, data: Path | None, *, count: int, messages: bool) -> int:
    folder = (data or data_folder()) / TRACES
    try:
        calls = traced_calls(read_frames(folder))
    except OSError as error:
        print(f"The traces in {folder} cannot be read: {error.strerror}.", file=sys.stderr)
        return 1
    if not call:
        return _list(calls[-count:], f"There are no calls in {folder}.")
    found = [each for each in calls if each.call_id == call]
    found = found or [each for each in calls if each.call_id.startswith(call)]
    if len(found) != 1:
        if found:
            print(f"{len(found)} calls begin so; give more of the Call-ID:", file=sys.stderr)
        return _list(found[-count:], f"No call in {folder} begins so.") or 1
    for drawn in ladder(found[0], read_names(folder.parent / DATABASE)):
        print(drawn)
    if messages:
        _print_messages(found[0])
    return 0


def _list(calls: list[TracedCall], nothing: str) -> int:
    if not calls:
        print(nothing, file=sys.stderr)
        return 1
    for call in calls:
        row = line(call)
        began = dt.datetime.fromtimestamp(row.began).astimezone()
        text = f"{began:%Y-%m-%d %H:%M:%S}  {row.caller[:20]:20}  {row.called[:20]:20}  {row.end[:34]:34}"
        print(printable(f"{text}  {row.call_id}"))
    return 0


def _print_messages(call: TracedCall) -> None:
    for message in call.messages:
        way = "from" if message.came else "to"
        print(f"\n{message.at - call.began:.3f} s, {way} {message.peer}")
        text = message.data.decode("utf-8", "replace").replace("\r\n", "\n")
        print("\n".join(f"    {printable(each)}" for each in text.rstrip().split("\n")))
