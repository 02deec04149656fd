import { CloudflareRefusal } from "../answer.ts";
import type { Account } from "../state.ts";
import type { Binding } from "./rows.ts";

/** What an upload asks for, before inheritance. */
export interface WantedBindings {
  readonly bindings: readonly Binding[];
  /** Types kept from the version before although the upload does not name them. */
  readonly keep: readonly string[];
  /** Refuse an `inherit` that finds nothing. */
  readonly strict: boolean;
}

/** The bindings of a new version: those named, those inherited, those kept. Everything else is dropped, secrets too. */
export function bind(wanted: WantedBindings, before: readonly Binding[]): Binding[] {
  const named = wanted.bindings.flatMap((binding) => {
    if (binding.type !== "inherit") return [binding];
    const oldName = typeof binding["old_name"] === "string" ? binding["old_name"] : binding.name;
    const old = before.find(({ name }) => name === oldName);
    if (old !== undefined) return [{ ...old, name: binding.name }];
    if (!wanted.strict) return [];
    throw new CloudflareRefusal(400, 10057, `The binding '${oldName}' to inherit does not exist.`);
  });
  const names = new Set(named.map(({ name }) => name));
  const kept = before.filter(({ name, type }) => wanted.keep.includes(type) && !names.has(name));
  return [...named, ...kept];
}

/** Refuses bindings to things the account does not have. */
export function checkBindings(account: Account, bindings: readonly Binding[], script: string): void {
  const names = bindings.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CloudflareRefusal(400, 10021, `The binding '${twice}' is defined twice.`);
  for (const binding of bindings) {
    const problem = missingTarget(account, binding, script);
    if (problem !== undefined) throw problem;
  }
}

/** Secrets are never told again. */
export function showBinding(binding: Binding): object {
  if (binding.type === "secret_text") return { name: binding.name, type: binding.type };
  if (binding.type !== "secret_key") return binding;
  const { key_base64: _base64, key_jwk: _jwk, ...shown } = binding;
  return shown;
}

function missingTarget(account: Account, binding: Binding, script: string): CloudflareRefusal | undefined {
  const text = (key: string) => String(binding[key] ?? "");
  switch (binding.type) {
    case "kv_namespace": {
      const id = text("namespace_id");
      if (account.namespaces.has(id)) return undefined;
      return new CloudflareRefusal(400, 10041, `KV namespace '${id}' not found.`);
    }
    case "r2_bucket": {
      const name = text("bucket_name");
      if (account.buckets.has(name)) return undefined;
      return new CloudflareRefusal(400, 10085, `R2 bucket '${name}' not found.`);
    }
    case "d1": {
      const id = text("database_id") || text("id");
      if (account.databases.has(id)) return undefined;
      return new CloudflareRefusal(
        400,
        10181,
        `D1 binding '${binding.name}' references database '${id}' which was not found.`,
      );
    }
    case "queue": {
      const name = text("queue_name");
      if ([...account.queues.values()].some(({ queue_name }) => queue_name === name)) return undefined;
      return new CloudflareRefusal(400, 11000, `Queue '${name}' not found.`);
    }
    case "service": {
      const name = text("service");
      if (name === script || account.scripts.has(name)) return undefined;
      const message = `Could not resolve service binding '${binding.name}'. Target script '${name}' not found.`;
      return new CloudflareRefusal(400, 10143, message);
    }
    default:
      return undefined; // the other types name nothing the sandbox holds
  }
}
