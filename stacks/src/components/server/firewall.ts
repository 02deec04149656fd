import { z } from "zod";

export const everyone = ["0.0.0.0/0", "::/0"];

const port = () =>
  z.union([
    z.int().min(1).max(65_535),
    z.string().regex(/^(any|\d{1,5}(-\d{1,5})?)$/, 'expected a port, a range such as "8000-8080", or "any"'),
  ]);

/** Traffic that is let in. */
const inbound = () =>
  z.strictObject({
    port: port().optional().describe('Port, range such as "8000-8080", or "any". Not for `icmp`.'),
    protocol: z.enum(["tcp", "udp", "icmp"]).default("tcp").describe("`tcp`, `udp` or `icmp`."),
    from: z
      .array(z.union([z.cidrv4(), z.cidrv6()], { error: "expected a network such as 203.0.113.0/24 or 2001:db8::/32" }))
      .min(1)
      .default(everyone)
      .describe("Networks it may come from. Default: everywhere."),
  });
export type Inbound = z.infer<ReturnType<typeof inbound>>;

export type Firewall = z.infer<ReturnType<typeof firewall>>;
export const firewall = () =>
  z.strictObject({
    inbound: z.array(inbound()).max(50).describe("What is let in; all else is not. Everything may go out."),
  });

/** Both clouds take a port or a range; "any" is the whole range. */
export function portRange({ port = "any" }: Inbound): string {
  return port === "any" ? "1-65535" : String(port);
}
