"""What runs on a person's own devices."""
