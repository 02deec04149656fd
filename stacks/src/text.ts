import { isComponentRef, isJoin, isRef, isSecretRef } from "@cloudmake/model";
import { z } from "zod";
import type { Text } from "./resource-inputs.ts";

/** What literal text must look like; text behind a reference is checked by the cloud. */
export interface TextRule {
  readonly pattern: RegExp;
  /** Completes "expected ...", e.g. `a zone name such as example.com`. */
  readonly expected: string;
}

/**
 * A setting that is text, or may hold `${...}`. At decoding it is still a ComponentRef; `compile` gets it resolved.
 * In the JSON Schema it is a string, as in the YAML.
 */
export function text(rule?: TextRule): z.ZodType<Text> {
  const expected = rule?.expected ?? "text";
  return z
    .custom<Text>((value) => isReference(value) || (typeof value === "string" && (rule?.pattern.test(value) ?? true)), {
      error: `expected ${expected}, or a reference such as \${component.output}`,
    })
    .meta({ type: "string", ...(rule === undefined ? {} : { pattern: `${rule.pattern.source}|\\$\\{` }) });
}

function isReference(value: unknown): boolean {
  return isComponentRef(value) || isRef(value) || isSecretRef(value) || isJoin(value);
}
