"""The server: a thin shell of Litestar around `shared.sync.verify` and a store of ciphertext."""
