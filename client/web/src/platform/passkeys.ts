/** Passkeys of the browser (WebAuthn), with the PRF extension that gives their key. */
import { fromBase64, toBase64 } from "../model/base64";
import type { NewPasskeyQuestion, PasskeyAnswer, PasskeyQuestion } from "../model/engine";

/** What a new passkey gave: the request that makes it a way in, without name and proof. */
export interface MadePasskey {
  credential: string;
  public_key: string;
  user: string;
  prf: string | null;
  again: PasskeyAnswer;
}

// ES256, EdDSA, RS256: what the server checks.
const ALGORITHMS = [-7, -8, -257];
const TIMEOUT_MS = 4 * 60 * 1000;

interface PrfOutput {
  prf?: { results?: { first?: ArrayBuffer } };
}

const refusal = (code: string, detail = "") => Object.assign(new Error(detail), { code, detail });

/** Whether this browser can have passkeys here. They belong to a host with a name. */
export function hasPasskeys(): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(location.hostname);
  return window.isSecureContext && typeof PublicKeyCredential === "function" && !isAddress;
}

const text = (buffer: ArrayBuffer | null) => (buffer ? toBase64(new Uint8Array(buffer)) : "");

const descriptors = (credentials: readonly string[]) =>
  credentials.map((it) => ({ type: "public-key" as const, id: fromBase64(it) }));

const asking = (prf: string) =>
  ({ prf: { eval: { first: fromBase64(prf) } } }) as AuthenticationExtensionsClientInputs;

function keyOf(credential: PublicKeyCredential): string | null {
  const { prf } = credential.getClientExtensionResults() as PrfOutput;
  return prf?.results?.first ? text(prf.results.first) : null;
}

/** Waits for the browser's own dialog. Rejects with a code that the page has texts for. */
async function ask(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!hasPasskeys()) throw refusal("PASSKEY_UNAVAILABLE");
  try {
    const found = await work();
    if (found instanceof PublicKeyCredential) return found;
  } catch (error) {
    const { name, message } = error as DOMException;
    if (name === "InvalidStateError") throw refusal("PASSKEY_KNOWN");
    if (name !== "NotAllowedError" && name !== "AbortError")
      throw refusal("PASSKEY_UNAVAILABLE", message);
  }
  // Refused, or no passkey: browsers do not say which.
  throw refusal("PASSKEY_CANCELLED");
}

/** The answer of a passkey. */
export async function askPasskey(question: PasskeyQuestion): Promise<PasskeyAnswer> {
  const found = await ask(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: fromBase64(question.challenge),
        allowCredentials: descriptors(question.credentials),
        userVerification: "required",
        timeout: TIMEOUT_MS,
        extensions: asking(question.prf),
      },
    }),
  );
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    credential: text(found.rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user: text(response.userHandle),
    prf: keyOf(found),
  };
}

/** Makes a passkey and lets it answer: once if it gave its key when it was made, else twice. */
export async function makePasskey(question: NewPasskeyQuestion): Promise<MadePasskey> {
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "AUTUS" },
        user: {
          id: fromBase64(question.user),
          name: question.account,
          displayName: question.account,
        },
        challenge: fromBase64(question.challenge),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: descriptors(question.credentials),
        authenticatorSelection: {
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
        attestation: "none",
        timeout: TIMEOUT_MS,
        extensions: asking(question.prf),
      },
    }),
  );
  const publicKey = (made.response as AuthenticatorAttestationResponse).getPublicKey();
  if (publicKey === null) throw refusal("PASSKEY_UNAVAILABLE");
  const own = { prf: question.prf, credentials: [text(made.rawId)] };
  const first = keyOf(made) ?? (await askPasskey({ ...own, challenge: question.challenge })).prf;
  return {
    credential: text(made.rawId),
    public_key: text(publicKey),
    user: question.user,
    prf: first,
    again: await askPasskey({ ...own, challenge: question.again }),
  };
}
