"""What can be read of a history: states, series, verification."""
