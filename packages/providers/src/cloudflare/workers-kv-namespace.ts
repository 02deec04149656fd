import type { Marker } from "@cloudmake/model";
import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { envelope, Ignored } from "./envelope.ts";
import { markerOfResource, markersOf, markResource } from "./resource-tags.ts";
import {
  type WorkersKvNamespaceInputs,
  type WorkersKvNamespaceOutputs,
  workersKvNamespaceRules,
} from "./workers-kv-namespace-rules.ts";

type Namespace = z.infer<typeof Namespace>;
const Namespace = z.object({ id: z.string(), title: z.string() });
const NamespaceReply = envelope(Namespace);
const NamespacePage = envelope(z.array(Namespace));

const PAGE_SIZE = 100;

/** Marked by a resource tag; where the token may not read tags, the title says whose it is. */
export const workersKvNamespace = defineResource(workersKvNamespaceRules, {
  api: cloudflare,

  async list(api, call) {
    const [namespaces, markers] = await Promise.all([listNamespaces(api, call), markersOf(api, "kv_namespace", call)]);
    return namespaces.map((namespace) => toLive(namespace, markers.get(namespace.id)));
  },

  async read(api, id, call) {
    const reply = await api.find(namespacePath(api, id), NamespaceReply, call);
    return reply && toLive(reply.result, await markerOfResource(api, { type: "kv_namespace", id }, call));
  },

  async find(api, inputs, call) {
    const [namespaces, markers] = await Promise.all([listNamespaces(api, call), markersOf(api, "kv_namespace", call)]);
    const candidates = namespaces.filter(({ id }) => !call.exclude.has(id));
    const found =
      candidates.find(({ id }) => markers.get(id)?.hash === call.marker.hash) ??
      candidates.find(({ id, title }) => title === inputs.title && !markers.has(id));
    return found && toLive(found, markers.get(found.id));
  },

  async create(api, inputs, call) {
    const path = `${accountPath(api, inputs.accountId)}/storage/kv/namespaces`;
    const { result } = await api.post(path, { title: inputs.title }, NamespaceReply, call);
    await markResource(api, { type: "kv_namespace", id: result.id }, call.marker, call);
    return toLive(result, call.marker);
  },

  async update(api, id, inputs, call) {
    // Older answers to a rename carry no result, so the wanted title is taken for granted.
    await api.put(namespacePath(api, id), { title: inputs.title }, Ignored, call);
    return toLive({ id, title: inputs.title }, call.marker);
  },

  async delete(api, id, call) {
    await api.delete(namespacePath(api, id), Ignored, call);
  },
});

function toLive({ id, title }: Namespace, marker?: Marker): Live<WorkersKvNamespaceInputs, WorkersKvNamespaceOutputs> {
  return { id, name: title, marker, inputs: { title }, outputs: { title } };
}

function namespacePath(api: CloudApi, id: string): string {
  return `${accountPath(api)}/storage/kv/namespaces/${encodeURIComponent(id)}`;
}

function listNamespaces(api: CloudApi, call: ReadCall): Promise<readonly Namespace[]> {
  const path = `${accountPath(api)}/storage/kv/namespaces`;
  const query = { per_page: PAGE_SIZE };
  return api.pages(path, NamespacePage, ({ result }) => result, { signal: call.signal, query });
}
