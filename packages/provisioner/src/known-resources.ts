import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { EngineDirectory } from "./engine-directory.ts";

const Checkpoint = z.object({
  checkpoint: z.object({
    latest: z.object({ resources: z.array(z.object({ urn: z.string() })).optional() }).nullish(),
  }),
});

/** URNs in the engine's own state. */
export async function knownResources({ checkpoint }: EngineDirectory): Promise<ReadonlySet<string>> {
  const text = await readFile(checkpoint, "utf8").catch(() => undefined);
  if (text === undefined) return new Set();
  const { latest } = Checkpoint.parse(JSON.parse(text)).checkpoint;
  return new Set(latest?.resources?.map(({ urn }) => urn));
}
