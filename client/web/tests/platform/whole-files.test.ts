import { createHash } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { type AppFile, wholeFile } from "../../src/platform/whole-files";

const CONTENT = "the whole file";
const FILE: AppFile = [
  "/assets/a-1.js",
  createHash("sha256").update(CONTENT).digest("base64"),
  CONTENT.length,
];

const answer = (body: string, type = "text/javascript", status = 200) =>
  new Response(body, { status, headers: { "Content-Type": type } });
const whole = () => answer(CONTENT, "text/javascript; charset=utf-8");

const FALSE_ANSWERS = {
  "a portal's page": () => answer("<!doctype html>", "text/html"),
  "half of it": () => answer(CONTENT.slice(0, 7)),
  nothing: () => answer(""),
  "404": () => answer("", "application/problem+json", 404),
  "another file of its length": () => answer("THE WHOLE FILE"),
  "the file as a page": () => answer(CONTENT, "text/html"),
  "a part of it by status": () => answer(CONTENT, "text/javascript", 206),
  "no connection": () => {
    throw new TypeError("Failed to fetch");
  },
};

const request = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  request.mockReset();
  vi.stubGlobal("fetch", request);
});

const caches = () => request.mock.calls.map(([, init]) => init.cache);

test("a whole file is requested once", async () => {
  request.mockImplementation(async () => whole());
  expect(await (await wholeFile(FILE)).text()).toBe(CONTENT);
  expect(caches()).toEqual(["default"]);
});

test.for(Object.entries(FALSE_ANSWERS))(
  "%s is requested again past the caches",
  async ([, lie]) => {
    const [mended, arrived] = [vi.fn(), vi.fn()];
    request.mockImplementationOnce(async () => lie()).mockImplementation(async () => whole());
    expect(await (await wholeFile(FILE, { mended, arrived })).text()).toBe(CONTENT);
    expect(caches()).toEqual(["default", "reload"]);
    expect(mended).toHaveBeenCalledOnce();
    expect(arrived).toHaveBeenLastCalledWith(CONTENT.length);
  },
);

test.for(Object.entries(FALSE_ANSWERS))(
  "%s twice is a refusal that names the file",
  async ([, lie]) => {
    request.mockImplementation(async () => lie());
    await expect(wholeFile(FILE)).rejects.toMatchObject({
      code: "APP_NOT_WHOLE",
      detail: expect.stringContaining("/assets/a-1.js: "),
    });
    expect(request).toHaveBeenCalledTimes(2);
  },
);
