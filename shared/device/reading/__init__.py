"""Reading a history: rows, past states, series, search and verification."""
