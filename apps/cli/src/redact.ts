import type { Config } from "./config.ts";

const shortestSecret = 6;
const secretVariable = /(?:TOKEN|KEY|SECRET|PASSWORD|PASSPHRASE)$/;

/** Replaces every secret the process was given, wherever it turns up in text for people. */
export function redactor({ secrets, stateKey, variables }: Config): (text: string) => string {
  const tokens = Object.entries(variables).flatMap(([name, value]) => (secretVariable.test(name) ? [value] : []));
  const values = [...secrets.values(), stateKey, ...tokens]
    .filter((value): value is string => value !== undefined && value.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((clean, value) => clean.replaceAll(value, "[secret]"), text);
}
