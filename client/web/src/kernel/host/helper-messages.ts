/** What the engine worker and the crypto helper say to each other. */

export interface ToHelper {
  id: number;
  operation: string;
  input: Uint8Array;
}

export type FromHelper = "ready" | { id: number; answer: Uint8Array };
