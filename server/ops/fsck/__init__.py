"""The check of everything that the server stores. It repairs nothing."""
