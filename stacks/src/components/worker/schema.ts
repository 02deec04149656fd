import { z } from "zod";
import { text } from "../../text.ts";

const bindingName = () => z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected a name such as CACHE");

export type WorkerSettings = z.infer<ReturnType<typeof workerSettings>>;
export const workerSettings = () =>
  z.strictObject({
    provider: z.literal("cloudflare").default("cloudflare").describe("Only Cloudflare has this."),
    main: z
      .string()
      .min(1)
      .describe("The script, an ES module, bundled into one file. The path is relative to the spec file."),
    compatibilityDate: z.iso
      .date()
      .default("2026-07-01")
      .describe("Day whose Workers runtime the script was written for, e.g. 2026-07-01."),
    compatibilityFlags: z.array(z.string()).default([]).describe("Switches of the runtime, e.g. `nodejs_compat`."),
    bindings: z
      .record(bindingName(), z.union([text(), z.number(), z.boolean()]))
      .default({})
      .describe("What the script finds in `env`: a component of type `kv`, a secret, another output, or plain text."),
    public: z.boolean().default(true).describe("Whether it answers at an address on workers.dev."),
  });
