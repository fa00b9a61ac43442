"""Global keys on Linux desktops, by the portal (org.freedesktop.portal.GlobalShortcuts, version 1 and 2).

Pure: messages in, messages and events out. A session is asked for, then the keys are bound to it; the system
shows what dialog it likes, and says which keys came of it. What is asked for is answered by a signal of a
Request, whose last word is a token that we choose.
"""

from itertools import count

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus

from softphone.calls.global_keys import GlobalKey, KeyPressed, KeysGiven, NoKeys, WantedKey
from softphone.system.bus import BusCall, BusSource, Said

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
_PORTAL = DBusAddress(PATH, bus_name=NAME, interface=INTERFACE)
_REGISTRY = DBusAddress(PATH, bus_name=NAME, interface="org.freedesktop.host.portal.Registry")
_DONE = 0
_ASKED = "asked"


class PortalKeysTalk:
    """`entry` names the program's .desktop file: some portals give keys to no program without a name."""

    def __init__(self, entry: str) -> None:
        self._entry = entry
        self._wanted: tuple[WantedKey, ...] = ()
        self._tokens = count(1)
        self._token = ""
        """Of the request whose answer is waited for."""
        self._session = ""
        self._connected = False

    # What is wanted of it.

    def want(self, keys: tuple[WantedKey, ...]) -> Said:
        if keys == self._wanted:
            return Said()
        self._wanted = keys
        given_back = self._give_back()
        return Said(calls=(*given_back, *self._create())) if self._connected else Said()

    # What the bus says.

    def begin(self) -> Said:
        self._connected = True
        rules = [
            MatchRule(type="signal", sender=NAME, interface=each) for each in (INTERFACE, REQUEST, SESSION)
        ]
        register = new_method_call(_REGISTRY, "Register", "sa{sv}", (self._entry, {}))
        listen = tuple(BusCall(message_bus.AddMatch(rule)) for rule in rules)
        # Older portals know no register, and take the name from elsewhere.
        return Said(calls=(*listen, BusCall(register), *self._create()))

    def signalled(self, message: Message) -> Said:
        fields = message.header.fields
        path = fields.get(HeaderFields.path, "")
        match (fields.get(HeaderFields.interface), fields.get(HeaderFields.member), message.body):
            case (str(of), "Response", (int(how), dict(results))) if of == REQUEST and self._is_ours(path):
                self._token = ""
                return self._refused() if how != _DONE else self._go_on(results)
            case (str(of), "Activated", (str(session), str(name), int(), dict())) if of == INTERFACE:
                key = _key(name)
                ours = session == self._session and key is not None
                return Said((KeyPressed(key),)) if ours and key is not None else Said()
            case (str(of), "ShortcutsChanged", (str(session), list(keys))) if of == INTERFACE:
                return self._given(keys) if session == self._session else Said()
            case (str(of), "Closed", _) if of == SESSION and path == self._session != "":
                return self._refused()
            case _:
                return Said()

    def answered(self, tag: str, message: Message) -> Said:
        """An error: there is no such portal. What it did is said by a Response."""
        if message.header.message_type is not MessageType.error or tag != f"{_ASKED} {self._token}":
            return Said()
        self._token = ""
        return Said((NoKeys(refused=False),))

    def lost(self) -> Said:
        self._connected, self._session, self._token = False, "", ""
        return Said((NoKeys(refused=False),) if self._wanted else ())

    # How it is said.

    def _is_ours(self, path: str) -> bool:
        return bool(self._token) and path.rpartition("/")[2] == self._token

    def _ask(self, method: str, signature: str, *body: object, **options: object) -> BusCall:
        self._token = f"softphone{next(self._tokens)}"
        options["handle_token"] = ("s", self._token)
        call = new_method_call(_PORTAL, method, signature, (*body, options))
        return BusCall(call, f"{_ASKED} {self._token}")

    def _create(self) -> tuple[BusCall, ...]:
        if not self._wanted:
            return ()
        return (self._ask("CreateSession", "a{sv}", session_handle_token=("s", "softphone")),)

    def _go_on(self, results: dict[str, tuple[str, object]]) -> Said:
        if not self._session:
            self._session = str(results.get("session_handle", ("s", ""))[1])
            keys = [
                (each.key.value, {"description": ("s", each.words), "preferred_trigger": ("s", each.trigger)})
                for each in self._wanted
            ]
            return Said(calls=(self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", self._session, keys, ""),))
        given = results.get("shortcuts", ("", []))[1]
        return self._given(given if isinstance(given, list) else [])

    def _given(self, shortcuts: list[tuple[str, dict[str, tuple[str, object]]]]) -> Said:
        """What cannot be pressed may be left out of what the portal says."""
        said = {name: str(what.get("trigger_description", ("s", ""))[1]) for name, what in shortcuts}
        return Said((KeysGiven(tuple((each.key, said.get(each.key.value, "")) for each in self._wanted)),))

    def _refused(self) -> Said:
        return Said((NoKeys(refused=True),), self._give_back())

    def _give_back(self) -> tuple[BusCall, ...]:
        session, self._session, self._token = self._session, "", ""
        if not session:
            return ()
        address = DBusAddress(session, bus_name=NAME, interface=SESSION)
        return (BusCall(new_method_call(address, "Close")),)


def _key(name: str) -> GlobalKey | None:
    return next((each for each in GlobalKey if each.value == name), None)


class PortalKeys(BusSource[PortalKeysTalk]):
    """GlobalKeys, and the source of what becomes of them. `bus`: the address of the session's."""

    def __init__(self, bus: str, *, entry: str) -> None:
        super().__init__(bus, PortalKeysTalk(entry))

    def want(self, keys: tuple[WantedKey, ...]) -> None:
        self.do(lambda talk: talk.want(keys))
