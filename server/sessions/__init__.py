"""Log-in, sessions, and the session check of every request."""
