import type { Failure, FailureCode, FailureData } from "@cloudmake/model";
import { counted } from "./counted.ts";

/** A refusal in words: what happened, and what to do next. */
export interface Words {
  readonly what: string;
  readonly next?: string;
  readonly more?: readonly string[];
}

const forbidden = 403;
const waysOut =
  "If the account is gone for good: `cloudmake forget <address>` lets go of one resource, and the next apply makes it " +
  "anew where it is gone; `cloudmake destroy --forget-unreachable` lets go of all that cannot be reached.";

const words: { readonly [C in FailureCode]: (data: FailureData<C>) => Words } = {
  USAGE: ({ problem, hint }) => ({ what: problem, next: hint ?? "See `cloudmake --help`." }),
  SPEC_INVALID: ({ errors }) => ({
    what: `The specs have ${errors === 1 ? "an error" : `${errors} errors`}.`,
    next: "Nothing was changed. Mend what is marked above.",
  }),
  SPEC_NOT_FOUND: ({ paths }) => ({
    what: `No spec found in ${paths.map((path) => (path === "." ? "this directory" : path)).join(", ")}.`,
    next: "Name a file or a directory, or write a first one with `cloudmake init`.",
  }),
  STACK_NOT_FOUND: ({ stack, known }) => ({
    what: `There is no stack \`${stack}\`.`,
    next: known.length > 0 ? `These exist: ${known.join(", ")}.` : "The specs define no stack.",
  }),
  SECRET_MISSING: ({ names }) => ({
    what: `No value is set for ${names.map((name) => `\`${name}\``).join(", ")}.`,
    next: `Set ${names.map((name) => `CLOUDMAKE_SECRET_${name}`).join(" and ")}, or pass --secrets-file.`,
  }),
  CREDENTIAL_MISSING: ({ others = [], ...first }) => ({
    what: [first, ...others]
      .map(({ cloud, variables }) => `No credential for ${cloud}: ${variables.join(" and ")} not set.`)
      .join(" "),
    next: `Set ${others.length === 0 ? "it" : "them"}, or use the local clouds: \`cloudmake sandbox up\`, then \`eval "$(cloudmake sandbox env)"\`.`,
  }),
  CREDENTIAL_REFUSED: ({ cloud, status, variable }) => ({
    what:
      status === forbidden
        ? `${cloud} does not let the token do this (HTTP ${status}).`
        : `${cloud} refuses the token (HTTP ${status}).`,
    next: `Check that ${variable ?? "the token"} is right, not expired, and may do this.`,
  }),
  PROVIDER_UNAVAILABLE: ({ cloud, reason, endpoint, left }) => {
    const what = `${cloud} cannot be reached${endpoint === undefined ? "" : ` at ${endpoint}`}: ${reason}.`;
    if (left === undefined) return { what, next: "Nothing is lost; run the same command again later." };
    const alone = `${counted(left, "resource")} there ${left === 1 ? "is" : "are"} left alone; the rest goes on.`;
    return { what: `${what} ${alone}`, next: `Run it again later. ${waysOut}` };
  },
  PROVIDER_REFUSED: ({ cloud, status, providerCode, message, requestId }) => ({
    what: `${cloud} says no (HTTP ${status}, ${providerCode}): ${message}`,
    ...(requestId === undefined ? {} : { more: [`request id ${requestId}`] }),
  }),
  QUOTA_EXCEEDED: ({ cloud, message }) => ({
    what: `A quota of ${cloud} is used up: ${message}`,
    next: "Raise the limit with the provider or remove something, then apply again.",
  }),
  RATE_LIMITED: ({ cloud, retryAfterMs }) => ({
    what: `${cloud} asks to slow down.`,
    next: `Run the same command again in ${Math.ceil(retryAfterMs / 1000)} s.`,
  }),
  PLAN_STALE: ({ changes }) => ({
    what: "The plan is no longer what would be done, so nothing was done.",
    more: changes,
    next: "Make a new plan and look at it.",
  }),
  PLAN_UNREADABLE: ({ file, problem }) => ({
    what: `${file} is no plan: ${problem}`,
    next: "Make one with `cloudmake plan -o <file>`.",
  }),
  STEP_NOT_PLANNED: ({ address, action, why }) => ({
    what: `Refused to ${action} ${address}: ${why}.`,
    next: "The engine asked for something that no plan shows. Plan and apply again; if it stays, report it.",
  }),
  LEASE_HELD: ({ stack, holder, since, until }) => ({
    what: `${stack} is being changed by ${holder} since ${since}; their lease runs until ${until}.`,
    next: "Wait with --lock-timeout 5m, or run again later. A dead holder's lease frees itself.",
  }),
  LEASE_LOST: ({ stack, holder }) => ({
    what: `The lease of ${stack} ran out while this run was at work, so it stopped writing; the last to hold it is ${holder}.`,
    next: "Run `cloudmake apply` again.",
  }),
  APPLY_FAILED: ({ stacks }) => ({
    what: `Failed: ${stacks.join(", ")}.`,
    next: "Mend the cause and apply again; nothing needs to be undone.",
  }),
  APPLY_PARTIAL: ({ stacks, done, failed }) => ({
    what: `${done} done, ${failed} failed in ${stacks.join(", ")}.`,
    next: "Mend the cause and apply again; what was done is recorded.",
  }),
  CANCELLED: () => ({ what: "Cancelled.", next: "What was done is recorded. Run the same command again to go on." }),
  TIMEOUT: ({ what, ms }) => ({
    what: `${what} took longer than ${Math.round(ms / 1000)} s.`,
    next: "Apply again to go on where it stopped.",
  }),
  STATE_KEY_WRONG: ({ source }) => ({
    what: `The state key from ${source} is not the one this state was written with.`,
    next: "Restore the right key; nothing was changed.",
  }),
  STATE_KEY_MISSING: ({ file, shared }) =>
    shared === true
      ? {
          what: "A shared state needs its key on every machine: CLOUDMAKE_STATE_KEY is not set.",
          next: `Set it to the key all machines use (a first one: \`openssl rand -hex 32\`), or put it into ${file}.`,
        }
      : {
          what: `There is state, but its key is gone (${file}).`,
          next: "Restore the file or set CLOUDMAKE_STATE_KEY; nothing was changed.",
        },
  STATE_UNAVAILABLE: ({ place, reason }) => ({
    what: `The state in ${place} cannot be used: ${reason}.`,
    next: "Check that place, or the one that --state or CLOUDMAKE_STATE_URL names. Nothing is lost; run the same command again.",
  }),
  STATE_CORRUPT: ({ file, problem }) => ({
    what: `${file} cannot be read: ${problem}`,
    next: "Nothing was changed. `cloudmake state rebuild --stack <stack>` makes it again from Pulumi's state and the clouds; `.bak` beside it is the one before.",
  }),
  ENGINE_MISSING: ({ wanted, found }) => ({
    what: `The Pulumi CLI ${wanted} is needed${found === undefined ? " and was not found" : `, found ${found}`}.`,
    next: "From a checkout `scripts/quickstart` fetches or builds it; else put it on PATH or set CLOUDMAKE_PULUMI_ROOT.",
  }),
  ENGINE_FAILED: ({ stack, exitCode, log }) => ({
    what: `The Pulumi engine ended unexpectedly for ${stack}${exitCode === undefined ? "" : ` (exit code ${exitCode})`}.`,
    more: [`log: ${log}`],
    next: "Apply again: what it did is in the journal and will be taken over.",
  }),
  APPROVAL_NEEDED: ({ stack, why }) => ({
    what: `${stack}: ${why}`,
    next: "Look at the plan, then say so with the option named.",
  }),
  OBJECT_NOT_FOUND: ({ cloud, id }) => ({
    what: `${cloud} has no object ${id}.`,
    next: "Check the id and the account.",
  }),
  SANDBOX_NOT_RUNNING: () => ({ what: "The sandbox is not running.", next: "Start it with `cloudmake sandbox up`." }),
  DRIFT_INCOMPLETE: ({ unreadable }) => ({
    what: `${unreadable} could not be read, so the report is incomplete.`,
    next: "See the errors above, then run it again.",
  }),
};

/** The words of a failure; each code has its own. */
export function failureWords<C extends FailureCode>(failure: Failure<C>): Words {
  return words[failure.code](failure.data);
}

/** One line, for lists of what failed. */
export function failureLine(failure: Failure): string {
  const { what, next } = failureWords(failure);
  return next === undefined ? what : `${what} ${next}`;
}
