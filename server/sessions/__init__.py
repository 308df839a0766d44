"""Who is asking: log-in, sessions, and the checks of every request."""
