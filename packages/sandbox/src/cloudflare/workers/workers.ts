import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok, okPage } from "../answer.ts";
import type { Account } from "../state.ts";
import { accountOf, now, type World } from "../world.ts";
import { Metadata } from "./read-upload.ts";
import type { Script } from "./rows.ts";
import { checkName, notFound, removeScript, takeSettings } from "./scripts.ts";
import { showVersionInFull, showWorker } from "./show-script.ts";
import { newScript } from "./write-version.ts";

const pages = { usual: 10, most: 100 } as const;
const Wanted = Metadata.pick({ tags: true, logpush: true, observability: true, tail_consumers: true }).extend({
  name: z.string(),
  subdomain: z.object({ enabled: z.boolean().optional(), previews_enabled: z.boolean().optional() }).optional(),
});

/** The newer API over the same scripts; here a worker has an id and may exist without code. */
export function addWorkers(api: Hono, world: World): void {
  const path = "/accounts/:account/workers/workers";

  api.get(path, (c) => {
    const account = accountOf(world, c.req.param("account"));
    return okPage(c, [...account.scripts.values()], pages, (script) => showWorker(account, script));
  });

  api.post(path, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const wanted = await body(c, Wanted);
    if (account.scripts.has(checkName(wanted.name))) {
      throw new CloudflareRefusal(409, 10040, `A Worker named '${wanted.name}' already exists.`);
    }
    const script = newScript(world, wanted.name);
    change(script, wanted);
    account.scripts.set(script.name, script);
    return ok(c, showWorker(account, script));
  });

  api.get(`${path}/:worker`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    return ok(c, showWorker(account, workerOf(account, c.req.param("worker"))));
  });

  api.on(["PUT", "PATCH"], `${path}/:worker`, async (c) => {
    const { account: id = "", worker = "" } = c.req.param();
    const account = accountOf(world, id);
    const script = workerOf(account, worker);
    const { name, ...wanted } = await body(c, Wanted.partial());
    if (name !== undefined && name !== script.name) {
      throw new CloudflareRefusal(400, 10021, "The sandbox does not rename workers.");
    }
    change(script, wanted);
    script.modifiedOn = now(world);
    return ok(c, showWorker(account, script));
  });

  api.get(`${path}/:worker/versions/latest`, (c) => {
    const version = workerOf(accountOf(world, c.req.param("account")), c.req.param("worker")).versions.at(-1);
    if (version === undefined) throw notFound();
    return ok(c, showVersionInFull(version));
  });

  api.delete(`${path}/:worker`, (c) => {
    const { name } = workerOf(accountOf(world, c.req.param("account")), c.req.param("worker"));
    removeScript(world, c.req.param("account"), name, c.req.query("force") === "true");
    return ok(c, null);
  });
}

function workerOf({ scripts }: Account, idOrName: string): Script {
  const script = scripts.get(idOrName) ?? [...scripts.values()].find(({ tag }) => tag === idOrName);
  if (script === undefined) throw notFound();
  return script;
}

function change(script: Script, { subdomain, ...settings }: Partial<z.output<typeof Wanted>>): void {
  takeSettings(script, settings);
  script.subdomain = {
    enabled: subdomain?.enabled ?? script.subdomain.enabled,
    previews_enabled: subdomain?.previews_enabled ?? script.subdomain.previews_enabled,
  };
}
