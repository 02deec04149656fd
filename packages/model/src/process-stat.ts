/** A process as Linux tells of it. */
export interface ProcessStat {
  /** The first 15 bytes of its program's name. */
  readonly command: string;
  /** It has ended; only its parent has not asked for its exit code yet, and may never. */
  readonly ended: boolean;
  readonly parent: number;
  /** When it began, in hundredths of a second since the machine did. */
  readonly beganTicks: number;
}

/** Reads what stands in `/proc/<pid>/stat`; `undefined` where that is something else. */
export function processStat(text: string): ProcessStat | undefined {
  // The name stands in parentheses, and may hold blanks and parentheses itself.
  const [, command, rest = ""] = /^\d+ \((.*)\) (.*)/s.exec(text) ?? [];
  const fields = rest.trimEnd().split(" ");
  const [parent, beganTicks] = [Number(fields[1]), Number(fields[19])];
  if (command === undefined || !Number.isSafeInteger(parent) || !Number.isSafeInteger(beganTicks)) return undefined;
  return { command, ended: fields[0] === "Z", parent, beganTicks };
}
