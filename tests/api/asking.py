"""How tests ask the API."""

import json
from typing import Any

import httpx2
from starlette.testclient import TestClient

HERE = "http://127.0.0.1:3000"
PASSWORD = "correct horse battery"


def post(client: TestClient, path: str, body: Any = None, **headers: str) -> httpx2.Response:
    return client.post(
        f"/api/v1/auth/{path}", content=json.dumps({} if body is None else body),
        headers={"Content-Type": "application/json", "Origin": HERE, **headers},
    )  # fmt: skip


def sign_in(client: TestClient, password: str = PASSWORD, **headers: str) -> httpx2.Response:
    return post(client, "sign-in", {"name": "mei", "password": password}, **headers)


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """The status and code of a problem, which must be one."""
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert body["status"] == response.status_code
    assert body["detail"]
    assert "Traceback" not in response.text
    return response.status_code, body["code"]
