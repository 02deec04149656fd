import { defineComponent } from "../../component-type.ts";
import { ref } from "../../node-handle.ts";
import { kvSettings } from "./schema.ts";

export const kvComponent = defineComponent({
  type: "kv",
  summary: "A Cloudflare key-value store for workers.",
  settings: kvSettings,
  outputs: [
    { name: "id", secret: false, summary: "Id of the namespace." },
    { name: "name", secret: false, summary: "Title of the namespace." },
    { name: "self", secret: false, summary: "The same as `id`; in a worker's `bindings` it binds the store." },
  ],
  compile: (_settings, scope) => {
    const namespace = scope.node("namespace", "cloudflare:index/workersKvNamespace:WorkersKvNamespace", {});
    const id = ref(namespace, "id");
    return { id, name: namespace.name ?? ref(namespace, "title"), self: id };
  },
});
