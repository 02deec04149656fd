import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok } from "../answer.ts";
import type { World } from "../world.ts";
import { showBinding } from "./bind.ts";
import { Binding, type Script } from "./rows.ts";
import { scriptOf } from "./scripts.ts";
import { addVersion, changedVersion, deploy, liveVersion } from "./write-version.ts";

const secretTypes = new Set(["secret_text", "secret_key"]);
const Secret = Binding.extend({ type: z.enum(["secret_text", "secret_key"]).default("secret_text") });
const Bulk = z.object({ secrets: z.record(z.string(), Secret.nullable()).default({}) });

/** Secrets are bindings whose values are never told; each write makes a version and deploys it. */
export function addSecrets(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/scripts/:script";

  api.get(`${path}/secrets`, (c) =>
    ok(c, secretsOf(scriptOf(world, c.req.param("account"), c.req.param("script"))).map(showBinding)),
  );

  api.put(`${path}/secrets`, async (c) => {
    const secret = await body(c, Secret);
    write(world, scriptOf(world, c.req.param("account"), c.req.param("script")), new Map([[secret.name, secret]]));
    return ok(c, showBinding(secret));
  });

  api.get(`${path}/secrets/:secret`, (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    return ok(c, showBinding(secretOf(script, c.req.param("secret"))));
  });

  api.delete(`${path}/secrets/:secret`, (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    write(world, script, new Map([[secretOf(script, c.req.param("secret")).name, null]]));
    return ok(c, null);
  });

  api.patch(`${path}/secrets-bulk`, async (c) => {
    const script = scriptOf(world, c.req.param("account"), c.req.param("script"));
    const { secrets } = await body(c, Bulk);
    write(world, script, new Map(Object.entries(secrets)));
    const shown = secretsOf(script).map((secret) => [secret.name, showBinding(secret)]);
    return ok(c, Object.fromEntries(shown));
  });
}

/** A merge: null takes a secret away, names not mentioned stay. */
function write(world: World, script: Script, changes: ReadonlyMap<string, Binding | null>): void {
  const before = liveVersion(script) ?? script.versions.at(-1);
  if (before === undefined) throw new CloudflareRefusal(400, 10021, "The script has no version to put a secret on.");
  const clash = before.bindings.find(({ name, type }) => changes.has(name) && !secretTypes.has(type));
  if (clash !== undefined) {
    throw new CloudflareRefusal(
      400,
      10053,
      `Binding name '${clash.name}' already in use. Please use a different name.`,
    );
  }
  const added = [...changes.values()].filter((each) => each !== null);
  const bindings = [...before.bindings.filter(({ name }) => !changes.has(name)), ...added];
  const version = changedVersion(world, script, before, {
    bindings,
    annotations: { "workers/triggered_by": "secret" },
  });
  addVersion(world, script, version);
  deploy(world, script, {
    versions: [{ version_id: version.id, percentage: 100 }],
    source: "api",
    annotations: { "workers/triggered_by": "secret" },
  });
}

function secretsOf(script: Script): readonly Binding[] {
  const version = liveVersion(script) ?? script.versions.at(-1);
  return version?.bindings.filter(({ type }) => secretTypes.has(type)) ?? [];
}

function secretOf(script: Script, name: string): Binding {
  const secret = secretsOf(script).find((each) => each.name === name);
  if (secret === undefined) throw new CloudflareRefusal(404, 10056, "Binding not found.");
  return secret;
}
