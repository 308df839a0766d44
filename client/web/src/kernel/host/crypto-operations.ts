/** The cryptography that needs no storage. Any worker may do it. */

import type { Operations } from "./answers";
import { aesOpen, deriveAndOpen, ed25519Verify, sha256 } from "./crypto";

export const cryptoOperations: Operations = {
  aes_open: aesOpen,
  derive_and_open: deriveAndOpen,
  sha256,
  ed25519_verify: ed25519Verify,
};
