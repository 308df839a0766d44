"""The engine's host on CPython."""
