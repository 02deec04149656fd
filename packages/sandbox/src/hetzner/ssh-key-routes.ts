import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { sshFingerprint } from "../kernel/ssh-key.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { bodyOf, found, idOf, invalidField, LabelSet } from "./exchange.ts";
import { familyRoutes, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";

const kind = "ssh_key";
const CreateKey = z.object({ name: z.string().min(1), public_key: z.string().min(1), labels: LabelSet });

export function sshKeyRoutes(cloud: Hetzner): Hono {
  const app = familyRoutes(cloud, {
    kind,
    kinds: "ssh_keys",
    table: cloud.sshKeys,
    reply: (row) => row,
    filter: ({ fingerprint }, c) => (c.req.query("fingerprint") ?? fingerprint) === fingerprint,
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateKey);
    const fingerprint = sshFingerprint(call.public_key);
    if (fingerprint === undefined) throw invalidField("public_key", "is no valid SSH public key");
    refuseTakenName(cloud.sshKeys.all(), "SSH key", call.name);
    if (cloud.sshKeys.all().some((row) => row.fingerprint === fingerprint)) {
      throw new VendorError(409, "uniqueness_error", "SSH key with the same fingerprint already exists", {
        fields: [{ name: "public_key" }],
      });
    }
    const row = cloud.sshKeys.add({ ...call, id: cloud.store.nextId(), fingerprint, created: cloud.now() });
    return c.json({ ssh_key: row }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.sshKeys.get(idOf(c)), kind);
    const call = await bodyOf(c, Rename);
    refuseTakenName(cloud.sshKeys.all(), "SSH key", call.name, id);
    return c.json({ ssh_key: cloud.sshKeys.update(id, defined(call)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    cloud.sshKeys.remove(found(cloud.sshKeys.get(idOf(c)), kind).id);
    return c.body(null, 204);
  });
  return app;
}
