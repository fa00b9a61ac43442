"""What a call costs the phone's process: its share of a core, codec by codec, against PCMA in the same run.

Two phones with as many calls between them as they can have, twenty at the most; every call carries a tone.
"""

import tempfile
from pathlib import Path

import psutil

from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from tests.contract.phone_pairs import Pair, pair
from tests.helpers.pjsip import capabilities
from tests.phone.crowd import Crowd
from tests.phone.recordings import files, tone

CALLS = 20
SECONDS = 10.0
MEASURE = "PCMA"


def processes(phones: Pair) -> list[psutil.Process]:
    found = []
    for side in (phones.alice, phones.bob):
        assert isinstance(side.phone, ProcessPhone)
        assert side.phone.pid is not None
        found.append(psutil.Process(side.phone.pid))
    return found


def per_call(codec: str, calls: int, folder: Path) -> float:
    """CPU seconds of a phone per second and call; the mean of the two phones."""
    settings = PhoneSettings(bind="127.0.0.1", codecs=(codec,), calls=calls, log_level=1)
    with pair("process", settings) as phones:
        for side, name, hertz in ((phones.alice, "alice", 600), (phones.bob, "bob", 1000)):
            side.send(files(tone(folder / f"{name}.wav", hertz), folder / f"{name}-heard.wav"))
        crowd = Crowd(phones)
        crowd.place(calls)
        crowd.count(50)
        running = processes(phones)
        before = [sum(each.cpu_times()[:2]) for each in running]
        crowd.listen(SECONDS)
        after = [sum(each.cpu_times()[:2]) for each in running]
        crowd.hang_up()
        used = sum(after) - sum(before)
    return used / len(running) / SECONDS / calls


def main() -> None:
    can = capabilities()
    calls = min(CALLS, can.calls)
    print(f"PJSIP {can.version}, {calls} calls at once, {SECONDS:g} s each")
    with tempfile.TemporaryDirectory() as folder:
        costs = {codec: per_call(codec, calls, Path(folder)) for codec in can.codecs}
    for codec, cost in costs.items():
        print(
            f"{codec:5} {cost * 100:5.2f} % of a core per call "
            f"({cost / costs[MEASURE]:4.2f} of {MEASURE}), {1 / cost:4.0f} calls fill a core"
        )


if __name__ == "__main__":
    main()
