import { z } from "zod";

/** What is read of an engine event; debug diagnostics, which hold secrets in clear, never get this far. */
export type EngineNews =
  | { readonly kind: "started" | "ended" | "failed"; readonly op: string; readonly urn: string }
  | {
      readonly kind: "diagnostic";
      readonly severity: "warning" | "error";
      readonly urn: string;
      readonly text: string;
    };

const Metadata = z.object({ metadata: z.object({ op: z.string(), urn: z.string() }) });
const Event = z.object({
  resourcePreEvent: Metadata.optional(),
  resOutputsEvent: Metadata.optional(),
  resOpFailedEvent: Metadata.optional(),
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
});

export function engineNews(event: unknown): EngineNews | undefined {
  const parsed = Event.safeParse(event);
  if (!parsed.success) return undefined;
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = parsed.data;
  if (resourcePreEvent !== undefined) return { kind: "started", ...pick(resourcePreEvent) };
  if (resOutputsEvent !== undefined) return { kind: "ended", ...pick(resOutputsEvent) };
  if (resOpFailedEvent !== undefined) return { kind: "failed", ...pick(resOpFailedEvent) };
  if (diagnosticEvent === undefined) return undefined;
  const { severity, urn = "", message } = diagnosticEvent;
  if (severity !== "warning" && severity !== "error") return undefined;
  return { kind: "diagnostic", severity, urn, text: plain(message) };
}

function pick({ metadata: { op, urn } }: z.infer<typeof Metadata>): { readonly op: string; readonly urn: string } {
  return { op, urn };
}

/** Without the engine's colour marks: `<{%reset%}>`. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
