import { hideSecrets } from "@cloudmake/model";
import type { Config } from "./config.ts";

const shortestSecret = 6;
const secretVariable = /(?:TOKEN|KEY|SECRET|PASSWORD|PASSPHRASE|URI|URL|PROXY|proxy)$/;
/** A variable with an address is only a secret when it holds a password. */
const addressVariable = /(?:URI|URL|PROXY|proxy)$/;

/** Takes secrets out of text for people. */
export interface Redactor {
  (text: string): string;
  /** Hides these too, from now on. */
  readonly learn: (secrets: readonly string[]) => void;
}

/** Hides every secret the process was given or learns of, wherever it turns up. */
export function redactor({ secrets, stateKey, stateUrl, variables }: Config): Redactor {
  const given = Object.entries(variables).flatMap(([name, value]) => {
    return value !== undefined && secretVariable.test(name) && isSecret(name, value) ? [value] : [];
  });
  let known = longEnough([
    ...secrets.values(),
    ...(stateKey === undefined ? [] : [stateKey]),
    ...passwordsOf(stateUrl),
    ...given,
  ]);
  const redact = (text: string): string => hideSecrets(text, known, { shortest: shortestSecret });
  const learn = (more: readonly string[]): void => {
    known = longEnough([...known, ...more]);
  };
  return Object.assign(redact, { learn });
}

function isSecret(name: string, value: string): boolean {
  return !addressVariable.test(name) || /:\/\/[^/@\s]*:[^@\s]+@/.test(value);
}

function longEnough(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter(({ length }) => length >= shortestSecret))];
}

/** As it stands in the URL, and as it is meant. */
function passwordsOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  // A `%` that encodes nothing: the state refuses such a URL, but first nothing may show it.
  return /%(?![0-9a-f]{2})/i.test(password) ? [password] : [password, decodeURIComponent(password)];
}
