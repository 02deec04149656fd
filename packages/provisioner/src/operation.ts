import type { Stack } from "@pulumi/pulumi/automation/stack.js";

/** Resources worked on at once; the governor of each cloud keeps its rate limits. */
const parallel = 32;
const pace = ["--parallel", String(parallel), "--continue-on-error"];

/** One operation of the engine: as the CLI is told of it, and as the Automation API is, which must come to the same. */
export interface Operation {
  readonly words: readonly string[];
  run(stack: Stack, options: OperationOptions): Promise<unknown>;
}

export interface OperationOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: unknown) => void;
}

/** What an update is told when it starts. */
interface Manner {
  readonly refresh?: boolean;
  /** URNs of what is replaced without a changed input. */
  readonly replace?: string[];
}

export function up({ refresh = false, replace = [] }: Manner): Operation {
  const replacing = replace.flatMap((urn) => ["--replace", urn]);
  return {
    words: ["up", "--yes", "--skip-preview", ...refreshing(refresh), ...replacing, ...pace],
    run: (stack, options) => stack.up({ ...options, refresh, replace, parallel, continueOnError: true }),
  };
}

export function preview({ refresh }: { readonly refresh: boolean }): Operation {
  return {
    words: ["preview", ...refreshing(refresh)],
    run: (stack, options) => stack.preview({ ...options, refresh }),
  };
}

function refreshing(refresh: boolean): readonly string[] {
  return refresh ? ["--refresh"] : [];
}
