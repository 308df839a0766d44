"""Tables and queries: SQLite in one folder."""
