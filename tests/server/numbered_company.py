"""A company with reserved numbers."""

from tests.helpers.running_server import COMPANY

RESERVED, OTHER, MOBILE = "+46812345680", "+46812345681", "+46701234599"
NUMBERS = f"""{COMPANY}
[[numbers]]
number = "{RESERVED}"
note = "Mässan"

[[numbers]]
number = "{OTHER}"

[[numbers]]
number = "{MOBILE}"
kind = "mobile"

[[groups]]
name = "Receptionen"
number = "08-123 45 00"
members = ["asa"]
"""
NO_SIM = {
    "sv": "Reserverade mobilnummer kan inte vidarekopplas eftersom de kräver ett aktivt SIM-kort.",
    "en": "Reserved mobile numbers cannot be forwarded because they need an active SIM card.",
}
