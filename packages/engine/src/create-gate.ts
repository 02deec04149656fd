import {
  type AppliedRecord,
  Failure,
  type Inputs,
  isJoin,
  isList,
  isPrint,
  isRecord,
  isRef,
  isSecretRef,
  type Marker,
  type Plan,
  sameValue,
  type Step,
  type Value,
} from "@cloudmake/model";
import type { Admission, Gate, Mutation } from "@cloudmake/ports";
import { keyOf } from "./world.ts";

/**
 * The last door: admits exactly the plan's steps, each mutation once, whatever the engine behind it derives.
 *
 * Where the engine asks for less than the plan foresees because its own state lags behind (a resource it never saved,
 * one it saved late), the answer takes over or reads what is there; it never changes more than the plan says.
 * @param alive throws once the lease is lost
 */
export function createGate(plan: Plan, record: AppliedRecord, alive: () => void): Gate {
  const steps = new Map(plan.steps.map((step) => [keyOf(step), step]));
  const recorded = new Map(record.resources.map((resource) => [keyOf(resource), resource]));
  const used = new Set<string>();
  return {
    mustHold: alive,
    admit(mutation: Mutation): Admission {
      alive();
      const key = keyOf(mutation);
      const step = steps.get(key);
      if (step === undefined) throw refusal(mutation, "no step of the plan is about it");
      const once = `${key} ${mutation.rpc} ${mutation.id ?? ""}`;
      if (used.has(once)) throw refusal(mutation, "the plan's step was already taken");
      const known = recorded.get(key);
      const admission = admissionOf(mutation, step, known?.id, { stack: plan.stack, hash: step.marker });
      used.add(once);
      if (admission.kind !== "create" || step.action !== "replace" || known === undefined) return admission;
      const { id, outputs } = known;
      return id !== step.id || used.has(`${key} delete ${id}`)
        ? admission
        : { ...admission, replaced: { id, outputs } };
    },
  };
}

function admissionOf(mutation: Mutation, step: Step, recorded: string | undefined, marker: Marker): Admission {
  switch (mutation.rpc) {
    case "create":
      if (step.action !== "hold") mustMatch(mutation, step);
      return admitCreate(mutation, step, recorded, marker);
    case "update":
      if (step.action !== "hold") mustMatch(mutation, step);
      return admitUpdate(mutation, step, marker);
    case "delete":
      return admitDelete(mutation, step);
  }
}

function admitCreate(mutation: Mutation, step: Step, recorded: string | undefined, marker: Marker): Admission {
  const nothing: ReadonlySet<string> = new Set();
  switch (step.action) {
    case "create":
      return { kind: "create", marker, exclude: nothing, adopt: step.id };
    case "import":
      return { kind: "create", marker, exclude: nothing, adopt: step.id };
    case "replace":
      return { kind: "create", marker, exclude: new Set(step.id === undefined ? [] : [step.id]), adopt: undefined };
    case "keep":
    case "hold": // the engine forgot what the record knows
      if (recorded === undefined) throw refusal(mutation, `the plan says ${step.action}`);
      return { kind: "read-only", id: recorded };
    case "update":
      if (recorded === undefined) throw refusal(mutation, "the plan says update");
      return { kind: "create", marker, exclude: nothing, adopt: recorded };
    case "delete":
    case "forget":
      throw refusal(mutation, `the plan says ${step.action}`);
  }
}

function admitUpdate(mutation: Mutation, step: Step, marker: Marker): Admission {
  switch (step.action) {
    case "update":
      return { kind: "update", marker };
    case "keep":
    case "hold":
      if (mutation.id === undefined) throw refusal(mutation, `the plan says ${step.action}`);
      return { kind: "read-only", id: mutation.id };
    case "create": // adopted or imported in an earlier, interrupted run that the engine saved
    case "import":
      if (step.id !== undefined && step.id === mutation.id) return { kind: "update", marker };
      throw refusal(mutation, `the plan says ${step.action}`);
    case "replace":
    case "delete":
    case "forget":
      throw refusal(mutation, `the plan says ${step.action}`);
  }
}

function admitDelete(mutation: Mutation, step: Step): Admission {
  switch (step.action) {
    case "delete":
    case "replace":
      if (step.id !== mutation.id) throw refusal(mutation, `the plan deletes ${step.id ?? "another object"}`);
      return { kind: "delete" };
    case "forget":
      return { kind: "forget" };
    case "create": // found missing: there is nothing left to delete
      if (step.reasons.some((reason) => reason.because === "missing" && reason.id === mutation.id)) {
        return { kind: "forget" };
      }
      throw refusal(mutation, "the plan says create");
    case "update":
    case "import":
    case "keep":
    case "hold":
      throw refusal(mutation, `the plan says ${step.action}`);
  }
}

function mustMatch(mutation: Mutation, step: Step): void {
  const differing = differences(step.inputs ?? {}, mutation.inputs ?? {});
  if (differing.length > 0) throw refusal(mutation, `other values than planned: ${differing.join(", ")}`);
}

/** Top-level inputs that are not what was planned. An unknown admits any value, a secret only its own print. */
export function differences(planned: Inputs, actual: Inputs): readonly string[] {
  const fields = [...new Set([...Object.keys(planned), ...Object.keys(actual)])].sort();
  return fields.filter((field) => !admits(planned[field], actual[field]));
}

function admits(planned: Value | undefined, actual: Value | undefined): boolean {
  if (isRef(planned) || isSecretRef(planned)) return actual !== undefined;
  if (isJoin(planned)) return typeof actual === "string" || isPrint(actual);
  if (isList(planned) && isList(actual)) {
    return planned.length === actual.length && planned.every((item, index) => admits(item, actual[index]));
  }
  if (isRecord(planned) && isRecord(actual) && !isPrint(planned)) return differences(planned, actual).length === 0;
  return sameValue(planned, actual, false);
}

function refusal({ address, rpc }: Mutation, why: string): Failure {
  return new Failure("STEP_NOT_PLANNED", { address, action: rpc, why });
}
