"""Every role against every operation of the API's own description."""

import pytest

from tests.helpers.running_server import RunningServer

COMPANY = """
domain = "company.test"
[[people]]
login = "asa"
password = "asa's password"
name = "Åsa"
roles = ["admin"]
[[people]]
login = "bo"
password = "bo's password"
name = "Bo"
roles = ["supervisor"]
[[people]]
login = "cia"
password = "cia's password"
name = "Cia"
"""
FOR_ALL = {
    "/api/v1/first-administrator",
    "/api/v1/sign-in",
    "/api/v1/invitations/accept",
    "/health",
    "/metrics",
}
"""Without a token."""
OWN = {
    "/api/v1/sign-out",
    "/api/v1/me",
    "/api/v1/session",
    "/api/v1/devices",
    "/api/v1/devices/{device_id}",
    "/api/v1/calls",
    "/api/v1/colleagues",
    "/api/v1/parked",
}
"""One's own, whatever one's role."""
# Below /people/me.
OWN_OF = (
    "/settings",
    "/edits",
    "/edits/check",
    "/in-force",
    "/activation",
    "/calendar",
    "/calendar/look",
    "/calendar-password",
)
SUPERVISED = {"/api/v1/call-records", "/api/v1/call-records/{call}"}


def expected(path: str, login: str) -> str:
    """ "open", "own", "allowed" or the code of the refusal."""
    if path in FOR_ALL:
        return "open"
    if login == "":
        return "signed_out"
    if path in OWN:
        return "allowed"
    if path in SUPERVISED:
        return "allowed" if login in ("asa", "bo") else "forbidden"
    return "allowed" if login == "asa" else "forbidden"


def test_every_role_meets_every_operation_as_the_table_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    with RunningServer(tmp_path_factory.mktemp("roles"), COMPANY) as server:
        with server.http() as client:
            described = client.get(f"{server.addresses.http}/api/v1/openapi.json").json()["paths"]
        operations = [
            (path, method.upper())
            for path, methods in described.items()
            for method in methods
            if method in ("get", "post", "put", "patch", "delete")
        ]
        assert len(operations) > 50
        wrong = []
        for login in ("", "cia", "bo"):
            with server.http(server.token(login) if login else "") as client:
                # The one that ends the session comes last.
                for path, method in sorted(operations, key=lambda each: each[0].endswith("sign-out")):
                    # Another person's; nobody's id, so that nothing is changed where it is allowed.
                    url = path.replace("{person}", "x").replace("{", "").replace("}", "")
                    answer = client.request(method, f"{server.addresses.http}{url}", json={})
                    code = answer.json().get("code", "") if answer.status_code >= 400 else ""
                    refused = code if code in ("signed_out", "forbidden") else ""
                    wanted = expected(path, login)
                    if refused != (wanted if wanted in ("signed_out", "forbidden") else ""):
                        wrong.append((login, method, path, answer.status_code, code, wanted))
        assert wrong == []


def test_ones_own_is_ones_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    with RunningServer(tmp_path_factory.mktemp("own"), COMPANY) as server:
        with server.http() as client:
            described = client.get(f"{server.addresses.http}/api/v1/openapi.json").json()["paths"]
        own = [
            path for path in described if path.startswith("/api/v1/people/{person}") and path.endswith(OWN_OF)
        ]
        assert len(own) >= 7
        with server.http(server.token("cia")) as client:
            for path in own:
                for method in described[path]:
                    url = f"{server.addresses.http}{path.replace('{person}', 'me')}"
                    answer = client.request(method, url, json={})
                    code = answer.json().get("code", "") if answer.status_code >= 400 else ""
                    assert code not in ("forbidden", "signed_out"), (method, path)
