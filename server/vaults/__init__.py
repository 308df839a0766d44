"""Vaults: pushes, pulls, the witness and events."""
