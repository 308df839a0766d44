"""For operators: health checks, the data folder, who runs the server."""
