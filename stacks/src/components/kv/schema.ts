import { z } from "zod";

export type KvSettings = z.infer<typeof KvSettings>;
export const KvSettings = z.strictObject({
  provider: z.literal("cloudflare").default("cloudflare").describe("Only Cloudflare has this."),
});
