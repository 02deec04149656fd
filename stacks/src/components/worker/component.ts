import type { Value } from "@cloudmake/model";
import type { types } from "@pulumi/cloudflare";
import { defineComponent } from "../../component-type.ts";
import { type NodeHandle, ref } from "../../node-handle.ts";
import type { ResourceInputs, Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import { type WorkerSettings, workerSettings } from "./schema.ts";

type Script = NodeHandle<"cloudflare:index/workersScript:WorkersScript">;

export const workerComponent = defineComponent({
  type: "worker",
  summary: "A Cloudflare Worker: a script that answers requests, with its bindings.",
  settings: workerSettings,
  outputs: [
    { name: "url", secret: false, summary: "Where it answers; empty unless `public`." },
    { name: "name", secret: false, summary: "Name of the script." },
    { name: "self", secret: false, summary: "The same as `name`." },
  ],
  files: ({ main }) => [{ path: main, setting: ["main"] }],
  compile: (settings, scope) => {
    const { main, compatibilityDate, compatibilityFlags } = settings;
    const script = scope.node(
      "script",
      "cloudflare:index/workersScript:WorkersScript",
      {
        content: scope.file(main),
        mainModule: main.slice(main.lastIndexOf("/") + 1),
        compatibilityDate,
        compatibilityFlags: compatibilityFlags.length === 0 ? undefined : compatibilityFlags,
        bindings: bindingsOf(settings.bindings, scope),
      },
      { from: { content: "main", mainModule: "main" } },
    );
    const name = script.name ?? ref(script, "scriptName");
    return { url: settings.public ? publish(script, name, scope) : "", name, self: name };
  },
});

function publish(script: Script, scriptName: Text, scope: Scope): Value {
  const subdomain = scope.node(
    "subdomain",
    "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain",
    { scriptName, enabled: true },
    { from: { enabled: "public" }, dependsOn: [script] },
  );
  return ref(subdomain, "url");
}

/** By name, so that their order in the spec makes no difference. */
function bindingsOf(
  bindings: WorkerSettings["bindings"],
  scope: Scope,
): readonly ResourceInputs<types.input.WorkersScriptBinding>[] | undefined {
  const names = Object.keys(bindings).sort();
  if (names.length === 0) return undefined;
  return names.map((name) => bindingOf(name, bindings[name] ?? "", scope));
}

function bindingOf(
  name: string,
  value: Text | number | boolean,
  scope: Scope,
): ResourceInputs<types.input.WorkersScriptBinding> {
  if (typeof value === "number" || typeof value === "boolean") return { name, type: "plain_text", text: String(value) };
  if (scope.typeOfId(value) === "cloudflare:index/workersKvNamespace:WorkersKvNamespace") {
    return { name, type: "kv_namespace", namespaceId: value };
  }
  return { name, type: scope.holdsSecret(value) ? "secret_text" : "plain_text", text: value };
}
