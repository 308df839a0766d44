"""News of new heads for the open sessions of an identity."""
