import type { WorkerOptions } from "miniflare";
import type { Binding, ModulePart, Version } from "../workers/rows.ts";

export const kvBindingWorker = "sandbox:kv-binding";
const fallbackCompatibilityDate = "2024-01-01";
const rootPath = "/sandbox";

type ModuleType = "ESModule" | "CommonJS" | "Text" | "Data" | "CompiledWasm";

/** A deployed version in the words of miniflare. `known` are the scripts it may bind to. */
export function workerOptions(name: string, version: Version, known: ReadonlySet<string>): WorkerOptions {
  const compatibility = {
    compatibilityDate: version.compatibilityDate ?? fallbackCompatibilityDate,
    compatibilityFlags: [...version.compatibilityFlags],
  };
  return {
    name,
    routes: [`${name}.localhost/*`],
    ...compatibility,
    ...codeOptions(version),
    ...bindingOptions(version.bindings, known),
  };
}

function codeOptions({ modules, mainModule, bodyPart }: Version) {
  const entry = mainModule ?? bodyPart;
  const first = modules.filter(({ name }) => name === entry);
  if (mainModule === undefined) return { script: first.map(textOf).join("\n"), modules: false };
  const others = modules.filter(({ name }) => name !== entry);
  return {
    modulesRoot: rootPath,
    modules: [...first, ...others].map((part) => ({
      type: moduleType(part.contentType),
      path: `${rootPath}/${part.name}`,
      contents: new Uint8Array(Buffer.from(part.base64, "base64")),
    })),
  };
}

function moduleType(contentType: string): ModuleType {
  switch (contentType.split(";")[0]?.trim()) {
    case "application/javascript":
    case "text/javascript":
      return "CommonJS";
    case "text/plain":
    case "text/html":
    case "text/x-sql":
      return "Text";
    case "application/octet-stream":
      return "Data";
    case "application/wasm":
      return "CompiledWasm";
    default:
      return "ESModule";
  }
}

function bindingOptions(bindings: readonly Binding[], known: ReadonlySet<string>): Partial<WorkerOptions> {
  const of = (type: string) => bindings.filter((each) => each.type === type);
  const record = (type: string, key: string) =>
    Object.fromEntries(of(type).map((each) => [each.name, String(each[key] ?? "")]));
  const services = of("service").filter((each) => known.has(String(each["service"])));
  const namespaces = of("kv_namespace").map((each) => [
    each.name,
    { scriptName: kvBindingWorker, bindings: { namespace: String(each["namespace_id"]) } },
  ]);
  const objects = of("durable_object_namespace").map((each) => {
    const scriptName = typeof each["script_name"] === "string" ? each["script_name"] : undefined;
    return [each.name, { className: String(each["class_name"]), scriptName, useSQLite: true }];
  });
  return {
    bindings: Object.fromEntries([
      ...of("plain_text").map((each) => [each.name, String(each["text"] ?? "")]),
      ...of("secret_text").map((each) => [each.name, String(each["text"] ?? "")]),
      ...of("json").map((each) => [each.name, each["json"]]),
    ]),
    wrappedBindings: Object.fromEntries(namespaces),
    serviceBindings: Object.fromEntries(services.map((each) => [each.name, String(each["service"])])),
    durableObjects: Object.fromEntries(objects),
    r2Buckets: record("r2_bucket", "bucket_name"),
    d1Databases: Object.fromEntries(
      of("d1").map((each) => [each.name, String(each["database_id"] ?? each["id"] ?? "")]),
    ),
    queueProducers: record("queue", "queue_name"),
  };
}

function textOf({ base64 }: ModulePart): string {
  return Buffer.from(base64, "base64").toString();
}
