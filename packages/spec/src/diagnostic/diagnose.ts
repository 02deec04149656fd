import type { Diagnostic, SpecPath } from "@cloudmake/model";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import type { SpecCode } from "./codes.ts";

/** What a diagnostic says, beside its code and place. */
export interface Wording {
  readonly summary: string;
  readonly detail?: string | undefined;
  readonly fix?: string | undefined;
  readonly path?: SpecPath | undefined;
  readonly severity?: Diagnostic["severity"];
}

export function diagnose(source: SourceFile, span: Span, code: SpecCode, wording: Wording): Diagnostic {
  const place = source.placeOf(span);
  const snippet = source.snippetOf(place);
  return {
    severity: wording.severity ?? "error",
    code,
    summary: wording.summary,
    ...(wording.detail === undefined ? {} : { detail: wording.detail }),
    file: place.file,
    range: place.range,
    ...(snippet === undefined ? {} : { snippet }),
    ...(wording.path === undefined ? {} : { path: pointerOf(wording.path) }),
    ...(wording.fix === undefined ? {} : { fix: wording.fix }),
  };
}

/** JSON pointer (RFC 6901). */
export function pointerOf(path: SpecPath): string {
  return path.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
