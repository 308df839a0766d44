"""Sync checks: of a push by the server, of a pull by a device, and the replay of a witness."""
