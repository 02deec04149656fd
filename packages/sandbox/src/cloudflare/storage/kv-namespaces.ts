import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok, okPage } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, type World } from "../world.ts";
import type { KvNamespace } from "./rows.ts";

const pages = { usual: 20, most: 100 } as const;
const titleLimit = 512;
const Wanted = z.object({ title: z.string().default("") });

export function addKvNamespaces(api: Hono, world: World): void {
  const path = "/accounts/:account/storage/kv/namespaces";
  api.get(path, (c) => okPage(c, [...accountOf(world, c.req.param("account")).namespaces.values()], pages, show));

  api.post(path, async (c) => {
    const { namespaces } = accountOf(world, c.req.param("account"));
    const { title } = await body(c, Wanted);
    checkTitle(title, namespaces);
    const namespace = { id: newId(), title, entries: new Map() };
    namespaces.set(namespace.id, namespace);
    return ok(c, show(namespace));
  });

  api.get(`${path}/:namespace`, (c) =>
    ok(c, show(namespaceOf(world, c.req.param("account"), c.req.param("namespace")))),
  );

  api.put(`${path}/:namespace`, async (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const { title } = await body(c, Wanted);
    if (title !== namespace.title) checkTitle(title, accountOf(world, c.req.param("account")).namespaces);
    namespace.title = title;
    return ok(c, show(namespace));
  });

  api.delete(`${path}/:namespace`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    const { id } = namespaceOf(world, account.id, c.req.param("namespace"));
    account.namespaces.delete(id);
    forgetTags(account.tags, "kv_namespace", id);
    world.workersChanged();
    return ok(c, null);
  });
}

export function namespaceOf(world: World, account: string, id: string): KvNamespace {
  const namespace = accountOf(world, account).namespaces.get(id);
  if (namespace === undefined) {
    throw new CloudflareRefusal(404, 10013, "get namespace: 'namespace not found'");
  }
  return namespace;
}

function checkTitle(title: string, namespaces: ReadonlyMap<string, KvNamespace>): void {
  if (title === "" || title.length > titleLimit) {
    throw new CloudflareRefusal(400, 10019, "a namespace title between 1 and 512 bytes is required");
  }
  for (const other of namespaces.values()) {
    if (other.title === title) {
      throw new CloudflareRefusal(400, 10014, "a namespace with this account ID and title already exists");
    }
  }
}

function show({ id, title }: KvNamespace): object {
  return { id, title, supports_url_encoding: true };
}
