import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { regionSlugs } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import type { Vpc } from "./rows.ts";

const vpcName = z.string().regex(/^[a-zA-Z0-9.-]+$/, "may only contain letters, numbers, dashes, and periods");
const CreateVpc = z.object({
  name: vpcName,
  region: z.string(),
  description: z.string().max(255).default(""),
  ip_range: z
    .string()
    .regex(/^\d+\.\d+\.\d+\.\d+\/(?:1[6-9]|2[0-8])$/, "must be a private IPv4 CIDR from /16 to /28")
    .optional(),
});
const ChangeVpc = z.object({
  name: vpcName.optional(),
  description: z.string().max(255).optional(),
  default: z.boolean().optional(),
});

/** A region's default VPC comes into being with the first droplet. */
export function defaultVpc(cloud: DigitalOcean, region: string): Vpc {
  const existing = cloud.vpcs.all().find((row) => row.region === region && row.default);
  return existing ?? addVpc(cloud, { name: `default-${region}`, region, description: "", ip_range: undefined });
}

export function vpcRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => listReply(cloud, c, "vpcs", cloud.vpcs.all().map(vpcReply)));
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateVpc);
    if (!regionSlugs.includes(call.region)) throw unprocessable("region is invalid");
    if (cloud.vpcs.all().some(({ name }) => name === call.name)) throw unprocessable("name is already in use");
    if (cloud.vpcs.all().some(({ ip_range }) => ip_range === call.ip_range)) {
      throw unprocessable("This range/size overlaps with another VPC network in your account");
    }
    return c.json({ vpc: vpcReply(addVpc(cloud, { ...call, ip_range: call.ip_range })) }, 201);
  });
  app.get("/:id", (c) => c.json({ vpc: vpcReply(found(cloud.vpcs.get(c.req.param("id")))) }));
  app.on(["PUT", "PATCH"], "/:id", async (c) => {
    const vpc = found(cloud.vpcs.get(c.req.param("id")));
    const call = await bodyOf(c, ChangeVpc);
    if (c.req.method === "PUT" && call.name === undefined) throw unprocessable("name is required");
    if (call.default === true) {
      for (const other of cloud.vpcs.where(({ region }) => region === vpc.region)) {
        cloud.vpcs.update(other.id, { default: false });
      }
    }
    return c.json({
      vpc: vpcReply(found(cloud.vpcs.update(vpc.id, defined(call)))),
    });
  });
  app.delete("/:id", (c) => {
    const vpc = found(cloud.vpcs.get(c.req.param("id")));
    if (vpc.default) throw new VendorError(403, "forbidden", "Can not delete default VPCs");
    if (membersOf(cloud, vpc).length > 0) throw new VendorError(403, "forbidden", "Can not delete VPC with members");
    cloud.vpcs.remove(vpc.id);
    return c.body(null, 204);
  });
  app.get("/:id/members", (c) => {
    const members = membersOf(cloud, found(cloud.vpcs.get(c.req.param("id"))));
    const reply = members.map(({ id, name, created_at }) => ({ urn: `do:droplet:${id}`, name, created_at }));
    return listReply(cloud, c, "members", reply);
  });
  return app;
}

function membersOf(cloud: DigitalOcean, vpc: Vpc): ReturnType<DigitalOcean["droplets"]["all"]> {
  return cloud.droplets.where(({ vpc_uuid }) => vpc_uuid === vpc.id);
}

function addVpc(
  cloud: DigitalOcean,
  call: Pick<Vpc, "name" | "region" | "description"> & { readonly ip_range: string | undefined },
): Vpc {
  const block = cloud.vpcs.all().length + 100;
  return cloud.vpcs.add({
    ...call,
    id: randomUUID(),
    ip_range: call.ip_range ?? `10.${100 + (block >> 4)}.${(block % 16) * 16}.0/20`,
    default: !cloud.vpcs.all().some(({ region }) => region === call.region),
    created_at: cloud.now(),
  });
}

function vpcReply(row: Vpc): Readonly<Record<string, unknown>> {
  return { ...row, urn: `do:vpc:${row.id}` };
}
