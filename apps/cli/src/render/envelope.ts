import type { Diagnostic } from "@cloudmake/model";

const formatVersion = "1.0";

/** How a command ended, for programs. */
export interface Envelope {
  readonly ok: boolean;
  readonly code: string;
  readonly data: unknown;
  readonly diagnostics?: readonly Diagnostic[];
  readonly run_id?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** One document; its fields and their order are an interface. */
export function envelopeOf({ ok, code, data, diagnostics = [], run_id }: Envelope): Fields {
  return { format_version: formatVersion, ok, code, data, diagnostics, run_id: run_id ?? null };
}

/** The same as the last line of a stream. */
export function resultEvent(fields: Fields): Fields {
  return { type: "result", "@timestamp": new Date().toISOString(), ...fields };
}
