/** Calls in MessagePack: an operation's batch in, its answer out. */

import { Decoder, Encoder } from "@msgpack/msgpack";
import { HostFailure } from "./failure";

export type HostCall = (operation: string, request: Uint8Array) => Promise<Uint8Array>;

export type Operations = Record<string, (input: never) => Promise<unknown>>;

/** Never rejects for a refusal: the answer is `[true, value]` or `[false, [code, detail]]`. */
export function answerWith(operations: Promise<Operations>): HostCall {
  const encoder = new Encoder();
  const decoder = new Decoder();
  return async (operation, input) => {
    try {
      const known = await operations;
      const work = Object.hasOwn(known, operation) ? known[operation] : undefined;
      if (work === undefined) throw new HostFailure("UNKNOWN_OPERATION", operation);
      // Calls may share the encoder: it runs without a pause and returns a copy.
      return encoder.encode([true, await work(decoder.decode(input) as never)]);
    } catch (error) {
      const code = error instanceof HostFailure ? error.code : "HOST_FAILED";
      return encoder.encode([
        false,
        [code, error instanceof Error ? error.message : String(error)],
      ]);
    }
  };
}
