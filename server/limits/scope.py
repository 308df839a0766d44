"""What the parts of the server tell each other in the ASGI scope of a request."""

from __future__ import annotations

IDENTITY = "autus.identity"
"""The account of the request's session. It is absent until the session is known."""
NETWORK = "autus.network"
"""The network of the client, empty if its address is unknown."""
OPEN_REQUEST = "autus.open_request"
"""The OpenRequest. Health checks have none."""

TARGET = "autus.target"
"""The request target where it is not a path, such as `http://host/path`. The ASGI scope has only its path."""
