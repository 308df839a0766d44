"""What a new password must be."""

from __future__ import annotations

from shared.errors import AutusError
from shared.vault.keys import password_form

PASSWORD_LENGTH_MIN = 10


def check_password(password: str) -> None:
    """Raises AutusError PASSWORD_TOO_SHORT."""
    if len(password_form(password)) < PASSWORD_LENGTH_MIN:
        raise AutusError(
            "PASSWORD_TOO_SHORT", f"at least {PASSWORD_LENGTH_MIN} characters", limit=PASSWORD_LENGTH_MIN
        )
