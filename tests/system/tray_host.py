"""A panel that shows status notifier items, as KDE's does: what stands in the tray, and its menu."""

from jeepney import DBusAddress, Message, new_method_call
from jeepney.io.threading import DBusConnection, DBusRouter, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.system.private_bus import PATIENCE, Body, Service

NAME = "org.kde.StatusNotifierWatcher"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
_INTROSPECTION = f"""<node><interface name="{NAME}">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
</interface></node>"""


def _watcher(member: str, body: Body) -> tuple[str, Body]:
    match member:
        case "Introspect":
            return "s", (_INTROSPECTION,)
        case "Get":
            return "v", (("b", True),)
        case "GetAll":
            return "a{sv}", ({"IsStatusNotifierHostRegistered": ("b", True)},)
        case _:
            return "", ()


class TrayHost:
    def __init__(self, address: str) -> None:
        self._watcher = Service(address, NAME, _watcher)
        self._connection: DBusConnection = open_dbus_connection(address)
        self._router = DBusRouter(self._connection)
        self._owner = ""

    def wait_for_item(self) -> None:
        """Until a program stands in the tray."""
        (name,) = self._watcher.heard("RegisterStatusNotifierItem")
        self._owner = str(name)

    def told(self, name: str) -> object:
        """Of the item: ToolTip is (icon name, pixmaps, title, text)."""
        place = DBusAddress("/StatusNotifierItem", self._owner, "org.freedesktop.DBus.Properties")
        value = self._ask(new_method_call(place, "Get", "ss", (_ITEM, name)))[0]
        assert isinstance(value, tuple)
        return value[1]  # of a variant, after its signature

    def menu(self) -> dict[str, int]:
        """The ids of what can be chosen, by its words; of submenus too."""
        layout = self._ask(new_method_call(self._menu, "GetLayout", "iias", (0, -1, [])))[1]
        found: dict[str, int] = {}
        _collect(layout, found)
        return found

    def choose(self, words: str) -> None:
        number = self.menu()[words]
        self._ask(new_method_call(self._menu, "Event", "isvu", (number, "clicked", ("i", 0), 0)))

    def activate(self) -> None:
        """A click on the sign."""
        place = DBusAddress("/StatusNotifierItem", self._owner, _ITEM)
        self._ask(new_method_call(place, "Activate", "ii", (0, 0)))

    def close(self) -> None:
        self._router.close()
        self._connection.close()
        self._watcher.close()

    @property
    def _menu(self) -> DBusAddress:
        return DBusAddress(str(self.told("Menu")), self._owner, _MENU)

    def _ask(self, message: Message) -> Body:
        answer: Body = unwrap_msg(self._router.send_and_get_reply(message, timeout=PATIENCE))
        return answer


def _collect(entry: object, found: dict[str, int]) -> None:
    assert isinstance(entry, tuple)
    number, properties, children = entry
    label = properties.get("label", ("s", ""))[1].replace("_", "")
    if label and properties.get("visible", ("b", True))[1]:
        found[label] = number
    for _, child in children:
        _collect(child, found)
