"""An example of each answer, for the API's description."""

from typing import Any

from fastapi import FastAPI

from softphone.sync import calendar_wire, parking_wire, settings_wire, wire

_ASA = {
    "id": "f3b0c1d2e4a59687",
    "login": "asa",
    "name": "Åsa Öberg",
    "title": "Säljare",
    "department": "Försäljning",
    "extension": "201",
    "landline": "+46812345601",
    "mobile": "+46701234567",
    "email": "asa@company.example",
}
_NOW = {"epoch": "5f1c2a9be0d74463", "n": 13}
_IN_FORCE = {
    "revision": _NOW,
    "profile": 2,
    "name": "",
    "preset": 2,
    "source": "by hand",
    "until": "2026-11-26T12:45:00Z",
    "message": "Chatta om det brådskar",
    "is_temporary": True,
    "next": {
        "profile": 3,
        "name": "",
        "preset": 3,
        "source": "calendar",
        "begin": "2026-11-26T12:45:00Z",
        "until": "2026-11-26T14:00:00Z",
    },
}
_ANSWER = {
    "edit": {
        "id": "b7a1b0f0c2d34e5f9a6b7c8d9e0f1a2b",
        "base": 12,
        "field": "profiles.2.message",
        "old": "",
        "new": "Åter 13",
    },
    "revision": _NOW,
    "at": 1795694400.0,
    "refused": None,
    "value": None,
}
_REFUSED = {
    "field": "profiles.2.incoming.landline.first.to",
    "reason": "class_of_service",
    "detail": "",
    "sentence": "This person may not forward there.",
}

EXAMPLES: dict[type[wire.Wire], dict[str, Any]] = {
    wire.PersonCard: _ASA,
    wire.SignedIn: {
        "token": "kq3v0XyS…",
        "person": _ASA,
        "country": "SE",
        "roles": ["supervisor"],
    },
    wire.Device: {
        "id": "8c1f0a52d3e94b67",
        "user": "asa.8c1f0a52",
        "address_user": "asa",
        "secret": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "algorithm": "SHA-256",
        "domain": "company.example",
        "transport": "tls",
        "proxy": "phone.company.example:5061",
        "trust_anchor": "",
    },
    wire.Colleagues: {
        "revision": _NOW,
        "colleagues": [
            {
                "person": _ASA,
                "line": "free",
                "profile": {"preset": 1, "name": "", "available": True, "message": "", "until": None},
                "meeting": {"begin": "2026-11-26T13:00:00Z", "end": "2026-11-26T14:00:00Z", "title": ""},
            }
        ],
        "groups": [
            {"id": "support", "name": "Support", "extension": "620", "number": "", "members": [_ASA["id"]]}
        ],
    },
    wire.OwnCalls: {
        "calls": [
            {
                "id": "3d9a",
                "call_id": "a84b4c76e66710",
                "caller_tag": "1928301774",
                "outgoing": False,
                "began": 1795694400.0,
                "address": "+46701112233",
                "name": "",
                "result": "forwarded",
                "talked": 61.5,
                "forwarded_to": "+46701234567",
            }
        ],
        "next": "1795694400.0~3d9a",
    },
    wire.Refusal: {"code": "forbidden", "sentence": "These are another person's settings."},
    parking_wire.Places: {"places": [1, 0]},
    settings_wire.InForce: _IN_FORCE,
    settings_wire.Settings: {
        "person": _ASA["id"],
        "epoch": _NOW["epoch"],
        "revision": _NOW,
        "known": True,
        "forgotten": 0,
        "document": {"profiles": {"2": {"number": 2, "preset": 2, "message": "Åter 13"}}, "order": [1, 2, 3]},
        "answers": [_ANSWER],
        "in_force": _IN_FORCE,
        "version": "0.1.0",
    },
    settings_wire.Pushed: {
        "epoch": _NOW["epoch"],
        "revision": _NOW,
        "answers": [_ANSWER],
        "in_force": _IN_FORCE,
    },
    settings_wire.Checked: {"refused": _REFUSED},
    calendar_wire.CalendarState: {
        "looked": "2026-11-26T09:00:00Z",
        "succeeded": "2026-11-26T09:00:00Z",
        "failed": None,
        "next_look": "2026-11-26T09:03:00Z",
        "occurrences": 12,
        "faults": [],
    },
}


def show_examples(app: FastAPI) -> None:
    """In the description that the app gives from then on."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = describe()
            for model, example in EXAMPLES.items():
                document["components"]["schemas"][model.__name__]["examples"] = [example]
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]
