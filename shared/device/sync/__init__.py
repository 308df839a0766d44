"""Pull, push, and the round that runs both."""
