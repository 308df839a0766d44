"""The cryptography that hosts provide, and the part that is computed here."""
