"""The application of core-api for other servers than its own: `--factory create`."""

from fastapi import FastAPI

from services.core_api.app import create_app
from services.core_api.settings import Settings, load_settings


def create() -> FastAPI:
    """Build core-api from the environment, as its own entry point does."""
    return create_app(load_settings(Settings))
