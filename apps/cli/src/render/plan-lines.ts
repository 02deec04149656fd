import {
  type Action,
  changesOf,
  isMove,
  movesAway,
  type Place,
  type Plan,
  type Reason,
  type Step,
  type Value,
} from "@cloudmake/model";
import type { Colour, Paint } from "../terminal.ts";
import { changeTexts, valueTexts } from "./value-text.ts";

const signs: Record<Action, readonly [string, Colour]> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "magenta"],
  delete: ["-", "red"],
  import: ["→", "cyan"],
  forget: ["×", "dim"],
  keep: ["=", "dim"],
  hold: ["?", "yellow"],
};

/** A plan in, lines out: what will be done, and why, with the place in the YAML. */
export function planLines(plan: Plan, paint: Paint): readonly string[] {
  const shown = plan.steps.filter((step) => step.action !== "keep" && !movesAway(step));
  const head = paint("bold", plan.stack);
  if (shown.length === 0) return [`${head}  ${noChanges(plan)}`];
  return [head, ...shown.flatMap((step) => stepLines(step, plan.stack, paint)), `  ${planSummary(plan)}`];
}

function noChanges({ steps }: Plan): string {
  if (steps.length === 0) return "nothing described, nothing there";
  return `no changes: ${steps.length} ${steps.length === 1 ? "resource is" : "resources are"} as described`;
}

/** `2 to create, 1 to update` */
export function planSummary(plan: Plan): string {
  const words = {
    create: "to create",
    update: "to update",
    replace: "to replace",
    delete: "to delete",
    import: "to import",
    move: "to move",
    forget: "to forget",
    hold: "left alone",
    keep: "unchanged",
  };
  const kinds = plan.steps.filter((step) => !movesAway(step)).map(kindOf);
  const counts = Object.entries(words).map(
    ([kind, label]) => [kinds.filter((own) => own === kind).length, label] as const,
  );
  return counts.flatMap(([count, label]) => (count === 0 ? [] : [`${count} ${label}`])).join(", ");
}

function kindOf(step: Step): Action | "move" {
  return step.action === "import" && isMove(step) ? "move" : step.action;
}

/** All plans in one sentence. */
export function totalChanges(plans: readonly Plan[]): number {
  return plans.reduce((sum, plan) => sum + changesOf(plan).length, 0);
}

function stepLines(step: Step, stack: string, paint: Paint): readonly string[] {
  const [sign, colour] = signs[step.action];
  const address = step.address.slice(stack.length + 1);
  const whole = step.reasons.flatMap((reason) => wholeReason(reason, step) ?? []);
  const head =
    `  ${paint(colour, sign)} ${address}  ${paint("dim", typeName(step.type))}  ${whole.join(", ")}`.trimEnd();
  return [head, ...madeLines(step, paint), ...step.reasons.flatMap((reason) => fieldLine(reason, paint))];
}

/** What a new object will be: who approves a plan has to see its size and place, too. */
function madeLines({ action, inputs = {} }: Step, paint: Paint): readonly string[] {
  if (action !== "create") return [];
  const set = Object.entries(inputs).filter(([, value]) => !isEmpty(value));
  return set.flatMap(([field, value]) => {
    const [first = "", ...others] = valueTexts(value);
    if (others.length === 0) return [`      ${paint("dim", `${field}: ${first}`)}`];
    return [`      ${paint("dim", `${field}:`)}`, ...[first, ...others].map((item) => `        ${paint("dim", item)}`)];
  });
}

function isEmpty(value: Value): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** `hcloud:index/server:Server` -> `hcloud Server` */
export function typeName(type: string): string {
  const [pkg = "", , name = ""] = type.split(":");
  return `${pkg} ${name}`;
}

function wholeReason(reason: Reason, step: Step): string | undefined {
  switch (reason.because) {
    case "added":
      return undefined;
    case "removed":
      return "no longer wanted";
    case "missing":
      return `${reason.id} is gone from the cloud`;
    case "moved":
      // What goes has no inputs any more.
      return step.inputs === undefined ? `moves to ${reason.address}` : `takes over ${step.id} from ${reason.address}`;
    case "adopted":
      return `takes over ${reason.id}, which stands there already`;
    case "orphan":
      if (reason.beside === undefined) return `${reason.id} was left by an interrupted run`;
      return `${reason.id} came late from a lost call: there already is ${reason.beside}`;
    case "dependency":
      return `because of ${reason.address}`;
    case "incomplete":
      return `completes what was left half-way: ${reason.detail}`;
    case "unreadable":
      return `could not be read (${reason.code})`;
    case "stateful":
      return "holds data: kept unless you pass --delete-data";
    case "retained":
      return "stays in the cloud (`deletion: retain`)";
    case "untargeted":
      return "not asked for";
    case "requested":
      return "as asked for";
    case "changed":
    case "drifted":
    case "interrupted":
      return undefined;
  }
}

function fieldLine(reason: Reason, paint: Paint): readonly string[] {
  switch (reason.because) {
    case "changed": {
      const change = changeTexts(reason.before, reason.after).join(" -> ");
      return [`      ${reason.field}: ${change}${effect(reason, paint)}${at(reason.place, paint)}`];
    }
    case "drifted": {
      const change = changeTexts(reason.live, reason.wanted).join(" -> ");
      const note = paint("yellow", "  changed by hand");
      return [`      ${reason.field}: ${change}${note}${effect(reason, paint)}${at(reason.place, paint)}`];
    }
    case "interrupted":
      return [`      ${reason.field}: ${paint("yellow", "an interrupted run may have changed it")}`];
    default:
      return [];
  }
}

/** What a change comes to beyond itself. */
function effect({ replaces, stops }: { replaces: boolean; stops?: true | undefined }, paint: Paint): string {
  if (replaces) return paint("magenta", "  makes a new object");
  return stops === true ? paint("magenta", "  stops the machine until it is done") : "";
}

function at(place: Place | undefined, paint: Paint): string {
  return place === undefined ? "" : paint("dim", `  ${place.file}:${place.range.start.line}`);
}
