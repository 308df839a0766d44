"""Keys and what they seal: envelopes, keysets, the roster of devices."""
