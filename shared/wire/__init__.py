"""The messages between devices and servers, their limits, and the codes of refusals."""
