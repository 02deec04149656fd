import type { Diagnostic, StackSpec } from "@cloudmake/model";
import { loadSpecs } from "../src/index.ts";
import { componentTypes } from "./component-types.ts";

/** A right project around the given lines of `components`. */
export function project(components: string, environments = "{ dev: {}, prod: {} }"): string {
  const body = components.trim() === "" ? " {}" : `\n${components.replace(/^(?=.)/gm, "    ")}`;
  return [
    "apiVersion: cloudmake.dev/v1",
    "kind: Project",
    "metadata: { name: shop }",
    "spec:",
    `  environments: ${environments}`,
    `  components:${body}`,
  ].join("\n");
}

export const specs = (...texts: readonly string[]): readonly { readonly name: string; readonly text: string }[] =>
  texts.map((text, index) => ({ name: index === 0 ? "shop.yaml" : `other-${index}.yaml`, text }));

/** `CODE at word: summary => fix`, one line each; the word is what the range covers. */
export function complaints(...texts: readonly string[]): readonly string[] {
  const files = specs(...texts);
  return loadSpecs(files, componentTypes).diagnostics.map((diagnostic) => {
    const text = files.find(({ name }) => name === diagnostic.file)?.text ?? "";
    const { start, end } = diagnostic.range ?? { start: { byte: 0 }, end: { byte: 0 } };
    const word = Buffer.from(text).subarray(start.byte, end.byte).toString();
    return `${diagnostic.code} at ${JSON.stringify(word).slice(1, -1).replaceAll('\\"', "'")}: ${inWords(diagnostic)}`;
  });
}

function inWords({ summary, fix }: Diagnostic): string {
  return `${summary}${fix === undefined ? "" : ` => ${fix}`}`;
}

export function stacksOf(...texts: readonly string[]): readonly StackSpec[] {
  const { stacks, diagnostics } = loadSpecs(specs(...texts), componentTypes);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(inWords).join("\n"));
  return stacks;
}

/** Settings of one component in one stack. */
export function settingsOf(text: string, stack: string, component: string): unknown {
  return componentOf(text, stack, component).settings;
}

export function componentOf(text: string, stack: string, component: string): StackSpec["components"][number] {
  const found = stacksOf(text)
    .find((one) => one.stack === stack)
    ?.components.find(({ name }) => name === component);
  if (found === undefined) throw new Error(`no ${component} in ${stack}`);
  return found;
}
