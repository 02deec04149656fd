import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Diagnostic,
  finish,
  type Pausing,
  type ResourceGraph,
  type StackId,
  type StackSpec,
} from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import { loadingSpecs, renderDiagnostic } from "@cloudmake/spec";
import { compilingStacks, componentTypes, filesOf } from "@cloudmake/stacks";
import type { Context } from "./context.ts";
import { type SpecText, readSpecs } from "./read-specs.ts";
import { emptyGraph, parseStack, selectStacks, type StackFilter } from "./select-stacks.ts";
import { SpecErrors } from "./spec-errors.ts";

/** Specs, checked and compiled. */
export interface OpenedSpecs {
  /** Of the stacks that the options name. */
  readonly graphs: readonly ResourceGraph[];
  readonly specs: readonly StackSpec[];
  readonly files: number;
  readonly protectedStacks: ReadonlySet<StackId>;
  readonly approvals: ReadonlyMap<StackId, number>;
  /** Stacks of the same projects that have resources, but no spec any more. */
  readonly strays: () => Promise<readonly StackId[]>;
}

export interface SpecFlags extends StackFilter {
  readonly specs: readonly string[];
}

/** Reads, checks and compiles specs. Shows every diagnostic; refuses with `SPEC_INVALID` when one is an error. */
export async function openSpecs(context: Context, flags: SpecFlags): Promise<OpenedSpecs> {
  return finish(openingTexts(context, readSpecs(flags.specs, context.cwd), flags));
}

/** The same for texts that were read, with pauses. */
export function* openingTexts(context: Context, texts: readonly SpecText[], filter: StackFilter): Pausing<OpenedSpecs> {
  const compiled = yield* compilingTexts(context, texts);
  showDiagnostics(context, compiled.diagnostics);
  if (hasErrors(compiled)) throw new SpecErrors(compiled.diagnostics);
  const { specs, graphs } = compiled;
  return {
    graphs: selectStacks(graphs, filter),
    specs,
    files: texts.length,
    protectedStacks: new Set(specs.filter(({ protect }) => protect).map(({ stack }) => stack)),
    approvals: new Map(specs.map(({ stack, approvals }) => [stack, approvals])),
    strays: () => straysOf(context, specs),
  };
}

/** Like `openSpecs`; a stack named by `--stack` needs no spec if it was applied once. */
export async function openSpecsToDestroy(context: Context, flags: SpecFlags): Promise<OpenedSpecs> {
  const recorded = await (await context.state()).backend.records.list(context);
  const named = flags.stack.map(parseStack);
  const orphaned = named.filter((stack) => recorded.includes(stack));
  if (named.length === 0 || orphaned.length < named.length) return openSpecs(context, flags);
  const opened = await openSpecsOrNone(context, flags);
  const missing = orphaned.filter((stack) => !opened.graphs.some((graph) => graph.stack === stack));
  return { ...opened, graphs: [...opened.graphs, ...missing.map(emptyGraph)] };
}

async function openSpecsOrNone(context: Context, flags: SpecFlags): Promise<OpenedSpecs> {
  const all = await openSpecs(context, { ...flags, stack: [], environment: [] });
  return { ...all, graphs: all.graphs.filter(({ stack }) => flags.stack.includes(stack)) };
}

interface Compiled {
  readonly specs: readonly StackSpec[];
  readonly graphs: readonly ResourceGraph[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All graphs of these texts, whatever is wrong with them. */
export function compileTexts(context: Pick<Context, "cwd">, texts: readonly SpecText[]): Compiled {
  return finish(compilingTexts(context, texts));
}

function* compilingTexts(context: Pick<Context, "cwd">, texts: readonly SpecText[]): Pausing<Compiled> {
  const loaded = yield* loadingSpecs(texts, componentTypes);
  const files = readNeeded(context, loaded.stacks);
  const { graphs, diagnostics } = yield* compilingStacks(loaded.stacks, componentTypes, resourceRules, files);
  return { specs: loaded.stacks, graphs, diagnostics: [...loaded.diagnostics, ...diagnostics] };
}

export function hasErrors({ diagnostics }: Pick<Compiled, "diagnostics">): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

function showDiagnostics({ terminal }: Context, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    terminal.say(renderDiagnostic(diagnostic, terminal.paint));
    terminal.say("");
  }
}

/** Texts of the files that components name; those that are missing are left out and become diagnostics. */
function readNeeded({ cwd }: Pick<Context, "cwd">, specs: readonly StackSpec[]): ReadonlyMap<string, string> {
  const wanted = filesOf(specs, componentTypes);
  return new Map(
    wanted.flatMap(({ path }): readonly (readonly [string, string])[] => {
      try {
        return [[path, readFileSync(resolve(cwd, path), "utf8")]];
      } catch {
        return [];
      }
    }),
  );
}

async function straysOf(context: Context, specs: readonly StackSpec[]): Promise<readonly StackId[]> {
  const { backend: state } = await context.state();
  const known = new Set(specs.map(({ stack }) => stack));
  const projects = new Set(specs.map(({ project }) => project));
  const recorded = await state.records.list(context);
  const strays = recorded.filter((stack) => !known.has(stack) && projects.has(stack.split("/")[0] ?? ""));
  const records = await Promise.all(strays.map((stack) => state.records.read(stack, context)));
  return strays.filter((_, index) => (records[index]?.resources.length ?? 0) > 0);
}
