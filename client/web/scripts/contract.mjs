// Writes src/model/contract.ts: what the client has to know of the engine, from its declarations in Python.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compile } from "json-schema-to-typescript";

const run = promisify(execFile);
const web = join(import.meta.dirname, "..");
const python = join(web, "..", "..", ".venv", "bin", "python");
const biome = join(web, "node_modules", ".bin", "biome");
export const contractPath = join(web, "src", "model", "contract.ts");

const HEADER = `// biome-ignore-all lint: generated
/**
 * The contract between the engine and this client. Nobody edits this file: \`npm run contract\` writes it from the
 * declarations in shared/ (scripts/contract.py), and so does every build.
 */
`;

/** A sentence of the generator about itself. */
const REFERENCE = /^ \* \n \* This interface was referenced by .*\n \* via the .*\n/gm;
const SHORT_COMMENT = /^( *)\/\*\*\n *\* (.*)\n *\*\/$/gm;

const literal = (value) => JSON.stringify(value);
const constant = (name, value) =>
  `export const ${name} = ${literal(value)}${typeof value === "object" ? " as const" : ""};\n`;

/** The types of all structs, of the events and of the methods. */
async function typesOf({ definitions, event, methods }) {
  const properties = Object.fromEntries(
    Object.entries(methods).map(([name, { doc, request, answer }]) => [
      name,
      {
        description: doc,
        type: "object",
        properties: { input: request, answer },
        required: ["input", "answer"],
      },
    ]),
  );
  const schema = {
    title: "Methods",
    description: "Input and answer of every method.",
    type: "object",
    properties,
    required: Object.keys(properties),
    definitions: {
      ...definitions,
      EngineEvent: { ...event, description: "What the engine tells unasked." },
    },
  };
  const text = await compile(schema, "Methods", {
    additionalProperties: false,
    bannerComment: "",
    format: false,
    unknownAny: true,
    unreachableDefinitions: true,
  });
  return text.replaceAll(REFERENCE, "").replaceAll(SHORT_COMMENT, "$1/** $2 */");
}

function constantsOf({ choices, constants, ranges, codes, methods }) {
  const parts = Object.entries(choices).map(
    ([name, [plural, values]]) =>
      `${constant(plural, values)}export type ${name} = (typeof ${plural})[number];\n`,
  );
  for (const [name, value] of Object.entries(constants)) parts.push(constant(name, value));
  const spans = Object.entries(ranges).map(([name, [min, max]]) => [name, { min, max }]);
  parts.push("/** Lowest and highest value of each control. */\n");
  parts.push(constant("RANGES", Object.fromEntries(spans)));
  parts.push("/** The codes of all refusals. */\n", constant("CODES", codes));
  parts.push("export type Code = (typeof CODES)[number];\n");
  const methodsWith = (name, key, doc) => {
    const names = Object.keys(methods).filter((method) => methods[method][key]);
    return `/** ${doc} */\nexport const ${name}: ReadonlySet<Method> = /* @__PURE__ */ new Set<Method>(${literal(names)});\n`;
  };
  parts.push(
    "export type Method = keyof Methods;\n",
    'export type Input<M extends Method> = Methods[M]["input"];\n',
    'export type Answer<M extends Method> = Methods[M]["answer"];\n',
    methodsWith(
      "REPEATABLE",
      "repeatable",
      "Calling these twice is the same as calling them once.",
    ),
    methodsWith("SIGNS_OUT", "signs_out", "After these no account is signed in."),
    methodsWith("SYNCS", "syncs", "After these there is something to sync."),
    methodsWith(
      "CREATES",
      "creates",
      "After these the device holds something that its owner would miss.",
    ),
  );
  return parts.join("");
}

/** The text of contract.ts as the declarations in Python are now. */
export async function generateContract() {
  const { stdout } = await run(python, [join(import.meta.dirname, "contract.py")], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const contract = JSON.parse(stdout);
  const text = HEADER + constantsOf(contract) + (await typesOf(contract));
  const formatting = run(biome, ["format", "--stdin-file-path", contractPath], {
    cwd: web,
    maxBuffer: 16 * 1024 * 1024,
  });
  formatting.child.stdin.end(text);
  return (await formatting).stdout;
}

/** Writes the file if the declarations have changed. */
export async function writeContract() {
  const text = await generateContract();
  if (text !== (await readContract())) await writeFile(contractPath, text);
}

const readContract = () => readFile(contractPath, "utf8").catch(() => "");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv[2] !== "--check") {
      await writeContract();
    } else if ((await generateContract()) !== (await readContract())) {
      throw new Error("src/model/contract.ts is stale: run `npm run contract`.");
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
