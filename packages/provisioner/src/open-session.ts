import { isMove, type Step } from "@cloudmake/model";
import type { Journals, Mutation, ProviderSession, ProvisionJob, Sealer } from "@cloudmake/ports";
import { forgivingGate } from "./forgiving-gate.ts";
import { knownSecrets } from "./known-secrets.ts";
import { addressLeftBehind } from "./provision-result.ts";
import type { RunOutcome } from "./run-outcome.ts";
import { addressOfUrn, typeOfUrn } from "./urn.ts";

export interface SessionCall {
  readonly journals: Journals;
  readonly sealer: Sealer;
  readonly forgotten: (mutation: Mutation) => void;
}

/** How long an interrupted run may take to end the steps in flight. */
const finishLimitMs = 15 * 60_000;

/** What the providers are told about one run. Calls in flight come to their end before an interruption ends them. */
export function openSession(
  job: ProvisionJob,
  outcome: RunOutcome,
  call: SessionCall,
): { readonly session: ProviderSession; readonly close: () => void } {
  const hard = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const soften = (): void => {
    timer = setTimeout(() => hard.abort(job.signal.reason), finishLimitMs);
  };
  job.signal.addEventListener("abort", soften, { once: true });
  const close = (): void => {
    job.signal.removeEventListener("abort", soften);
    clearTimeout(timer);
  };
  return { session: sessionOf(job, outcome, call, hard.signal), close };
}

function sessionOf(job: ProvisionJob, outcome: RunOutcome, call: SessionCall, signal: AbortSignal): ProviderSession {
  const { stack, plan, record, run, observation } = job;
  const recorded = new Set(record.resources.map(({ type, address }) => `${address} ${type}`));
  return {
    run,
    observation,
    gate: forgivingGate(job, outcome, call.forgotten),
    addressOf: (urn, id) => {
      const address = addressOfUrn(stack, urn);
      if (address === undefined || id === undefined) return address;
      const left = addressLeftBehind(address, id);
      return recorded.has(`${left} ${typeOfUrn(urn)}`) ? left : address;
    },
    // What was done must be written down, also by a run that is being interrupted.
    journal: (entry) => call.journals.append(stack, entry, { signal: AbortSignal.any([]) }),
    print: call.sealer.print,
    secrets: knownSecrets(job, call.sealer),
    failed: (failure) => outcome.failed(failure),
    adopted: (address) => outcome.adopted(address),
    settled: (object) => outcome.settled(object),
    movedAway: (object) => outcome.movedAway(object),
    updates: new Set(plan.steps.flatMap(({ action, address }) => (action === "update" ? [address] : []))),
    written: new Map(plan.steps.map((step) => [step.address, writtenBy(step)])),
    signal,
  };
}

/** What differs from a new object is in its inputs; an object that is there may have more. */
function writtenBy(step: Step): ReadonlySet<string> {
  const isThere = step.action === "update" || isMove(step);
  return new Set(
    step.reasons.flatMap((reason) => {
      if (!("field" in reason)) return [];
      return isThere || reason.because === "interrupted" ? [reason.field] : [];
    }),
  );
}
