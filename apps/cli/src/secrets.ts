import { readFileSync } from "node:fs";
import { Failure } from "@cloudmake/model";
import type { Secrets } from "@cloudmake/ports";

/** Secrets from a file of `NAME=value` lines over those of the environment. */
export function readSecrets(environment: ReadonlyMap<string, string>, file: string | undefined): Secrets {
  const values = new Map(environment);
  if (file !== undefined) for (const [name, value] of parseFile(file)) values.set(name, value);
  return { read: (name) => values.get(name), names: () => [...values.keys()].sort() };
}

function parseFile(file: string): readonly (readonly [string, string])[] {
  return textOf(file)
    .split(/\r?\n/)
    .flatMap((line, index): readonly (readonly [string, string])[] => {
      if (/^\s*(?:#|$)/.test(line)) return [];
      const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line);
      const [, name, value] = match ?? [];
      if (name === undefined || value === undefined) {
        throw new Failure("USAGE", { problem: `${file}:${index + 1} is no \`NAME=value\` line.` });
      }
      return [[name, unquoted(value.trim())]];
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Failure("USAGE", { problem: `The secrets file ${file} cannot be read.` });
  }
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
