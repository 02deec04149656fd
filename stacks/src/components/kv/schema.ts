import { z } from "zod";

export type KvSettings = z.infer<ReturnType<typeof kvSettings>>;
export const kvSettings = () =>
  z.strictObject({
    provider: z.literal("cloudflare").default("cloudflare").describe("Only Cloudflare has this."),
  });
