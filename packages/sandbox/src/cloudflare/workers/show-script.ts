import type { Account } from "../state.ts";
import { showBinding } from "./bind.ts";
import type { Deployment, Script, Version } from "./rows.ts";
import { liveVersion } from "./write-version.ts";

export function showScript(script: Script): object {
  const version = liveVersion(script) ?? script.versions.at(-1);
  return {
    id: script.name,
    tag: script.tag,
    tags: script.tags,
    etag: version?.etag ?? "",
    handlers: version === undefined ? [] : handlersOf(version),
    created_on: script.createdOn,
    modified_on: script.modifiedOn,
    last_deployed_from: version?.source ?? "api",
    usage_model: version?.usageModel ?? "standard",
    compatibility_date: version?.compatibilityDate,
    compatibility_flags: version?.compatibilityFlags ?? [],
    has_assets: false,
    has_modules: version?.mainModule !== undefined,
    logpush: script.logpush,
    ...(script.observability === null ? {} : { observability: script.observability }),
    ...(script.migrationTag === undefined ? {} : { migration_tag: script.migrationTag }),
    tail_consumers: script.tailConsumers,
    placement: version?.placement,
    routes: null,
  };
}

export function showSettings(script: Script): object {
  const version = liveVersion(script) ?? script.versions.at(-1);
  return {
    bindings: version?.bindings.map(showBinding) ?? [],
    compatibility_date: version?.compatibilityDate,
    compatibility_flags: version?.compatibilityFlags ?? [],
    usage_model: version?.usageModel ?? "standard",
    annotations: version?.annotations ?? {},
    limits: version?.limits ?? {},
    placement: version?.placement,
    ...(script.migrationTag === undefined ? {} : { migration_tag: script.migrationTag }),
    ...showScriptSettings(script),
  };
}

export function showScriptSettings(script: Script): object {
  const { logpush, tags, tailConsumers } = script;
  const observability = script.observability ?? { enabled: false };
  return { logpush, tags, tail_consumers: tailConsumers, observability };
}

export function showVersion(version: Version): object {
  return {
    id: version.id,
    number: version.number,
    metadata: {
      author_id: "5a4db0c5000000000000000000000000",
      author_email: "sandbox@cloudmake.invalid",
      created_on: version.createdOn,
      modified_on: version.createdOn,
      source: version.source,
      hasPreview: false,
    },
    annotations: version.annotations,
  };
}

export function showVersionInFull(version: Version): object {
  return {
    ...showVersion(version),
    resources: {
      bindings: version.bindings.map(showBinding),
      script: {
        etag: version.etag,
        handlers: handlersOf(version),
        last_deployed_from: version.source,
        named_handlers: [],
      },
      script_runtime: {
        compatibility_date: version.compatibilityDate,
        compatibility_flags: version.compatibilityFlags,
        usage_model: version.usageModel,
        limits: version.limits ?? {},
      },
    },
  };
}

export function showDeployment(deployment: Deployment): object {
  return {
    id: deployment.id,
    source: deployment.source,
    strategy: "percentage",
    author_email: "sandbox@cloudmake.invalid",
    annotations: deployment.annotations,
    created_on: deployment.createdOn,
    versions: deployment.versions,
  };
}

/** The newer form of a script, with what refers to it. */
export function showWorker(account: Account, script: Script): object {
  const callers = [...account.scripts.values()].filter((other) => other !== script && bindsTo(other, script.name));
  const domains = [...account.domains.values()].filter(({ service }) => service === script.name);
  const { enabled, previews_enabled } = script.subdomain;
  return {
    id: script.tag,
    name: script.name,
    created_on: script.createdOn,
    updated_on: script.modifiedOn,
    deployed_on: script.deployments[0]?.createdOn ?? null,
    logpush: script.logpush,
    tags: script.tags,
    observability: script.observability ?? { enabled: false },
    tail_consumers: script.tailConsumers,
    subdomain: { enabled, previews_enabled },
    references: {
      dispatch_namespace_outbounds: [],
      domains: domains.map(({ id, hostname, zone_id, zone_name, cert_id }) => {
        return { id, hostname, zone_id, zone_name, certificate_id: cert_id };
      }),
      durable_objects: [],
      queues: [],
      workers: callers.map(({ tag, name }) => ({ id: tag, name })),
    },
  };
}

export function bindsTo(script: Script, service: string): boolean {
  return liveVersion(script)?.bindings.some((each) => each.type === "service" && each["service"] === service) ?? false;
}

/** The real cloud starts the script to see; names in the text of the entry are close enough. */
function handlersOf({ modules, mainModule, bodyPart }: Version): readonly string[] {
  const entry = modules.find(({ name }) => name === (mainModule ?? bodyPart));
  const text = Buffer.from(entry?.base64 ?? "", "base64").toString();
  return ["fetch", "scheduled", "queue", "email", "tail"].filter((handler) =>
    new RegExp(`\\b${handler}\\b`).test(text),
  );
}
