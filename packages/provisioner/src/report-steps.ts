import { type Address, changesOf, type RunEvent, type Step } from "@cloudmake/model";
import type { ProvisionJob } from "@cloudmake/ports";
import type { EngineNews } from "./engine-events.ts";
import type { RunOutcome } from "./run-outcome.ts";
import { addressOfUrn } from "./urn.ts";

interface Progress {
  readonly step: Step;
  readonly startedAt: number;
  /** Operations of the engine that are still to end: a replacement is a creation and a deletion. */
  readonly due: Set<string>;
}

export interface StepReporter {
  readonly take: (news: EngineNews) => void;
  /** Reports the steps that needed no operation of the engine: the record alone changes. */
  readonly finish: (isDone: (step: Step) => boolean) => void;
  /** Diagnostics of a resource that no provider reported. */
  readonly complaints: ReadonlyMap<Address, string>;
  /** For people. */
  readonly notice: (message: string) => void;
  /** Steps done outside of the engine. */
  readonly around: (step: Step, work: () => Promise<void>) => Promise<void>;
}

/** Turns what the engine tells into events of steps, each started once and ended once, by time of arrival. */
export function createStepReporter(
  job: ProvisionJob,
  outcome: RunOutcome,
  now: () => number,
  report: (event: RunEvent) => void,
): StepReporter {
  const { run, stack, plan } = job;
  const steps = new Map(changesOf(plan).map((step) => [`${step.address} ${step.type}`, step]));
  const underway = new Map<Step, Progress>();
  const over = new Set<Step>();
  const complaints = new Map<Address, string>();
  const head = () => ({ run, stack, at: new Date(now()).toISOString() });

  const start = (step: Step): Progress => {
    const known = underway.get(step);
    if (known !== undefined) return known;
    const { address, action } = step;
    const due = new Set(action === "replace" ? ["create", "delete"] : ["any"]);
    const progress = { step, startedAt: now(), due };
    underway.set(step, progress);
    report({ type: "step-started", ...head(), address, action });
    return progress;
  };
  const end = ({ step, startedAt }: Progress): void => {
    if (over.has(step)) return;
    over.add(step);
    const { address, action } = step;
    const id = outcome.objectOf(step)?.id ?? step.id;
    const adopted = outcome.wasAdopted(address) ? { adopted: true } : {};
    const ms = Math.round(now() - startedAt);
    report({ type: "step-ended", ...head(), address, action, ...(id === undefined ? {} : { id }), ms, ...adopted });
  };
  const fail = ({ step, startedAt }: Progress): void => {
    if (over.has(step)) return;
    over.add(step);
    const { address, action } = step;
    const failure = outcome.failureOf(address);
    const message = failure?.message ?? complaints.get(address) ?? "the engine could not carry it out";
    const ms = Math.round(now() - startedAt);
    report({ type: "step-failed", ...head(), address, action, code: failure?.code ?? "ENGINE_FAILED", message, ms });
  };
  const stepOf = (urn: string): Step | undefined => {
    const address = addressOfUrn(stack, urn);
    return address && steps.get(`${address} ${urn.split("::")[2]?.split("$").at(-1)}`);
  };

  const notice = (message: string): void => report({ type: "notice", ...head(), level: "warning", message });
  return {
    complaints,
    notice,
    take: (news) => {
      if (news.kind === "diagnostic") return takeDiagnostic(news, job, complaints, notice);
      const step = stepOf(news.urn);
      const part = partOf(news.op);
      if (step === undefined || part === undefined) return;
      const progress = start(step);
      if (news.kind === "failed") fail(progress);
      if (news.kind !== "ended") return;
      progress.due.delete(progress.due.has(part) ? part : "any");
      if (progress.due.size === 0) end(progress);
    },
    finish: (isDone) => {
      for (const step of steps.values()) if (!over.has(step) && isDone(step)) end(start(step));
    },
    around: async (step, work) => {
      const progress = start(step);
      await work().catch((error: unknown) => {
        if (outcome.failureOf(step.address) === undefined) throw error;
      });
      if (outcome.failureOf(step.address) === undefined) end(progress);
      else fail(progress);
    },
  };
}

function takeDiagnostic(
  news: Extract<EngineNews, { kind: "diagnostic" }>,
  { stack }: ProvisionJob,
  complaints: Map<Address, string>,
  warn: (message: string) => void,
): void {
  const address = addressOfUrn(stack, news.urn);
  if (news.severity === "warning") warn(news.text);
  else if (address !== undefined && !complaints.has(address)) complaints.set(address, news.text);
}

/** The half of a replacement an operation is; `undefined` for those that change nothing. */
function partOf(op: string): "create" | "delete" | "any" | undefined {
  switch (op) {
    case "create":
    case "update":
    case "delete":
      return "any";
    case "create-replacement":
      return "create";
    case "delete-replaced":
      return "delete";
    default:
      return undefined;
  }
}
