import type { StackId } from "@cloudmake/model";

export interface SpecText {
  readonly name: string;
  readonly text: string;
}

/** What one stack stands on, as its manifest says. */
export interface StackOutline {
  readonly stack: StackId;
  /** Files its components name. */
  readonly files: readonly { readonly path: string; readonly component: string }[];
  /** References to other stacks. */
  readonly follows: readonly { readonly stack: StackId; readonly reference: string; readonly component: string }[];
}

/** What changed between two states of a checkout. Names are relative to one and the same directory. */
export interface SpecChanges {
  readonly specs: readonly SpecText[];
  /** Changed and deleted specs, as they were. */
  readonly before: readonly SpecText[];
  /** Every changed file, specs and others. */
  readonly changed: ReadonlySet<string>;
  /** Reads one spec; asked only for the few that can matter. */
  readonly outline: (spec: SpecText) => readonly StackOutline[];
}

export type AffectedReason =
  | { readonly because: "manifest"; readonly file: string }
  | { readonly because: "removed"; readonly file: string }
  | { readonly because: "file"; readonly file: string; readonly component: string }
  | { readonly because: "reference"; readonly to: StackId; readonly reference: string; readonly component: string };

export interface AffectedStack {
  readonly stack: StackId;
  /** Why, one per edge. */
  readonly reasons: readonly AffectedReason[];
}

const referredStack = /\$\{\s*([a-z][a-z0-9-]*\/[a-z][a-z0-9-]*)\//g;

/**
 * The stacks that a set of changed files touches: those whose manifest changed, those that use a changed file, and
 * whatever refers to one of these. Parsing is what costs, so a text that names none of it is only searched, not read.
 */
export function affectedStacks(changes: SpecChanges): readonly AffectedStack[] {
  const found = new Map<StackId, AffectedReason[]>();
  const waiting: StackId[] = [];
  const add = (stack: StackId, reason: AffectedReason): void => {
    const reasons = found.get(stack);
    if (reasons === undefined) waiting.push(stack);
    found.set(stack, [...(reasons ?? []), reason]);
  };
  const outline = remembered(changes.outline);
  const touched = changes.specs.filter(({ name }) => changes.changed.has(name));
  const present = new Set(touched.flatMap(outline).map(({ stack }) => stack));
  for (const spec of touched) {
    for (const { stack } of outline(spec)) add(stack, { because: "manifest", file: spec.name });
  }
  for (const spec of changes.before) {
    const gone = changes.outline(spec).filter(({ stack }) => !present.has(stack));
    for (const { stack } of gone) add(stack, { because: "removed", file: spec.name });
  }
  for (const [stack, reason] of usersOfFiles(changes, outline)) add(stack, reason);
  const referring = referringSpecs(changes.specs);
  for (let to = waiting.shift(); to !== undefined; to = waiting.shift()) {
    for (const [stack, reason] of dependentsOf(to, referring.get(to) ?? [], outline)) add(stack, reason);
  }
  return [...found].map(([stack, reasons]) => ({ stack, reasons })).toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
}

type Outline = SpecChanges["outline"];
type Edge = readonly [StackId, AffectedReason];

function usersOfFiles({ specs, changed }: SpecChanges, outline: Outline): readonly Edge[] {
  const names = new Set(specs.map(({ name }) => name));
  const others = [...changed].filter((file) => !names.has(file)).map((file) => file.slice(file.lastIndexOf("/") + 1));
  if (others.length === 0) return [];
  return specs
    .filter(({ text }) => others.some((name) => text.includes(name)))
    .flatMap(outline)
    .flatMap(({ stack, files }) =>
      files
        .filter(({ path }) => changed.has(path))
        .map(({ path, component }): Edge => [stack, { because: "file", file: path, component }]),
    );
}

function dependentsOf(to: StackId, specs: readonly SpecText[], outline: Outline): readonly Edge[] {
  return specs
    .flatMap(outline)
    .flatMap(({ stack, follows }) =>
      follows
        .filter((followed) => followed.stack === to && stack !== to)
        .map(({ reference, component }): Edge => [stack, { because: "reference", to, reference, component }]),
    );
}

/** Which specs may refer to a stack, by their text alone: comments count too, and are sorted out by reading. */
function referringSpecs(specs: readonly SpecText[]): ReadonlyMap<string, readonly SpecText[]> {
  const referring = new Map<string, SpecText[]>();
  for (const spec of specs) {
    for (const stack of new Set(Array.from(spec.text.matchAll(referredStack), ([, name = ""]) => name))) {
      const known = referring.get(stack);
      if (known === undefined) referring.set(stack, [spec]);
      else known.push(spec);
    }
  }
  return referring;
}

function remembered(outline: Outline): Outline {
  const read = new Map<SpecText, readonly StackOutline[]>();
  return (spec) => {
    const stacks = read.get(spec) ?? outline(spec);
    read.set(spec, stacks);
    return stacks;
  };
}
