import { type Diagnostic, Failure } from "@cloudmake/model";

/** `SPEC_INVALID` together with the diagnostics, for `--json`. */
export class SpecErrors extends Failure<"SPEC_INVALID"> {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super("SPEC_INVALID", { errors: diagnostics.filter(({ severity }) => severity === "error").length });
    this.diagnostics = diagnostics;
  }
}
