"""The Permissions-Policy allows what the client uses, and nothing else."""

from __future__ import annotations

import re

import pytest

from server.web.headers import ALLOWED_FEATURES, DENIED_FEATURES
from tests.conftest import ROOT

# How a source uses a feature.
USE_OF = {
    "accelerometer": r"\b(Accelerometer|LinearAccelerationSensor|GravitySensor)\b|devicemotion",
    "autoplay": r"<(audio|video)\b|\bnew Audio\(",
    "camera": r"getUserMedia",
    "clipboard-read": r"clipboard\.read",
    "clipboard-write": r"clipboard\.write",
    "display-capture": r"getDisplayMedia",
    "encrypted-media": r"requestMediaKeySystemAccess",
    "fullscreen": r"requestFullscreen",
    "gamepad": r"getGamepads",
    "geolocation": r"navigator\.geolocation",
    "gyroscope": r"\b(Gyroscope|OrientationSensor)\b|deviceorientation",
    "hid": r"navigator\.hid\b",
    "identity-credentials-get": r"\bidentity:\s*\{\s*providers",
    "idle-detection": r"IdleDetector",
    "local-fonts": r"queryLocalFonts",
    "magnetometer": r"\bMagnetometer\b",
    "microphone": r"getUserMedia\(\{[^}]*audio",
    "midi": r"requestMIDIAccess",
    "payment": r"PaymentRequest",
    "picture-in-picture": r"requestPictureInPicture",
    "publickey-credentials-create": r"credentials\.create",
    "publickey-credentials-get": r"credentials\.get",
    "screen-wake-lock": r"wakeLock",
    "serial": r"navigator\.serial\b",
    "storage-access": r"requestStorageAccess",
    "sync-xhr": r"XMLHttpRequest",
    "usb": r"navigator\.usb\b",
    "window-management": r"getScreenDetails",
    "xr-spatial-tracking": r"navigator\.xr\b",
}

SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "client" / "web" / "src").rglob("*.ts*"))
    if ".test." not in path.name
)


def test_every_feature_is_known_here() -> None:
    assert sorted([*ALLOWED_FEATURES, *DENIED_FEATURES]) == sorted(USE_OF)


@pytest.mark.parametrize("feature", USE_OF)
def test_a_feature_is_allowed_where_the_client_uses_it(feature: str) -> None:
    assert (feature in ALLOWED_FEATURES) == bool(re.search(USE_OF[feature], SOURCE))
