/** Does large batches of cryptography while Python runs in the engine worker. */

import { answerWith } from "./answers";
import { cryptoOperations } from "./crypto-operations";
import type { FromHelper, ToHelper } from "./helper-messages";

const call = answerWith(Promise.resolve(cryptoOperations));
const send = (message: FromHelper) => self.postMessage(message);

self.addEventListener("message", async ({ data }: MessageEvent<ToHelper>) => {
  send({ id: data.id, answer: await call(data.operation, data.input) });
});
send("ready");
