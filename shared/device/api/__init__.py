"""The facade that pages and terminals call."""
