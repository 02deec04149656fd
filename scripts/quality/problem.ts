/** One broken house rule, at a place an editor can jump to. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  /** The rule's name in the design: CM1 to CM12, or `layers`. */
  readonly rule: string;
  readonly message: string;
}

/** Prints them and sets the exit code. */
export function report(problems: readonly Problem[], checked: string): void {
  for (const { file, line, rule, message } of problems) console.error(`${file}:${line} ${rule} ${message}`);
  if (problems.length > 0) {
    console.error(`${problems.length} problem${problems.length === 1 ? "" : "s"} in ${checked}`);
    process.exitCode = 1;
  } else {
    console.log(`${checked}: nothing to mend`);
  }
}
