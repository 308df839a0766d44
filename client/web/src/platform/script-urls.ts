/**
 * The addresses of scripts. The content security policy has `require-trusted-types-for 'script'`: a browser takes no plain
 * text as the address of a worker. Only this module makes such addresses, and only for files of the build.
 */

/** What the DOM types of TypeScript still lack. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(path: string): string },
  ): {
    createScriptURL(path: string): string;
  };
}

declare global {
  var trustedTypes: TrustedTypes | undefined;
}

const SCRIPT = /^\/(assets\/[\w-]+\.js|service-worker\.js)$/;

/** Throws where the path is not that of a script of the build. The development server serves sources instead. */
function ownScript(path: string): string {
  if (import.meta.env.DEV || SCRIPT.test(path)) return path;
  throw new TypeError(`${path} is no script of this app`);
}

/** The policy `name`. A page or a worker makes each of the names that the content security policy lists at most once. */
export function scriptPolicy(name: "autus" | "autus-start"): (path: string) => string {
  const policy = globalThis.trustedTypes?.createPolicy(name, { createScriptURL: ownScript });
  return (path) => policy?.createScriptURL(path) ?? ownScript(path);
}

let own: ((path: string) => string) | undefined;

/** The address of a script of the build, as `Worker` and `register` take it. */
export function scriptUrl(path: string): string {
  own ??= scriptPolicy("autus");
  return own(path);
}
