import { z } from "zod";
import type { ComponentSchemas } from "../src/index.ts";

const reference = z.custom<object>(
  (value) => typeof value === "object" && value !== null && /\$/.test(Object.keys(value).join("")),
);
const text = (): z.ZodType => z.union([z.string(), reference]);

const port = z.union([
  z.int().min(1).max(65_535),
  z.literal("any"),
  z.string().regex(/^\d+-\d+$/, "a port range is like `80-90`"),
]);

const machine = {
  size: z.string().describe("How large it is."),
  region: z.string(),
  image: z.string().default("debian-12"),
  backups: z.boolean().default(false),
  disks: z.int().min(1).max(4).default(1),
  packages: z.array(z.string()).max(3).default([]),
  host: text().optional(),
  firewall: z
    .strictObject({ inbound: z.array(z.strictObject({ port, protocol: z.enum(["tcp", "udp"]).default("tcp") })) })
    .optional(),
};

const server = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("hetzner"), ...machine }),
  z.strictObject({ provider: z.literal("digitalocean"), ...machine, vpc: text().optional() }),
]);

const worker = z
  .strictObject({
    main: z.string(),
    bindings: z.record(z.string().regex(/^[A-Z_]+$/, "a binding has upper-case letters"), text()).default({}),
    routes: z.array(z.string()).optional(),
    domain: z.string().optional(),
  })
  .refine(
    ({ routes, domain }) => routes === undefined || domain === undefined,
    "`routes` and `domain` do not go together",
  );

/** A few component types, small enough to see through and with every kind of schema in them. */
export const componentTypes: ComponentSchemas = new Map([
  ["server", { schema: server, summary: "A server.", outputs: named("self", "ipv4") }],
  ["kv", { schema: z.strictObject({}), summary: "A key-value store.", outputs: named("self", "id") }],
  [
    "database",
    { schema: z.strictObject({ region: z.string() }), summary: "A database.", outputs: named("connectionUri", "host") },
  ],
  ["worker", { schema: worker, summary: "A worker.", outputs: named("self", "url") }],
  ["workspace", { schema: server, summary: "A machine.", outputs: named("self", "ipv4") }],
]);

function named(...names: readonly string[]): readonly { readonly name: string }[] {
  return names.map((name) => ({ name }));
}
