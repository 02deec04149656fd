import {
  canonical,
  type Inputs,
  isList,
  isRecord,
  isRef,
  isSecretRef,
  mapInputs,
  secretsIn,
  type Value,
} from "@cloudmake/model";
import type { World } from "@cloudmake/engine";
import type { Random } from "./random.ts";
import { type Copy, copyOf, type Edit, type Hand, type Part, type Scenario, subjectOf } from "./scenario.ts";
import { type Applied, worldOf } from "./stand.ts";

/** What was done to an object; a row of the table. */
export const kinds = [
  "untouched",
  "default noise",
  "server-side normalisation",
  "reordered lists",
  "changed field by field",
  "several at once",
  "missing",
  "unmanaged",
  "rotated secret",
  "edited spec",
  "unreadable",
] as const;
export type Kind = (typeof kinds)[number];

/** One stack of the corpus, what happens to it, and the truth about it. */
export interface DriftCase {
  readonly kind: Kind;
  readonly what: string;
  /** What is applied. */
  readonly parts: (copy: Copy) => readonly Part[];
  readonly edits: readonly ((hand: Hand) => Promise<void>)[];
  /** Another object of the stack's marker. */
  readonly twin?: (copy: Copy) => Inputs;
  /** Spec and record as the report sees them; by default as applied. */
  readonly seen?: (applied: Applied) => World;
  readonly finds: readonly string[];
}

/** Everything that can happen to a definition's object. */
export function casesOf(scenario: Scenario, random: Random, mixed: number): readonly DriftCase[] {
  return [
    ...stillCases(scenario),
    ...orderCases(scenario),
    ...scenario.edits.flatMap((edit) => editCases(scenario, edit)),
    ...mixedCases(scenario, random, mixed),
    ...goneCases(scenario),
    ...specCases(scenario),
  ];
}

/** Nothing happens: what the cloud fills in, spells otherwise or orders anew is no finding. */
function stillCases({ parts, spellings }: Scenario): readonly DriftCase[] {
  const base = { edits: [], finds: [] };
  return [
    { ...base, kind: "untouched", what: "every setting given", parts },
    ...spellings.map(({ what, inputs }): DriftCase => {
      const kind = what === "nothing but what must be" ? "default noise" : "server-side normalisation";
      return { ...base, kind, what, parts: (copy) => withInputs(parts(copy), inputs(copy)) };
    }),
  ];
}

/** The spec has its lists in another order than the object was made with. */
function orderCases({ parts }: Scenario): readonly DriftCase[] {
  const { definition, inputs } = sample(parts);
  return definition.sets
    .filter((field) => canonical(reversed(inputs[field] ?? null)) !== canonical(inputs[field] ?? null))
    .map((field) => ({
      kind: "reordered lists",
      what: `${field} in reverse`,
      parts,
      edits: [],
      seen: (applied) => recordedAs(applied, (given) => ({ ...given, [field]: reversed(given[field] ?? null) })),
      finds: [],
    }));
}

/** An edit by hand; and the same edit where the spec says nothing of the setting, which makes it nobody's business. */
function editCases({ parts }: Scenario, edit: Edit): readonly DriftCase[] {
  const { definition, name, inputs } = sample(parts);
  const kind: Record<Edit["kind"], Kind> = {
    changed: "changed field by field",
    reordered: "reordered lists",
    "default noise": "default noise",
    "rotated secret": "rotated secret",
  };
  const base = { parts, edits: [edit.by] };
  const own = edit.finds.flatMap((find) => find.match(`^changed ${name}\\.(.*)$`)?.[1] ?? []);
  const silent = own.filter((field) => definition.check(without(inputs, field)).length === 0);
  return [
    { ...base, kind: kind[edit.kind], what: edit.what, finds: edit.finds },
    ...silent.map((field): DriftCase => ({
      ...base,
      kind: "default noise",
      what: `${edit.what}, of which the spec says nothing`,
      seen: (applied) => recordedAs(applied, (given) => without(given, field)),
      finds: edit.finds.filter((find) => find !== `changed ${name}.${field}`),
    })),
  ];
}

