import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ComponentOutput, ResourceGraph, StackSpec } from "@cloudmake/model";
import { secretsIn } from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import { loadSpecs } from "@cloudmake/spec";
import { getConfig } from "@pulumi/pulumi/runtime/config.js";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { compileStacks } from "./compile-stacks.ts";
import { componentTypes } from "./components/registry.gen.ts";
import { registerGraph } from "./program.ts";
import { filesOf } from "./spec-files.ts";

/**
 * The program of a bare `pulumi up` at the root: one stack of one spec file, with Pulumi's own state and the official
 * provider plugins.
 *
 * `pulumi config set cloudmake:spec specs/shop.yaml` names the file; the Pulumi stack is called
 * `<project>-<environment>`. A secret of the spec is `pulumi config set --secret cloudmake:secret-NAME`.
 */
async function main(): Promise<void> {
  const graph = graphNamed(getStack(), await compile(required("cloudmake:spec")));
  const answers = await registerGraph({
    nodes: graph.nodes.map((node) => ({ ...node, held: false })),
    versions: new Map([...resourceRules].map(([type, { version }]) => [type, version])),
    secrets: secretsOf(graph),
    given: new Map(),
  });
  const failed = graph.nodes.filter((_, index) => answers[index]?.kind !== "registered");
  if (failed.length > 0) throw new Error(`not made: ${failed.map(({ address }) => address).join(", ")}`);
}

async function compile(file: string): Promise<readonly ResourceGraph[]> {
  const loaded = loadSpecs([{ name: file, text: await readFile(resolve(file), "utf8") }], componentTypes);
  const compiled = compileStacks(loaded.stacks, componentTypes, resourceRules, await readNeeded(loaded.stacks));
  const errors = [...loaded.diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === "error");
  if (errors.length === 0) return compiled.graphs;
  throw new Error(errors.map(({ summary, range }) => `${file}:${range?.start.line ?? 1} ${summary}`).join("\n"));
}

/** Files that components name; a missing one is a diagnostic of its component. */
async function readNeeded(specs: readonly StackSpec[]): Promise<ReadonlyMap<string, string>> {
  const texts = filesOf(specs, componentTypes).map(async ({ path }) => {
    const text = await readFile(resolve(path), "utf8").catch(() => undefined);
    return text === undefined ? [] : [[path, text] as const];
  });
  return new Map((await Promise.all(texts)).flat());
}

function graphNamed(name: string, graphs: readonly ResourceGraph[]): ResourceGraph {
  const found = graphs.find(({ stack }) => stack.replace("/", "-") === name);
  if (found !== undefined) return found;
  const names = graphs.map(({ stack }) => stack.replace("/", "-"));
  throw new Error(`the spec has no stack ${name}; it has ${names.join(", ")}`);
}

function secretsOf({ nodes, outputs }: ResourceGraph): ReadonlyMap<string, string> {
  const inNodes = nodes.flatMap(({ inputs }) => Object.values(inputs).flatMap(secretsIn));
  const all: readonly ComponentOutput[] = Object.values(outputs).flatMap((component) => Object.values(component));
  const names = new Set([...inNodes, ...all.flatMap(({ value }) => secretsIn(value))]);
  return new Map([...names].map((name) => [name, required(`cloudmake:secret-${name}`)]));
}

function required(key: string): string {
  const value = getConfig(key);
  if (value === undefined) throw new Error(`the configuration has no ${key}: pulumi config set ${key} ...`);
  return value;
}

await main();
