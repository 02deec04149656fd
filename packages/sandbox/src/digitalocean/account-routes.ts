import { Hono } from "hono";
import { z } from "zod";
import { sshFingerprint } from "../kernel/ssh-key.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import type { SshKey } from "./rows.ts";

const defaultDropletLimit = 25;

const CreateKey = z.object({ name: z.string().min(1), public_key: z.string().min(1) });
const RenameKey = z.object({ name: z.string().min(1) });

export function dropletLimit(cloud: DigitalOcean): number {
  const quota = cloud.kernel.quota("digitalocean", "droplets");
  return Number.isFinite(quota) ? quota : Math.max(defaultDropletLimit, cloud.droplets.all().length + 10);
}

/** Account, its SSH keys and its balance, below `/v2`. */
export function accountRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/account", (c) =>
    c.json({
      account: {
        droplet_limit: dropletLimit(cloud),
        floating_ip_limit: 5,
        email: "sandbox@example.invalid",
        name: "Sandbox",
        uuid: "00000000-0000-4000-8000-000000000001",
        email_verified: true,
        status: "active",
        status_message: "",
        team: { uuid: "00000000-0000-4000-8000-000000000002", name: "Sandbox" },
      },
    }),
  );
  app.get("/customers/my/balance", (c) =>
    c.json({
      month_to_date_balance: "0.00",
      account_balance: "0.00",
      month_to_date_usage: "0.00",
      generated_at: cloud.now(),
    }),
  );
  keyRoutes(app, cloud);
  return app;
}

function keyRoutes(app: Hono, cloud: DigitalOcean): void {
  app.get("/account/keys", (c) => listReply(cloud, c, "ssh_keys", cloud.keys.all()));
  app.post("/account/keys", async (c) => {
    const call = await bodyOf(c, CreateKey);
    const fingerprint = sshFingerprint(call.public_key);
    if (fingerprint === undefined) throw unprocessable("Key invalid, key should be of the format `type key [comment]`");
    if (keyOf(cloud, fingerprint)) throw unprocessable("SSH Key is already in use on your account");
    const key = { id: cloud.store.nextId(), fingerprint, public_key: call.public_key.trim(), name: call.name };
    return c.json({ ssh_key: cloud.keys.add(key) }, 201);
  });
  app.get("/account/keys/:key", (c) => c.json({ ssh_key: found(keyOf(cloud, c.req.param("key"))) }));
  app.put("/account/keys/:key", async (c) => {
    const key = found(keyOf(cloud, c.req.param("key")));
    const { name } = await bodyOf(c, RenameKey);
    return c.json({ ssh_key: cloud.keys.update(key.id, { name }) });
  });
  app.delete("/account/keys/:key", (c) => {
    cloud.keys.remove(found(keyOf(cloud, c.req.param("key"))).id);
    return c.body(null, 204);
  });
}

/** Keys go by id and by fingerprint. */
export function keyOf(cloud: DigitalOcean, idOrFingerprint: string | number): SshKey | undefined {
  return cloud.keys.get(idOrFingerprint) ?? cloud.keys.all().find(({ fingerprint }) => fingerprint === idOrFingerprint);
}
