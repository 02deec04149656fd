import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type ComponentOutput,
  type Diagnostic,
  partsOf,
  type ResourceGraph,
  type ResourceNode,
  type RulesByType,
  refsIn,
  secretsIn,
  type StackSpec,
} from "@cloudmake/model";
import type { Registrable } from "@cloudmake/ports";
import { loadSpecs } from "@cloudmake/spec";
import { RunError } from "@pulumi/pulumi/errors.js";
import { compileStacks } from "./compile-stacks.ts";
import type { ComponentTypes } from "./component-type.ts";
import { filesOf } from "./spec-files.ts";

/** The stack of a spec that a Pulumi stack stands for. */
export interface ChosenStack {
  readonly nodes: readonly Registrable[];
  readonly outputs: ResourceGraph["outputs"];
  readonly secretNames: readonly string[];
}

interface Choice {
  /** Of the spec, relative to `root`. */
  readonly file: string;
  readonly root: string;
  /** Of the Pulumi stack. */
  readonly name: string;
}

/** Everything that stands in the way is told by one RunError, which Pulumi shows without a stack trace. */
export async function stackOfSpec(choice: Choice, types: ComponentTypes, rules: RulesByType): Promise<ChosenStack> {
  const text = await readFile(resolve(choice.root, choice.file), "utf8").catch(() => undefined);
  if (text === undefined) throw new RunError(`there is no spec ${choice.file} in ${choice.root}`);
  const loaded = loadSpecs([{ name: choice.file, text }], types);
  const { graphs, diagnostics } = compileStacks(
    loaded.stacks,
    types,
    rules,
    await readNeeded(choice, loaded.stacks, types),
  );
  const errors = [...loaded.diagnostics, ...diagnostics].filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new RunError(`the spec is invalid:\n${errors.map(inOneLine).join("\n")}`);
  const graph = graphNamed(choice.name, graphs);
  refuseForeignReferences(graph);
  const isProtected = loaded.stacks.some(({ stack, protect }) => stack === graph.stack && protect);
  return {
    nodes: graph.nodes.map(registrable(isProtected, rules)),
    outputs: graph.outputs,
    secretNames: secretsNamed(graph),
  };
}

/** Files that components name; a missing one is a diagnostic of its component. */
async function readNeeded(
  { root }: Choice,
  specs: readonly StackSpec[],
  types: ComponentTypes,
): Promise<ReadonlyMap<string, string>> {
  const texts = filesOf(specs, types).map(async ({ path }) => {
    const text = await readFile(resolve(root, path), "utf8").catch(() => undefined);
    return text === undefined ? [] : [[path, text] as const];
  });
  return new Map((await Promise.all(texts)).flat());
}

function inOneLine({ file, range, code, summary, fix }: Diagnostic): string {
  const place = range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
  return [place, code, summary, fix].filter((part) => part !== undefined).join(" ");
}

function graphNamed(name: string, graphs: readonly ResourceGraph[]): ResourceGraph {
  const named = ({ stack }: ResourceGraph): string => stack.replace("/", "-");
  const found = graphs.filter((graph) => named(graph) === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    throw new RunError(
      `${name} can be each of ${found.map(({ stack }) => stack).join(", ")}: rename a project or an environment`,
    );
  }
  throw new RunError(
    `the spec has no stack for the Pulumi stack ${name}. It has ${graphs.map(named).join(", ")}: pulumi stack init <one of these>`,
  );
}

/** Another stack's outputs stand in CloudMake's records, which do not exist here. */
function refuseForeignReferences({ stack, nodes }: ResourceGraph): void {
  const foreign = nodes
    .flatMap(({ inputs }) => Object.values(inputs).flatMap(refsIn))
    .map(({ $ref }) => partsOf($ref.address).stack)
    .filter((other) => other !== stack);
  if (foreign.length === 0) return;
  throw new RunError(
    `${stack} refers to outputs of ${[...new Set(foreign)].join(", ")}, which a bare Pulumi program cannot see. ` +
      "Apply it with scripts/cloudmake.",
  );
}

/** What a plan of CloudMake would hold back, Pulumi has to refuse by its own means. */
function registrable(isProtected: boolean, rules: RulesByType): (node: ResourceNode) => Registrable {
  return (node) => {
    const bare = { ...node, held: false };
    const { deletion, ...rest } = bare;
    if (deletion === "retain") return { ...rest, deletion: "keep-object" };
    const holdsData = rules.get(node.type)?.stateful === true && deletion !== "delete";
    return isProtected || holdsData ? { ...rest, deletion: "refuse" } : rest;
  };
}

function secretsNamed({ nodes, outputs }: ResourceGraph): readonly string[] {
  const inNodes = nodes.flatMap(({ inputs }) => Object.values(inputs).flatMap(secretsIn));
  const all: readonly ComponentOutput[] = Object.values(outputs).flatMap((component) => Object.values(component));
  return [...new Set([...inNodes, ...all.flatMap(({ value }) => secretsIn(value))])];
}
