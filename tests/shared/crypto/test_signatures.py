from __future__ import annotations

from shared.crypto.signatures import is_strict_point, verify_signatures
from tests.shared.chain.histories import run, seeded_crypto

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def point(y: int) -> tuple[int, int] | None:
    """A point of the curve with this y, by its equation; None if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x, y) if x * x % P == square else None


def multiple(scalar: int, base: tuple[int, int]) -> tuple[int, int]:
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, base)
        base = add(base, base)
        scalar >>= 1
    return result


def small_order_encodings() -> set[bytes]:
    """Every encoding, canonical or not, of the eight points whose order divides 8, computed."""
    torsion = {(0, 1)}
    y = 2
    while len(torsion) < 8:
        candidate = point(y)
        if candidate is not None:
            # L times any point has an order that divides 8.
            generator = multiple(L, candidate)
            torsion |= {multiple(k, generator) for k in range(8)}
        y += 1
    encodings = set()
    for _, y in torsion:
        for value in (y, y + P):
            if value < 2**255:
                encodings |= {(value | sign << 255).to_bytes(32, "little") for sign in (0, 1)}
    return encodings


def test_every_encoding_of_a_small_order_point_is_refused():
    encodings = small_order_encodings()
    assert len(encodings) == 14
    assert not any(is_strict_point(encoding) for encoding in encodings)


def test_encodings_beyond_the_field_are_refused():
    for y in range(P, 2**255):
        assert not is_strict_point(y.to_bytes(32, "little"))
    assert not is_strict_point(b"")
    assert is_strict_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def test_signatures_are_verified_strictly_and_in_order():
    crypto = seeded_crypto(4)
    seed = crypto.random(32)
    public = run(crypto.ed25519_public(seed))
    signature = run(crypto.ed25519_sign(seed, b"message"))
    larger_s = (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
    small = bytes(32)
    items = [
        (public, signature, b"message"),
        (public, signature, b"other"),
        (public, signature[:32] + larger_s, b"message"),
        (public, signature[:63], b"message"),
        (public, small + signature[32:], b"message"),
        (small, signature, b"message"),
        (public[:31], signature, b"message"),
        (public, signature, b"message"),
    ]
    assert run(verify_signatures(crypto, items)) == [True, False, False, False, False, False, False, True]
    assert run(verify_signatures(crypto, items[5:6])) == [False]
    assert run(verify_signatures(crypto, [])) == []


def test_a_signature_that_holds_for_any_message_is_refused():
    # With A of order 1, R of order 1 and S = 0 the equation holds for every message.
    identity = (1).to_bytes(32, "little")
    assert run(verify_signatures(seeded_crypto(), [(identity, identity + bytes(32), b"anything")])) == [False]
