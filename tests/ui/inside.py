"""What runs behind the client of a test?  It knows an ASGI app only; here it is our own."""

from __future__ import annotations

from typing import cast

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.database import Database
from ui.service import Service


def app_of(client: TestClient) -> FastAPI:
    return cast(FastAPI, client.app)


def service_of(client: TestClient) -> Service:
    service: Service = app_of(client).state.service
    return service


def database_of(client: TestClient) -> Database:
    return service_of(client).database