function mixedCases({ parts, edits }: Scenario, random: Random, mixed: number): readonly DriftCase[] {
  const together = edits.filter(({ alone }) => alone !== true);
  return Array.from({ length: mixed }, (): DriftCase[] => {
    const chosen: Edit[] = [];
    for (const edit of random.shuffled(together).slice(0, 4)) {
      const taken = new Set(chosen.flatMap(({ finds }) => finds));
      if (!edit.finds.some((find) => taken.has(find))) chosen.push(edit);
    }
    if (chosen.length < 2) return [];
    const what = chosen.map((edit) => edit.what).join(", ");
    const finds = chosen.flatMap((edit) => edit.finds);
    return [{ kind: "several at once", what, parts, edits: chosen.map(({ by }) => by), finds }];
  }).flat();
}

function goneCases({ parts, takesAlong = [], twin }: Scenario): readonly DriftCase[] {
  const { name, definition } = sample(parts);
  const remove = ({ id, api }: Hand): Promise<void> =>
    definition.delete(api, id(), { outputs: {}, signal: new AbortController().signal });
  const gone = [name, ...takesAlong].map((part) => `missing ${part}`);
  return [
    { kind: "missing", what: "deleted by hand", parts, edits: [remove], finds: gone },
    ...(twin === undefined
      ? []
      : [
          {
            kind: "unmanaged" as const,
            what: "a clone",
            parts,
            edits: [],
            twin,
            finds: [`unmanaged ${definition.type}`],
          },
        ]),
  ];
}

/** The spec moves on, the cloud does not: pending, and no drift. */
function specCases({ parts }: Scenario): readonly DriftCase[] {
  const { name, definition, inputs } = sample(parts);
  const base = { parts, edits: [] };
  const fields = Object.keys(inputs).map((field): DriftCase => ({
    ...base,
    kind: "edited spec",
    what: `another ${field}`,
    seen: (applied) => wanting(applied, (given) => ({ ...given, [field]: other(given[field]) })),
    finds: [`pending ${name}.${field}`],
  }));
  const rotated = Object.entries(inputs)
    .filter(([, value]) => secretsIn(value).length > 0)
    .map(([field]): DriftCase => ({
      ...base,
      kind: "rotated secret",
      what: `another secret in ${field}`,
      seen: (applied) => wanting(applied, (given) => mapInputs(given, rotate)),
      finds: [`pending ${name}.${field}`],
    }));
  const removed: DriftCase = {
    ...base,
    kind: "edited spec",
    what: "taken out of the spec",
    seen: ({ record, nodes }) => worldOf({ record }, nodes.slice(0, -1)),
    finds: definition.stateful ? [] : [`pending ${name}`],
  };
  return [...fields, ...rotated, removed];
}

/** Spec and record both say something else than what was made. */
function recordedAs({ copy, record, nodes }: Applied, change: (inputs: Inputs) => Inputs): World {
  const last = record.resources.length - 1;
  const resources = record.resources.map((resource, index) =>
    index === last ? { ...resource, inputs: change(resource.inputs) } : resource,
  );
  return wanting({ copy, nodes, record: { ...record, resources } }, change);
}

function wanting({ record, nodes }: Applied, change: (inputs: Inputs) => Inputs): World {
  const last = nodes.length - 1;
  return worldOf(
    { record },
    nodes.map((node, index) => (index === last ? { ...node, inputs: change(node.inputs) } : node)),
  );
}

/** For what is the same in every copy: names, fields, orders. */
function sample(parts: Scenario["parts"]): Part {
  return subjectOf(parts(copyOf(0)));
}

function withInputs(parts: readonly Part[], inputs: Readonly<Record<string, Value | undefined>>): readonly Part[] {
  const subject = subjectOf(parts);
  const merged = Object.entries({ ...subject.inputs, ...inputs }).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  return [...parts.slice(0, -1), { ...subject, inputs: Object.fromEntries(merged) }];
}

function without(inputs: Inputs, field: string): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== field));
}

/** Both the list and the lists in its items, the other way round. */
function reversed(value: Value): Value {
  if (isList(value)) return value.map(reversed).toReversed();
  if (!isRecord(value) || isRef(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reversed(item)]));
}

function rotate(leaf: Value): Value {
  return isSecretRef(leaf) ? { $secret: "ROTATED" } : leaf;
}

/** A value that is not the same. */
function other(value: Value | undefined): Value {
  if (isSecretRef(value)) return "in clear";
  if (isRef(value)) return "another";
  if (isList(value)) return value.length > 0 ? value.slice(1) : ["another"];
  if (isRecord(value)) return { ...value, another: "one" };
  switch (typeof value) {
    case "number":
      return value + 1;
    case "boolean":
      return !value;
    default:
      return value === "another" ? "one more" : "another";
  }
}
