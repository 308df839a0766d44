"""What every runtime shares: physics, chain, vault and sync, without I/O, clock, randomness or framework."""
