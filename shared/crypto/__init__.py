"""Cryptography: what hosts must offer, split by use, and what is computed here."""
