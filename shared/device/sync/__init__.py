"""Keeping this device and its server in step: rounds, pull, push, and rewrites of unpushable commits."""
