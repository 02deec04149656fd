import { cleanFailure, Failure, hideSecrets } from "@cloudmake/model";
import { PartialCreate } from "../define-resource.ts";

/** What went wrong, as a code and a sentence. */
export interface Described {
  readonly code: string;
  readonly message: string;
  readonly cause: Failure | undefined;
}

/** @param secrets what must not stand in message or cause: clouds like to repeat what they were sent */
export function describeError(error: unknown, secrets: readonly string[]): Described {
  const { code, message, cause } = inWords(error);
  return {
    code,
    message: hideSecrets(message, secrets, { cutOff: true }),
    cause: cause && cleanFailure(cause, secrets),
  };
}

function inWords(error: unknown): Described {
  if (error instanceof Failure) return { code: error.code, message: sentenceOf(error), cause: error };
  if (error instanceof PartialCreate) {
    const cause = error.cause instanceof Failure ? error.cause : undefined;
    return { code: cause?.code ?? "PARTIAL_CREATE", message: error.reasons.join("; "), cause };
  }
  if (error instanceof Error && error.name === "AbortError") {
    return { code: "CANCELLED", message: "the run was interrupted", cause: undefined };
  }
  return { code: "BUG", message: error instanceof Error ? error.message : String(error), cause: undefined };
}

function sentenceOf({ code, data }: Failure): string {
  for (const said of ["message", "reason", "problem", "why"] as const) {
    const text: unknown = Reflect.get(data, said);
    if (typeof text === "string") return text;
  }
  if ("status" in data) return `HTTP ${data.status}, ${code}`;
  return code;
}
