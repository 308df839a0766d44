"""Accounts: identity, keyset and roster of a person."""
