import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllGlobals();
  vi.stubEnv("DEV", false);
});

const load = () => import("../../src/platform/script-urls");
const OWN = ["/assets/worker-BWT_le_U.js", "/assets/worker--eXqWw8C.js", "/service-worker.js"];
const FOREIGN = [
  "https://evil.example/assets/worker-1.js",
  "//evil.example/assets/worker-1.js",
  "/assets/../api/v1/operator",
  "/assets/worker-1.js?x",
  "/assets/worker-1.js#x",
  "/assets/picture.svg",
  "/py/app.js",
  "data:text/javascript,1",
  "blob:http://localhost/1",
  "javascript:1",
  "",
];

test.each([true, false])("only scripts of the build get an address, policies %s", async (has) => {
  const made: string[] = [];
  const createPolicy = (name: string, rules: { createScriptURL(path: string): string }) => {
    made.push(name);
    return rules;
  };
  if (has) vi.stubGlobal("trustedTypes", { createPolicy });
  const { scriptUrl, scriptPolicy } = await load();
  for (const path of OWN) expect(scriptUrl(path)).toBe(path);
  for (const path of FOREIGN) expect(() => scriptUrl(path)).toThrow(TypeError);
  for (const path of FOREIGN) expect(() => scriptPolicy("autus-start")(path)).toThrow(TypeError);
  // A second policy of one name would be refused by the browser.
  expect(made.filter((name) => name === "autus")).toHaveLength(has ? 1 : 0);
});
