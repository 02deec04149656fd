import { z } from "zod";
import { StackId } from "./address.ts";
import { Digest } from "./digest.ts";
import { CloudName } from "./names.ts";

interface Entry {
  readonly http: number;
  /** Exit code of the CLI, see `docs/reference/exit-codes.md`. */
  readonly exit: number;
  readonly retryable: boolean;
  /** Made when asked for: descriptions of an API need it, a command does not. */
  readonly data: () => z.ZodType;
}

/** A step that did not end well, as programs read it. */
const failedStep = () =>
  z.object({
    stack: z.string(),
    /** Absent when it was no single resource. */
    address: z.string().optional(),
    code: z.string(),
    message: z.string(),
  });
export type FailedStep = z.infer<ReturnType<typeof failedStep>>;

const failedRun = () =>
  z.object({ stacks: z.array(z.string()), failures: z.array(failedStep()), run: z.string().optional() });

/** Every expected refusal, each fact once. Wording belongs to renderers. */
export const failures = {
  USAGE: {
    http: 400,
    exit: 64,
    retryable: false,
    data: () => z.object({ problem: z.string(), hint: z.string().optional() }),
  },
  SPEC_INVALID: { http: 422, exit: 65, retryable: false, data: () => z.object({ errors: z.int() }) },
  SPEC_NOT_FOUND: { http: 404, exit: 65, retryable: false, data: () => z.object({ paths: z.array(z.string()) }) },
  STACK_NOT_FOUND: {
    http: 404,
    exit: 64,
    retryable: false,
    data: () => z.object({ stack: z.string(), known: z.array(z.string()) }),
  },
  SECRET_MISSING: { http: 422, exit: 65, retryable: false, data: () => z.object({ names: z.array(z.string()) }) },
  CREDENTIAL_MISSING: {
    http: 401,
    exit: 77,
    retryable: false,
    data: () =>
      z.object({
        cloud: CloudName,
        variables: z.array(z.string()),
        /** Other clouds that lack theirs, too. */
        others: z.array(z.object({ cloud: CloudName, variables: z.array(z.string()) })).optional(),
      }),
  },
  CREDENTIAL_REFUSED: {
    http: 401,
    exit: 77,
    retryable: false,
    data: () => z.object({ cloud: CloudName, status: z.int(), variable: z.string().optional() }),
  },
  PROVIDER_UNAVAILABLE: {
    http: 503,
    exit: 69,
    retryable: true,
    data: () =>
      z.object({
        cloud: CloudName,
        reason: z.string(),
        endpoint: z.string().optional(),
        /** Resources that nobody could look at, where that is what it was asked for. */
        left: z.int().optional(),
      }),
  },
  PROVIDER_REFUSED: {
    http: 422,
    exit: 1,
    retryable: false,
    data: () =>
      z.object({
        cloud: CloudName,
        status: z.int(),
        providerCode: z.string(),
        message: z.string(),
        requestId: z.string().optional(),
      }),
  },
  QUOTA_EXCEEDED: {
    http: 422,
    exit: 1,
    retryable: false,
    data: () => z.object({ cloud: CloudName, message: z.string() }),
  },
  RATE_LIMITED: {
    http: 429,
    exit: 69,
    retryable: true,
    data: () => z.object({ cloud: CloudName, retryAfterMs: z.int() }),
  },
  PLAN_STALE: {
    http: 409,
    exit: 78,
    retryable: false,
    data: () => z.object({ planned: Digest, current: Digest, changes: z.array(z.string()) }),
  },
  PLAN_UNREADABLE: {
    http: 422,
    exit: 65,
    retryable: false,
    data: () => z.object({ file: z.string(), problem: z.string() }),
  },
  STEP_NOT_PLANNED: {
    http: 409,
    exit: 78,
    retryable: false,
    data: () => z.object({ address: z.string(), action: z.string(), why: z.string() }),
  },
  LEASE_HELD: {
    http: 423,
    exit: 75,
    retryable: true,
    data: () => z.object({ stack: StackId, holder: z.string(), since: z.iso.datetime(), until: z.iso.datetime() }),
  },
  LEASE_LOST: { http: 423, exit: 75, retryable: true, data: () => z.object({ stack: StackId, holder: z.string() }) },
  APPLY_FAILED: {
    http: 502,
    exit: 1,
    retryable: true,
    data: failedRun,
  },
  APPLY_PARTIAL: {
    http: 502,
    exit: 74,
    retryable: true,
    data: () => failedRun().extend({ done: z.int(), failed: z.int() }),
  },
  CANCELLED: { http: 499, exit: 130, retryable: true, data: () => z.object({}) },
  TIMEOUT: { http: 504, exit: 124, retryable: true, data: () => z.object({ what: z.string(), ms: z.int() }) },
  STATE_KEY_WRONG: { http: 500, exit: 77, retryable: false, data: () => z.object({ source: z.string() }) },
  STATE_KEY_MISSING: {
    http: 500,
    exit: 77,
    retryable: false,
    data: () => z.object({ file: z.string(), shared: z.boolean().optional() }),
  },
  STATE_UNAVAILABLE: {
    http: 503,
    exit: 69,
    retryable: true,
    data: () => z.object({ place: z.string(), reason: z.string() }),
  },
  STATE_CORRUPT: {
    http: 500,
    exit: 1,
    retryable: false,
    data: () => z.object({ file: z.string(), problem: z.string() }),
  },
  ENGINE_MISSING: {
    http: 500,
    exit: 69,
    retryable: false,
    data: () => z.object({ wanted: z.string(), found: z.string().optional() }),
  },
  ENGINE_FAILED: {
    http: 500,
    exit: 1,
    retryable: true,
    data: () => z.object({ stack: StackId, exitCode: z.int().optional(), log: z.string() }),
  },
  APPROVAL_NEEDED: { http: 403, exit: 67, retryable: false, data: () => z.object({ stack: StackId, why: z.string() }) },
  OBJECT_NOT_FOUND: {
    http: 404,
    exit: 1,
    retryable: false,
    data: () => z.object({ cloud: CloudName, id: z.string() }),
  },
  SANDBOX_NOT_RUNNING: { http: 503, exit: 69, retryable: false, data: () => z.object({}) },
  DRIFT_INCOMPLETE: { http: 502, exit: 74, retryable: true, data: () => z.object({ unreadable: z.int() }) },
} as const satisfies Record<string, Entry>;

export type FailureCode = keyof typeof failures;
export type FailureData<C extends FailureCode> = z.infer<ReturnType<(typeof failures)[C]["data"]>>;

/** The only exception that is not a bug. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  readonly code: C;
  /** Ids, digests, counts: never a secret. */
  readonly data: FailureData<C>;

  constructor(code: C, data: FailureData<C>, cause?: unknown) {
    super(code, { cause });
    this.name = "Failure";
    this.code = code;
    this.data = data;
  }
}

export function isFailure<C extends FailureCode>(error: unknown, code: C): error is Failure<C> {
  return error instanceof Failure && error.code === code;
}

/** The refusal, or `undefined` for everything that is a bug. */
export function asFailure(error: unknown): Failure | undefined {
  return error instanceof Failure ? error : undefined;
}
