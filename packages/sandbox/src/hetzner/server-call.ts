import { z } from "zod";
import { LabelSet, OptionalId } from "./exchange.ts";

const maxUserDataBytes = 32 * 1024;

const idOrName = z.union([z.string(), z.int()]);
export const hostname = z
  .string()
  .max(63)
  .regex(/^(?!-)[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, "must be a valid hostname as per RFC 1123");
const ids = z
  .array(z.int())
  .nullish()
  .transform((list) => list ?? []);
export const CreateServer = z.object({
  name: hostname,
  server_type: idOrName,
  image: idOrName,
  location: idOrName.optional(),
  ssh_keys: z
    .array(idOrName)
    .nullish()
    .transform((list) => list ?? []),
  volumes: ids,
  networks: ids,
  firewalls: z
    .array(z.object({ firewall: z.int() }))
    .nullish()
    .transform((list) => list ?? []),
  placement_group: OptionalId,
  public_net: z
    .object({
      enable_ipv4: z.boolean().default(true),
      enable_ipv6: z.boolean().default(true),
      ipv4: OptionalId,
      ipv6: OptionalId,
    })
    .prefault({}),
  user_data: z
    .string()
    .refine((text) => new TextEncoder().encode(text).length <= maxUserDataBytes, "must be at most 32 KiB")
    .nullish(),
  start_after_create: z.boolean().nullish(),
  automount: z.boolean().nullish(),
  labels: LabelSet,
});
export type CreateServer = z.infer<typeof CreateServer>;
