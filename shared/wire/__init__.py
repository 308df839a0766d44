"""What devices and servers say to each other: the messages and their limits."""
