"""Everything that the server stores: the port, the rows it speaks in, and one folder a store."""
