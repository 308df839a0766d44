"""Running the server: health, the data folder, log lines."""
