import { Failure } from "@cloudmake/model";
import { PartialCreate } from "../define-resource.ts";

/** What went wrong, as a code and a sentence. */
export interface Described {
  readonly code: string;
  readonly message: string;
  readonly cause: Failure | undefined;
}

/** Texts shorter than this are not taken out of messages: they would blacken every second word. */
const shortestSecret = 4;

/** @param secrets what must not stand in the message: clouds like to repeat what they were sent */
export function describeError(error: unknown, secrets: readonly string[]): Described {
  const { code, message, cause } = inWords(error);
  return { code, message: redact(message, secrets), cause };
}

export function redact(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
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

function sentenceOf({ data }: Failure): string {
  for (const said of ["message", "reason", "problem", "why"] as const) {
    const text: unknown = Reflect.get(data, said);
    if (typeof text === "string") return text;
  }
  return JSON.stringify(data);
}
