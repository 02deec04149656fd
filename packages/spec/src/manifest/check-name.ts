import type { Diagnostic, SpecPath } from "@cloudmake/model";
import type { z } from "zod";
import { diagnose } from "../diagnostic/diagnose.ts";
import { quoted, sentence } from "../diagnostic/words.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";

/** A name that is no name, with one that would be. */
export function checkName(
  schema: z.ZodType,
  name: string,
  at: { readonly source: SourceFile; readonly span: Span; readonly path: SpecPath },
): readonly Diagnostic[] {
  const result = schema.safeParse(name);
  if (result.success) return [];
  const better = slugOf(name);
  const rule = sentence(result.error.issues[0]?.message ?? "");
  return [
    diagnose(at.source, at.span, "SPEC_BAD_NAME", {
      summary: `${quoted(name)} cannot be a name here`,
      detail: rule,
      fix: schema.safeParse(better).success ? `Write \`${better}\`.` : "Choose another name.",
      path: at.path,
    }),
  ];
}

/** A name made of another one's letters and digits; empty when it has none. */
export function slugOf(name: string): string {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^[^a-z]+|-+$/g, "");
}
