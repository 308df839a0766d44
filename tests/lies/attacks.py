"""The list of attacks, each with the codes that a device refuses it with.

Ways in, revocations and mailbox messages get their attacks here when their formats are there: a function in
the module of its subject, and a line in the table.
"""

from __future__ import annotations

from tests.lies import accounts, answers, histories
from tests.lies.histories import rewritten, with_certificate, with_commits, with_push, with_receipt
from tests.lies.liar import Attack, Change, Tell, alter

ROUND = ("round",)
LOGIN, FIRST, ALWAYS = ("login",), ("first",), ("login", "first")


def _attack(tell: Tell, *codes: str, meets: tuple[str, ...] = ROUND, scars: bool = False) -> Attack:
    return Attack(tell, frozenset(codes), meets, scars)


def _keyset(change: Change, *codes: str) -> Attack:
    return _attack(alter({"keyset": change}), *codes)


def _session(change: Change, *codes: str, meets: tuple[str, ...] = ALWAYS) -> Attack:
    return _attack(alter({"session": change}), *codes, meets=meets)


HISTORIES = {
    "an older history": _attack(rewritten(histories.rolled_back), "SERVER_ROLLED_BACK", "HEAD_MOVED"),
    "a history that stands still": _attack(
        rewritten(histories.frozen, takes_pushes=True), "SERVER_ROLLED_BACK", "SERVER_FORKED"
    ),
    "a push left out": _attack(rewritten(histories.omitted), "PUSH_GAP", "SERVER_FORKED"),
    "pushes in another order": _attack(rewritten(histories.reordered), "PUSH_GAP"),
    "a number given twice": _attack(rewritten(histories.numbered_twice), "PUSH_GAP", scars=True),
    "a byte of a commit": _attack(
        rewritten(with_commits(histories.flipped(0))), "UNKNOWN_PARENT", "HEAD_MISMATCH"
    ),
    "a byte of the head": _attack(rewritten(with_commits(histories.flipped(-1))), "HEAD_MISMATCH"),
    "a commit left out": _attack(
        rewritten(with_commits(histories.without_the_first)),
        "UNKNOWN_PARENT",
        "HEAD_MISMATCH",
        "BAD_CERTIFICATE",
    ),
    "commits in another order": _attack(
        rewritten(with_commits(histories.in_another_order)), "UNKNOWN_PARENT", "HEAD_MISMATCH"
    ),
    "ciphertexts swapped between commits": _attack(
        rewritten(with_commits(histories.ciphertexts_swapped)), "UNKNOWN_PARENT", "HEAD_MISMATCH"
    ),
    "body and words swapped": _attack(
        rewritten(with_commits(histories.parts_swapped)), "UNKNOWN_PARENT", "HEAD_MISMATCH"
    ),
    "another epoch": _attack(
        rewritten(with_commits(histories.of_another_epoch)), "BAD_HEADER", "HEAD_MISMATCH"
    ),
    "commits of another goal": _attack(
        rewritten(with_push(histories.of_the_vault_before)), "BAD_HEADER", "HEAD_MISMATCH"
    ),
    "a signed receipt for another head": _attack(
        rewritten(with_push(histories.signed_for_another_head)), "SERVER_FORKED", "BAD_CERTIFICATE"
    ),
    "a receipt's signature": _attack(rewritten(with_receipt(signature=bytes(64))), "BAD_RECEIPT"),
    "a receipt for other commits": _attack(rewritten(with_receipt(commits=99)), "BAD_RECEIPT"),
    "a receipt that follows another": _attack(rewritten(with_receipt(previous=bytes(32))), "SERVER_FORKED"),
    "a signed receipt that follows another": _attack(
        rewritten(histories.with_signed_receipt(previous=bytes(32))), "SERVER_FORKED", scars=True
    ),
    "a certificate's signature": _attack(rewritten(with_certificate(signature=bytes(64))), "BAD_CERTIFICATE"),
    "a certificate's count": _attack(rewritten(with_certificate(count=7)), "BAD_CERTIFICATE"),
    "an unknown signer": _attack(rewritten(with_certificate(device=bytes(16))), "UNKNOWN_SIGNER"),
    "an unknown roster": _attack(rewritten(with_certificate(roster_head=bytes(32))), "UNKNOWN_SIGNER"),
    "a receipt for an own push": _attack(alter({"push": histories.unsigned_receipt}), "BAD_RECEIPT"),
}
LISTS = {
    "a goal held back": _attack(
        alter({"list": accounts.all_withheld}), "SERVER_WITHHOLDS", meets=("round", "first")
    ),
    "a goal called deleted": _attack(
        alter({"list": accounts.called_deleted}),
        "SERVER_WITHHOLDS",
        "VAULT_DELETED",
        meets=("round", "first"),
    ),
    "another generation": _attack(
        alter({"list": accounts.another_generation}), "NEW_GENERATION", meets=("round", "first")
    ),
}
KEYSETS = {
    "an older keyset": _keyset(accounts.oldest_keyset, "SERVER_ROLLED_BACK"),
    "an older keyset as a newer one": _keyset(accounts.older_as_newer, "KEYSET_TAMPERED"),
    "other secrets": _keyset(accounts.garbled_secrets, "SERVER_FORKED"),
    "newer secrets": _keyset(accounts.newer_garbled_secrets, "KEYSET_TAMPERED"),
    "a wrapped key as the secrets": _keyset(accounts.way_in_place_of_secrets, "KEYSET_TAMPERED"),
    "no ways in": _keyset(accounts.no_ways, "SERVER_FORKED"),
}
ROSTERS = {
    "no roster": _attack(alter({"roster": accounts.no_roster}), "SERVER_ROLLED_BACK"),
    "another roster": _attack(alter({"roster": accounts.garbled_roster}), "SERVER_FORKED"),
    "a repeated statement": _attack(alter({"roster": accounts.repeated_statement}), "BAD_STATEMENT"),
    "an inserted device": _attack(alter({"roster": accounts.inserted_device}), "BAD_STATEMENT"),
}
SESSIONS = {
    "weak parameters": _attack(alter(accounts.kdf_with(accounts.WEAK)), "KDF_TOO_WEAK", meets=ALWAYS),
    "absurd parameters": _attack(alter(accounts.kdf_with(accounts.ABSURD)), "KDF_TOO_COSTLY", meets=ALWAYS),
    "garbled ways in": _session(
        accounts.in_session(accounts.garbled_ways), "KEYSET_TAMPERED", "SERVER_FORKED"
    ),
    "half of a way in": _session(
        accounts.in_session(accounts.half_garbled_ways), "KEYSET_TAMPERED", "SERVER_FORKED"
    ),
    "cut ways in": _session(accounts.in_session(accounts.truncated_ways), "KEYSET_TAMPERED", "SERVER_FORKED"),
    "swapped halves of a way in": _session(
        accounts.in_session(accounts.halves_of_ways_swapped), "KEYSET_TAMPERED", "SERVER_FORKED"
    ),
    "garbled secrets": _session(
        accounts.in_session(accounts.garbled_secrets), "KEYSET_TAMPERED", "SERVER_FORKED"
    ),
    "another receipt key": _session(accounts.another_receipt_key, "SERVER_KEY_CHANGED"),
    "another identity": _session(accounts.another_identity, "BAD_STATEMENT"),
    "an older session": _session(accounts.first_session, "SERVER_ROLLED_BACK", meets=LOGIN),
    "the roster of an older session": _session(
        accounts.roster_of_the_first_session, "SERVER_ROLLED_BACK", meets=LOGIN
    ),
    "an empty account in place of the old": _attack(
        accounts.account_elsewhere, "ACCOUNT_REPLACED", meets=LOGIN
    ),
}
ANSWERS = {
    "a page of HTML": _attack(answers.html, "FOREIGN_ANSWER", meets=("round", "login", "first")),
    "a redirect": _attack(answers.redirect, "FOREIGN_ANSWER", meets=("round", "login", "first")),
    "an empty body": _attack(answers.empty, "BAD_ANSWER", meets=("round", "login", "first")),
    "noise": _attack(answers.noise, "BAD_ANSWER", "FOREIGN_ANSWER", meets=("round", "login", "first")),
    "a body without end": _attack(answers.endless, "ANSWER_TOO_LARGE", meets=("round", "login", "first")),
    "a slow body": _attack(answers.silent, "TIMEOUT", meets=("round", "login", "first")),
    "a session that has ended": _attack(answers.refused(401, "NOT_SIGNED_IN"), "NOT_SIGNED_IN"),
    "a device that is revoked": _attack(answers.refused(403, "DEVICE_REVOKED"), "DEVICE_REVOKED"),
}
SNAPSHOTS = {
    "a garbled snapshot": _attack(alter({"snapshot": answers.garbled_snapshot}), meets=FIRST),
    "a snapshot of another push": _attack(alter({"snapshot": answers.snapshot_of_another_push}), meets=FIRST),
    "an old snapshot": _attack(alter({"snapshot": answers.first_snapshot}), meets=FIRST),
}
# It is seen when the views of two devices meet: `test_two_receipts.py`.
FORK = _attack(histories.forked, "SERVER_FORKED", "SERVER_ROLLED_BACK", "PUSH_GAP", scars=True)

ATTACKS: dict[str, Attack] = {
    **HISTORIES,
    **LISTS,
    **KEYSETS,
    **ROSTERS,
    **SESSIONS,
    **ANSWERS,
    **SNAPSHOTS,
}
