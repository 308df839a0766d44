"""The entry point for any ASGI server: `uvicorn litestar_app:app`."""

from server.app import create_app
from server.settings import Settings

app = create_app(Settings.from_env())
