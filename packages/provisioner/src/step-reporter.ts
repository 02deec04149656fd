import { type Address, changesOf, isSweep, type RunEvent, type Step } from "@cloudmake/model";
import type { ProvisionJob } from "@cloudmake/ports";
import type { EngineNews } from "./engine-events.ts";
import type { RunOutcome } from "./run-outcome.ts";
import { addressOfUrn, urnOf } from "./urn.ts";

interface Progress {
  readonly step: Step;
  readonly startedAt: number;
  /** Operations of the engine that are still to end: a replacement is a creation and a deletion. */
  readonly due: Set<Part>;
}

type Part = "create" | "delete" | "any";

/** Turns what the engine tells into events of steps, each started once and ended once, by time of arrival. */
export class StepReporter {
  readonly #job: ProvisionJob;
  readonly #outcome: RunOutcome;
  readonly #now: () => number;
  readonly #report: (event: RunEvent) => void;
  /** By the engine's name of what they are about. */
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #underway = new Map<Step, Progress>();
  readonly #over = new Set<Step>();
  readonly #complaints = new Map<Address, string>();

  constructor(job: ProvisionJob, outcome: RunOutcome, now: () => number, report: (event: RunEvent) => void) {
    this.#job = job;
    this.#outcome = outcome;
    this.#now = now;
    this.#report = report;
    const steps = changesOf(job.plan).filter((step) => !isSweep(step));
    this.#steps = new Map(steps.map((step) => [urnOf(step.address, step.type), step]));
  }

  /** What the engine said against resources that no provider reported. */
  get complaints(): ReadonlyMap<Address, string> {
    return this.#complaints;
  }

  take(news: EngineNews): void {
    if (news.kind === "diagnostic") {
      this.#takeDiagnostic(news);
      return;
    }
    const step = this.#steps.get(news.urn);
    const part = partOf(news.op);
    if (step === undefined || part === undefined) return;
    const progress = this.#start(step);
    if (news.kind === "failed") this.#fail(progress);
    if (news.kind !== "ended") return;
    progress.due.delete(progress.due.has(part) ? part : "any");
    if (progress.due.size === 0) this.#end(progress);
  }

  /** Reports the steps that needed no operation of the engine: only the record changes. */
  finish(): void {
    for (const step of this.#steps.values()) this.#end(this.#start(step));
  }

  /** Reports the steps that were carried out although the engine did not live to tell. */
  catchUp(): void {
    for (const step of this.#steps.values()) if (this.#isDone(step)) this.#end(this.#start(step));
  }

  /** Whether the providers say so of every step; one that needed none of them nobody can answer for. */
  isAllDone(): boolean {
    return [...this.#steps.values()].every((step) => this.#isDone(step));
  }

  /** Reports a step that is done outside of the engine. */
  async around(step: Step, work: () => Promise<void>): Promise<void> {
    const progress = this.#start(step);
    const hasFailed = (): boolean => this.#outcome.failureOf(step.address) !== undefined;
    await work().catch((error: unknown) => {
      if (!hasFailed()) throw error;
    });
    if (hasFailed()) this.#fail(progress);
    else this.#end(progress);
  }

  notice(message: string): void {
    this.#report({ type: "notice", ...this.#head(), level: "warning", message });
  }

  #start(step: Step): Progress {
    const known = this.#underway.get(step);
    if (known !== undefined) return known;
    const { address, action } = step;
    const due = new Set<Part>(action === "replace" ? ["create", "delete"] : ["any"]);
    const progress = { step, startedAt: this.#now(), due };
    this.#underway.set(step, progress);
    this.#report({ type: "step-started", ...this.#head(), address, action });
    return progress;
  }

  #end({ step, startedAt }: Progress): void {
    if (this.#over.has(step)) return;
    this.#over.add(step);
    const { address, action } = step;
    const id = this.#outcome.objectOf(step)?.id ?? step.id;
    const details = {
      ...(id === undefined ? {} : { id }),
      ms: Math.round(this.#now() - startedAt),
      ...(this.#outcome.wasAdopted(address) ? { adopted: true } : {}),
    };
    this.#report({ type: "step-ended", ...this.#head(), address, action, ...details });
  }

  #isDone(step: Step): boolean {
    const { address, type, id, action } = step;
    const object = this.#outcome.objectOf(step);
    const isMade = object?.incomplete.length === 0 && this.#outcome.failureOf(address) === undefined;
    const isGone = id !== undefined && this.#outcome.isGone({ address, type, id });
    if (action === "delete") return isGone;
    return isMade && (action !== "replace" || isGone);
  }

  #fail({ step, startedAt }: Progress): void {
    if (this.#over.has(step)) return;
    this.#over.add(step);
    const { address, action } = step;
    const failure = this.#outcome.failureOf(address);
    const code = failure?.code ?? "ENGINE_FAILED";
    const message = failure?.message ?? this.#complaints.get(address) ?? "the engine could not carry it out";
    const ms = Math.round(this.#now() - startedAt);
    this.#report({ type: "step-failed", ...this.#head(), address, action, code, message, ms });
  }

  #takeDiagnostic({ urn, severity, text }: Extract<EngineNews, { kind: "diagnostic" }>): void {
    const address = addressOfUrn(this.#job.stack, urn);
    if (severity === "warning") this.notice(text);
    else if (address !== undefined && !this.#complaints.has(address)) this.#complaints.set(address, text);
  }

  #head(): { readonly run: string; readonly stack: ProvisionJob["stack"]; readonly at: string } {
    const { run, stack } = this.#job;
    return { run, stack, at: new Date(this.#now()).toISOString() };
  }
}

/** The half of a replacement an operation is; `undefined` for those that change nothing. */
function partOf(op: string): Part | undefined {
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
