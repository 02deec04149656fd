import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok } from "../answer.ts";
import type { Account } from "../state.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, now, type World } from "../world.ts";
import type { Queue } from "./rows.ts";

const Name = z.string().max(63);
const Settings = z.looseObject({
  delivery_delay: z.number().optional(),
  delivery_paused: z.boolean().optional(),
  message_retention_period: z.number().optional(),
});
const Wanted = z.object({ queue_name: Name, settings: Settings.optional() });
const usualSettings = { delivery_delay: 0, delivery_paused: false, message_retention_period: 345_600 } as const;

export function addQueues(api: Hono, world: World): void {
  const path = "/accounts/:account/queues";

  api.get(path, (c) => {
    const account = accountOf(world, c.req.param("account"));
    const wanted = c.req.queries("name") ?? [];
    const shown = [...account.queues.values()].filter(
      ({ queue_name }) => wanted.length === 0 || wanted.includes(queue_name),
    );
    return ok(
      c,
      shown.map((queue) => show(account, queue)),
      { page: 1, per_page: 100, count: shown.length, total_count: shown.length, total_pages: 1 },
    );
  });

  api.post(path, async (c) => {
    const account = accountOf(world, c.req.param("account"));
    const wanted = await body(c, Wanted);
    checkName(account, wanted.queue_name);
    const queue: Queue = {
      queue_id: newId(),
      queue_name: wanted.queue_name,
      created_on: now(world),
      modified_on: now(world),
      settings: { ...usualSettings, ...wanted.settings },
    };
    account.queues.set(queue.queue_id, queue);
    return ok(c, show(account, queue));
  });

  api.get(`${path}/:queue`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    return ok(c, show(account, queueOf(account, c.req.param("queue"))));
  });

  api.on(["PUT", "PATCH"], `${path}/:queue`, async (c) => {
    const { account: id = "", queue: queueId = "" } = c.req.param();
    const account = accountOf(world, id);
    const queue = queueOf(account, queueId);
    const { queue_name, settings } = await body(c, Wanted.partial());
    if (queue_name !== undefined && queue_name !== queue.queue_name) {
      checkName(account, queue_name);
      queue.queue_name = queue_name;
    }
    queue.settings = { ...queue.settings, ...settings };
    queue.modified_on = now(world);
    return ok(c, show(account, queue));
  });

  api.delete(`${path}/:queue`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    const { queue_id } = queueOf(account, c.req.param("queue"));
    account.queues.delete(queue_id);
    forgetTags(account.tags, "queue", queue_id);
    world.workersChanged();
    return ok(c, null);
  });
}

function queueOf({ queues }: Account, id: string): Queue {
  const queue = queues.get(id);
  if (queue === undefined) throw new CloudflareRefusal(404, 11000, "Queue not found.");
  return queue;
}

function checkName({ queues }: Account, name: string): void {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) throw new CloudflareRefusal(400, 11003, "Invalid queue name.");
  if ([...queues.values()].some(({ queue_name }) => queue_name === name)) {
    throw new CloudflareRefusal(409, 11009, `Queue name '${name}' is already taken.`);
  }
}

function show({ scripts }: Account, queue: Queue): object {
  const producers = [...scripts.values()]
    .filter(({ versions }) =>
      versions.at(-1)?.bindings.some((each) => each.type === "queue" && each["queue_name"] === queue.queue_name),
    )
    .map(({ name }) => ({ type: "worker", script: name }));
  return { ...queue, producers, producers_total_count: producers.length, consumers: [], consumers_total_count: 0 };
}
