/** Does large batches of cryptography while Python runs in the engine worker. */

import { answerWith } from "./answers";
import type { FromHelper, ToHelper } from "./crypto-helper";
import { cryptoOperations } from "./crypto-operations";

const call = answerWith(Promise.resolve(cryptoOperations));
const send = (message: FromHelper) => self.postMessage(message);

self.addEventListener("message", async ({ data }: MessageEvent<ToHelper>) => {
  send({ id: data.id, answer: await call(data.operation, data.input) });
});
send("ready");
