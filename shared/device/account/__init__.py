"""The account: log-in, keyset, roster, and what a restored server asks for."""
