"""Vaults: pushes, pulls, the witness and deletion."""
