import { makeDriftReport, type World } from "@cloudmake/engine";
import { type DriftReport, type Finding, type Observation, partsOf } from "@cloudmake/model";
import { definitions } from "@cloudmake/providers";
import { readableFields } from "./coverage.ts";
import { type DriftCase, casesOf, type Kind } from "./drift-case.ts";
import { randomFrom } from "./random.ts";
import { copyOf, type Scenario, subjectOf } from "./scenario.ts";
import { type Applied, openStand, type Stand, worldOf } from "./stand.ts";

/** What was true of one stack, and what the report said. */
export interface Outcome {
  readonly type: string;
  readonly kind: Kind;
  readonly what: string;
  /** `changed box.labels`, `missing box`; sorted. */
  readonly expected: readonly string[];
  readonly reported: readonly string[];
  /** Objects of the stack. */
  readonly objects: readonly string[];
  /** Settings that the definition says it can read, and of which the list said nothing, not even that they are unset. */
  readonly untold: readonly string[];
}

export interface CorpusSettings {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** Stacks per definition in which several things happen at once. */
  readonly mixed: number;
}

interface Tried {
  readonly example: DriftCase;
  readonly applied: Applied;
  readonly world: World;
}

/**
 * Applies every case as a stack of its own, edits the clouds by hand, and compares the report with the truth. All
 * stacks of a definition stand in one account and are seen by one observation; then again with a list that fails.
 */
export async function runCorpus({ scenarios, seed, mixed }: CorpusSettings): Promise<readonly Outcome[]> {
  const random = randomFrom(seed);
  const stand = await openStand();
  const outcomes: Outcome[] = [];
  let number = 0;
  try {
    for (const scenario of scenarios) {
      const tried: Tried[] = [];
      for (const example of random.shuffled(casesOf(scenario, random, mixed))) {
        number += 1;
        tried.push(await tryCase(stand, example, number));
      }
      outcomes.push(...outcomesOf(scenario, tried, await stand.observe(tried.map(({ world }) => world))));
      outcomes.push(...(await unreadableOutcomes(stand, scenario, scenarios, tried)));
      await stand.sandbox.reset();
    }
  } finally {
    await stand.close();
  }
  return outcomes;
}

async function tryCase(stand: Stand, example: DriftCase, number: number): Promise<Tried> {
  const copy = copyOf(number);
  const parts = example.parts(copy);
  const subject = subjectOf(parts);
  try {
    const applied = await stand.apply(copy, parts);
    if (example.twin !== undefined) await stand.makeTwin(applied, subject.definition, example.twin(copy));
    for (const edit of example.edits) await edit(stand.hand(applied));
    return { example, applied, world: example.seen?.(applied) ?? worldOf(applied, applied.nodes) };
  } catch (error) {
    const data = error instanceof Error && "data" in error ? JSON.stringify(error.data) : "";
    throw new Error(`${subject.definition.type}, ${example.kind}: ${example.what}: ${String(error)} ${data}`, {
      cause: error,
    });
  }
}

function outcomesOf(scenario: Scenario, tried: readonly Tried[], observation: Observation): readonly Outcome[] {
  const report = reportOn(tried, observation);
  return tried.map(({ example, applied }) => ({
    ...outcomeOf(applied, report),
    untold: untoldOf(scenario, applied, observation),
    kind: example.kind,
    what: example.what,
    expected: example.finds.toSorted(),
  }));
}

function untoldOf({ untold = [] }: Scenario, { record }: Applied, { objects }: Observation): readonly string[] {
  const last = record.resources.at(-1);
  const seen = objects.find(({ type, id }) => type === last?.type && id === last.id);
  const definition = definitions.find(({ type }) => type === last?.type);
  if (seen === undefined || definition === undefined) return [];
  return readableFields(definition).filter((field) => !(field in seen.inputs) && !untold.includes(field));
}

/** The same stacks, while a list that the definition needs answers nothing but errors. */
async function unreadableOutcomes(
  stand: Stand,
  scenario: Scenario,
  scenarios: readonly Scenario[],
  tried: readonly Tried[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const route of scenario.listedBy) {
    const [cloud = "", path = ""] = route.split(/(?=\/)(.*)/s);
    const fault = stand.sandbox.faults.add({
      cloud: cloudNamed(stand, cloud),
      method: "GET",
      route: path,
      status: 403,
    });
    const observation = await stand.observe(tried.map(({ world }) => world));
    stand.sandbox.faults.remove(fault.id);
    const blind = typesListedBy(route, scenarios);
    const report = reportOn(tried, observation);
    for (const { example, applied, world } of tried) {
      outcomes.push({
        ...outcomeOf(applied, report),
        untold: [],
        kind: "unreadable",
        what: `${route} fails; ${example.what}`,
        expected: seenWithout(blind, world, example.finds),
      });
    }
  }
  return outcomes;
}

function cloudNamed({ sandbox }: Stand, name: string) {
  const cloud = sandbox.clouds.get(name);
  if (cloud === undefined) throw new Error(`the sandbox has no cloud ${name}`);
  return cloud.name;
}

function typesListedBy(route: string, scenarios: readonly Scenario[]): ReadonlySet<string> {
  return new Set(
    scenarios
      .filter(({ listedBy }) => listedBy.includes(route))
      .map(({ parts }) => subjectOf(parts(copyOf(0))).definition.type),
  );
}

/** What remains of the truth when some types cannot be seen: each of their objects is unreadable, the rest stands. */
function seenWithout(blind: ReadonlySet<string>, { record }: World, finds: readonly string[]): readonly string[] {
  const hidden = record.resources
    .filter(({ type }) => blind.has(type))
    .map(({ address }) => partsOf(address).component);
  const visible = finds.filter((find) => {
    const [kind = "", object = ""] = find.split(" ");
    return kind === "pending" || !(hidden.includes(partOf(object)) || blind.has(object));
  });
  return [...visible, ...hidden.map((part) => `unreadable ${part}`)].sort();
}

function reportOn(tried: readonly Tried[], observation: Observation): DriftReport {
  return makeDriftReport(
    tried.map(({ world }) => ({ ...world, observation })),
    observation.takenAt,
  );
}

function outcomeOf({ record, nodes }: Applied, report: DriftReport): Pick<Outcome, "type" | "reported" | "objects"> {
  const findings = report.findings.filter(({ stack }) => stack === record.stack);
  return {
    type: nodes.at(-1)?.type ?? "",
    reported: findings.flatMap(unitsOf).sort(),
    objects: record.resources.map(({ address }) => partsOf(address).component),
  };
}

/** What a finding says, field by field. */
function unitsOf(finding: Finding): readonly string[] {
  const object = finding.address === undefined ? finding.type : partsOf(finding.address).component;
  if (finding.fields.length === 0) return [`${finding.class} ${object}`];
  return finding.fields.map(({ field }) => `${finding.class} ${object}.${field}`);
}

/** `box.labels` -> `box` */
export function partOf(object: string): string {
  return object.includes(":") ? object : (object.split(".")[0] ?? object);
}
