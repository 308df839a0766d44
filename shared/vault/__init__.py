"""Keys and what they seal: envelopes, merges, keysets, archives and the roster of devices."""
