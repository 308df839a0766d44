"""The account: log-in, keyset, roster, detached vaults, and recovery after a restore of the server."""
