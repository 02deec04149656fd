import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import { loadSpecs } from "@cloudmake/spec";
import { type CompiledStacks, compileStacks, componentTypes, filesOf } from "../src/index.ts";

/** A spec file's text all the way to graphs, with the real language and the real rules. */
export function compileText(
  text: string,
  files: Readonly<Record<string, string>> = {},
  name = "specs/shop.yaml",
): CompiledStacks {
  const { stacks, diagnostics } = loadSpecs([{ name, text }], componentTypes);
  const compiled = compileStacks(stacks, componentTypes, resourceRules, new Map(Object.entries(files)));
  return { ...compiled, diagnostics: [...diagnostics, ...compiled.diagnostics] };
}

/** A file of `specs/examples`, with the files it names. */
export function compileExample(name: string): CompiledStacks {
  const path = `specs/examples/${name}`;
  const text = readFileSync(join(checkout, path), "utf8");
  const { stacks } = loadSpecs([{ name: path, text }], componentTypes);
  const files = filesOf(stacks, componentTypes).map((file) => [
    file.path,
    readFileSync(join(checkout, file.path), "utf8"),
  ]);
  return compileText(text, Object.fromEntries(files), path);
}

export const checkout: string = join(import.meta.dirname, "../..");

export const examples: readonly string[] = readdirSync(join(checkout, "specs/examples")).filter((name) =>
  name.endsWith(".yaml"),
);

/** A project `shop` with one environment, `dev`. The components start at line 6. */
export function project(components: string): string {
  const indented = components.replace(/^\n+|\s+$/g, "").replaceAll(/^/gm, "    ");
  return `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {} }
  components:
${indented}
`;
}

/** `7 CODE summary`: line, code and what is wrong. */
export function lineOf({ range, code, summary }: Diagnostic): string {
  return `${range?.start.line ?? "?"} ${code} ${summary}`;
}
