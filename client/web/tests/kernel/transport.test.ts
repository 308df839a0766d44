/** Requests to a real server on this machine, with timeouts of fractions of a second. */

import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { decode, encode } from "@msgpack/msgpack";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "../../src/kernel/host/database";
import { createHost } from "../../src/kernel/host/host";
import {
  abortStalledReads,
  BRIEF_TIMEOUT,
  REQUEST_TIMEOUT,
  type RequestTimeout,
  request,
} from "../../src/kernel/host/transport";

const SHORT: RequestTimeout = { idleMs: 700, bytesPerMs: 1e9 };
const MEBIBYTE = 1024 * 1024;
let server: Server;
let answer: RequestListener;

beforeEach(async () => {
  server = createServer((asked, answering) => answer(asked, answering));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  // A page asks its own server by path alone.
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${path}`, init),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

async function drip(write: (chunk: Uint8Array) => void, chunks: number): Promise<void> {
  for (let chunk = 0; chunk < chunks; chunk++) {
    write(new Uint8Array(1000).fill(chunk));
    await pause(20);
  }
}

test("a slow answer arrives whole, however long it takes, while it keeps coming", async () => {
  answer = async (_, answering) => {
    await drip((chunk) => answering.write(chunk), 60);
    answering.end();
  };
  const patient = { ...SHORT, bytesPerMs: REQUEST_TIMEOUT.bytesPerMs };
  const [status, body] = await request("GET", "/api/v1/slow", null, patient);
  expect([status, body.length, body[59_999]]).toEqual([200, 60_000, 59]);
});

test("an answer that stops coming times out, before its head and after it", async () => {
  for (const head of [false, true]) {
    answer = (_, answering) => {
      if (head) answering.write("the first bytes");
    };
    await expect(request("GET", "/api/v1/stuck", null, SHORT)).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  }
});

test("a brief request has ten seconds in all", () => {
  expect(2 * BRIEF_TIMEOUT.idleMs + (17 * MEBIBYTE) / BRIEF_TIMEOUT.bytesPerMs).toBe(10_000);
});

test("an answer that drips for ever times out", async () => {
  let dripping = true;
  answer = async (_, answering) => {
    while (dripping) await drip((chunk) => answering.write(chunk), 1);
  };
  await expect(request("GET", "/api/v1/drip", null, SHORT)).rejects.toMatchObject({
    code: "TIMEOUT",
  });
  dripping = false;
});

test("a large body gets the time that it needs on a slow line", async () => {
  answer = async (asked, answering) => {
    let size = 0;
    for await (const chunk of asked) size += chunk.length;
    await pause(1000);
    answering.end(String(size));
  };
  const slow = { idleMs: 300, bytesPerMs: MEBIBYTE / 4000 };
  const sent = request("POST", "/api/v1/large", new Uint8Array(MEBIBYTE), slow);
  expect(new TextDecoder().decode((await sent)[1])).toBe(String(MEBIBYTE));
  await expect(request("POST", "/api/v1/small", new Uint8Array(1), slow)).rejects.toMatchObject({
    code: "TIMEOUT",
  });
});

test("an answer larger than any is refused while it comes", async () => {
  answer = (_, answering) => {
    const more = () => {
      while (answering.write(new Uint8Array(MEBIBYTE)));
    };
    answering.on("drain", more);
    more();
  };
  await expect(request("GET", "/api/v1/endless", null)).rejects.toMatchObject({
    code: "ANSWER_TOO_LARGE",
  });
});

test("no server and a connection that breaks are both OFFLINE; a redirect is not followed", async () => {
  answer = (_, answering) => answering.writeHead(302, { Location: "/api/v1/other" }).end();
  await expect(request("GET", "/api/v1/moved", null)).rejects.toMatchObject({ code: "OFFLINE" });
  answer = (_, answering) => {
    answering.write("some");
    setTimeout(() => answering.destroy(), 20);
  };
  await expect(request("GET", "/api/v1/broken", null)).rejects.toMatchObject({ code: "OFFLINE" });
  server.closeAllConnections();
  server.close();
  await expect(request("GET", "/api/v1/gone", null)).rejects.toMatchObject({ code: "OFFLINE" });
});

test("a read that has stalled ends when the page wakes; one that still speaks, and a write, go on", async () => {
  const open: ServerResponse[] = [];
  answer = (_, answering) => {
    open.push(answering);
    answering.write("it ");
  };
  const now = vi.spyOn(Date, "now");
  const read = request("GET", "/api/v1/dead", null);
  const write = request("POST", "/api/v1/write", new Uint8Array(1));
  await vi.waitFor(() => expect(open).toHaveLength(2));
  now.mockReturnValue(Date.now() + 60_000);
  const fresh = request("GET", "/api/v1/alive", null);
  await vi.waitFor(() => expect(open).toHaveLength(3));
  abortStalledReads();
  await expect(read).rejects.toMatchObject({ code: "TIMEOUT" });
  for (const answering of open) answering.end("comes");
  for (const other of [write, fresh]) expect((await other)[0]).toBe(200);
  now.mockRestore();
});

test("a request that is aborted by its number ends on the line too; others go on", async () => {
  answer = () => {};
  const host = createHost(Promise.resolve({} as Database));
  const call = async (operation: string, input: unknown) =>
    decode(await host(operation, encode(input)));
  const ask = async (number: number): Promise<[Promise<unknown>, ServerResponse]> => {
    const asked = once(server, "request");
    const outcome = call("request", [number, "GET", "/api/v1/late", null, false]);
    const [, answering] = await asked;
    answering.write("it ");
    return [outcome, answering];
  };
  const [stuck, unheard] = await ask(1);
  const [other, heard] = await ask(2);
  const closed = once(unheard, "close");
  expect(await call("abort", 1)).toEqual([true, null]);
  await closed;
  expect(await stuck).toMatchObject([false, ["TIMEOUT", expect.any(String)]]);
  heard.end("comes");
  expect(await other).toEqual([true, [200, new TextEncoder().encode("it comes"), ""]]);
  expect(await call("abort", 1)).toEqual([true, null]);
});

test("nothing but the server's own API is asked", async () => {
  for (const path of ["/other", "https://elsewhere.example/api/", "//elsewhere.example/api/"]) {
    await expect(request("GET", path, null)).rejects.toMatchObject({ code: "BAD_PATH" });
  }
});
