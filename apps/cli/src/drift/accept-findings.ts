import {
  type Address,
  canonical,
  Failure,
  type FieldDrift,
  partsOf,
  type Place,
  type ResourceGraph,
  type ResourceNode,
  sameValue,
  type SpecPath,
  type Value,
} from "@cloudmake/model";
import { setValue, settingAt } from "@cloudmake/spec/format";
import type { SpecText } from "../read-specs.ts";
import type { Chosen } from "./choose-findings.ts";

/** A live value that goes into the spec. */
export interface Acceptance {
  readonly address: Address;
  readonly field: string;
  readonly before: Value | undefined;
  readonly value: Value;
  readonly place: Place;
}

export interface Accepted {
  readonly acceptances: readonly Acceptance[];
  /** The files that change, as they are to be written. */
  readonly texts: readonly SpecText[];
}

export interface SpecWorld {
  readonly texts: readonly SpecText[];
  /** Of all stacks, chosen or not. */
  readonly graphs: readonly ResourceGraph[];
  /** `undefined` where the texts have errors. */
  readonly compile: (texts: readonly SpecText[]) => Promise<readonly ResourceGraph[] | undefined>;
}

/**
 * Writes live values into the spec, or refuses with the reason; never one without the other.
 *
 * 1. The place of each input leads back to the setting it came from. Only a setting that says the same can take over.
 * 2. It is written where it stands; where that would change other stacks too, into its environment's own settings.
 * 3. The new texts are compiled: exactly the chosen inputs must have become the live values, and nothing else.
 */
export async function acceptFindings(chosen: readonly Chosen[], world: SpecWorld): Promise<Accepted> {
  for (const { finding, fields } of chosen) {
    const refused = finding.class !== "changed" || fields.length === 0;
    if (refused) throw refusal(finding.address ?? finding.type, adviceOn(finding));
  }
  const acceptances = chosen.flatMap((one) => one.fields.map((field) => acceptanceOf(one, field, world)));
  let effect = "";
  for (const way of ["where it stands", "in its environment"] as const) {
    const texts = edited(acceptances, world, way);
    if (texts === undefined) continue;
    const graphs = await world.compile(texts);
    if (graphs === undefined) continue;
    const others = sideEffects(world.graphs, graphs, acceptances);
    if (others.length === 0) return { acceptances, texts: texts.filter((text, index) => text !== world.texts[index]) };
    effect ||= others.slice(0, 3).join(", ");
  }
  const [first] = acceptances;
  throw refusal(
    first === undefined ? "nothing" : `${first.address}.${first.field}`,
    effect === ""
      ? "The setting cannot hold this value; change the spec by hand, or repair the object with --revert."
      : `Writing it into the spec would also change ${effect}; change the spec by hand, or accept those too.`,
  );
}

function adviceOn({ class: kind }: Chosen["finding"]): string {
  switch (kind) {
    case "missing":
      return "It is gone: take it out of the spec, or make it again with --revert.";
    case "unmanaged":
      return "No spec describes it: describe it and `cloudmake import` it, or delete it.";
    case "pending":
      return "The spec says so already: `cloudmake apply` carries it out.";
    case "unreadable":
      return "Nothing is known of it: try again when the cloud answers.";
    case "changed":
      return "There is no field to accept.";
  }
}

function acceptanceOf({ finding }: Chosen, { field, applied, live }: FieldDrift, world: SpecWorld): Acceptance {
  const name = `${finding.address ?? finding.type}.${field}`;
  if (finding.address === undefined || live === undefined || live === null) {
    throw refusal(name, "There is no live value to write into the spec.");
  }
  const place = nodeOf(finding.address, world.graphs)?.origins[field];
  if (place === undefined) throw refusal(name, "It comes from no setting of the spec; repair it with --revert.");
  return { address: finding.address, field, before: applied, value: live, place };
}

/** The texts with every acceptance written; `undefined` where one has no place to go. */
function edited(
  acceptances: readonly Acceptance[],
  world: SpecWorld,
  way: "where it stands" | "in its environment",
): readonly SpecText[] | undefined {
  const edits = acceptances.map((acceptance) => editOf(acceptance, world, way));
  const texts: SpecText[] = [];
  for (const text of world.texts) {
    let current = text.text;
    for (const edit of edits) {
      if (edit === undefined) return undefined;
      if (edit.file !== text.name) continue;
      const next = setValue(current, edit);
      if (next === undefined) return undefined;
      current = next;
    }
    texts.push(current === text.text ? text : { ...text, text: current });
  }
  return texts;
}

interface Edit {
  readonly file: string;
  readonly document: number;
  readonly path: SpecPath;
  readonly value: Value;
}

function editOf(
  { address, field, value, place }: Acceptance,
  world: SpecWorld,
  way: "where it stands" | "in its environment",
): Edit | undefined {
  const text = world.texts.find(({ name }) => name === place.file)?.text;
  const written = text === undefined ? undefined : settingAt(text, place.range);
  const wanted = nodeOf(address, world.graphs)?.inputs[field];
  if (written === undefined || wanted === undefined) return undefined;
  if (!says(written.value, wanted)) return undefined;
  const own = way === "where it stands" ? written.path : environmentPath(written.path, address);
  return own && { file: place.file, document: written.document, path: own, value: inKindOf(value, written.value) };
}

function says(written: unknown, wanted: Value): boolean {
  const text = canonical(written);
  return !text.includes("${") && (text === canonical(wanted) || sameValue(String(written), wanted, true));
}

/** `spec.components.box.size` -> `spec.components.box.environments.prod.size` */
function environmentPath(path: SpecPath, address: Address): SpecPath | undefined {
  const [spec = "", components = "", component = "", ...setting] = path;
  if (components !== "components" || setting.length === 0 || setting[0] === "environments") return undefined;
  return [spec, components, component, "environments", partsOf(address).environment, ...setting];
}

/** Clouds give some numbers back as text. */
function inKindOf(value: Value, written: unknown): Value {
  return typeof written === "number" && typeof value === "string" && value !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : value;
}

/** What the new graphs say otherwise than chosen, as `<address>.<input>`. */
function sideEffects(
  before: readonly ResourceGraph[],
  after: readonly ResourceGraph[],
  acceptances: readonly Acceptance[],
): readonly string[] {
  const nodes = (graphs: readonly ResourceGraph[]): ReadonlyMap<string, ResourceNode> =>
    new Map(graphs.flatMap((graph) => graph.nodes.map((node) => [`${node.address} ${node.type}`, node])));
  const [old, now] = [nodes(before), nodes(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === undefined || is === undefined) return [was?.address ?? is?.address ?? key];
    return otherwise(was, is, acceptances).map((field) => `${is.address}.${field}`);
  });
}

function otherwise(was: ResourceNode, is: ResourceNode, acceptances: readonly Acceptance[]): readonly string[] {
  const fields = [...new Set([...Object.keys(was.inputs), ...Object.keys(is.inputs)])];
  return fields.filter((field) => {
    const accepted = acceptances.find((one) => one.address === is.address && one.field === field);
    const wanted = accepted === undefined ? was.inputs[field] : accepted.value;
    return !sameValue(wanted, is.inputs[field], accepted !== undefined);
  });
}

function nodeOf(address: Address, graphs: readonly ResourceGraph[]): ResourceNode | undefined {
  return graphs.flatMap(({ nodes }) => nodes).find((node) => node.address === address);
}

function refusal(what: string, why: string): Failure {
  return new Failure("USAGE", { problem: `${what} cannot be accepted.`, hint: why });
}
