import { createHash } from "node:crypto";
import { newId } from "../answer.ts";
import { now, type World } from "../world.ts";
import type { Binding, Deployment, Script, Version } from "./rows.ts";
import type { Upload } from "./read-upload.ts";

/** Versions kept of a script, newest first; the deployed ones always. */
const versionLimit = 20;
const deploymentLimit = 10;

export function newScript(world: World, name: string): Script {
  return {
    name,
    tag: newId(),
    createdOn: now(world),
    modifiedOn: now(world),
    tags: [],
    logpush: false,
    observability: null,
    tailConsumers: [],
    schedules: [],
    subdomain: { enabled: false, previews_enabled: false },
    versions: [],
    deployments: [],
  };
}

export function versionOf(
  world: World,
  script: Script,
  upload: Upload,
  bound: { readonly bindings: Binding[]; readonly source: string },
): Version {
  const { metadata, modules } = upload;
  const annotations = Object.entries(metadata.annotations).filter((each): each is [string, string] => {
    return each[1] !== undefined;
  });
  return {
    id: crypto.randomUUID(),
    number: (script.versions.at(-1)?.number ?? 0) + 1,
    source: bound.source,
    createdOn: now(world),
    etag: createHash("sha256").update(JSON.stringify(modules)).digest("hex"),
    modules: [...modules],
    mainModule: metadata.main_module,
    bodyPart: metadata.body_part,
    bindings: bound.bindings,
    compatibilityDate: metadata.compatibility_date,
    compatibilityFlags: metadata.compatibility_flags,
    annotations: { "workers/triggered_by": "upload", ...Object.fromEntries(annotations) },
    usageModel: metadata.usage_model ?? "standard",
    limits: metadata.limits,
    placement: metadata.placement,
  };
}

/** The version before with something changed: what a secret or a settings change makes. */
export function changedVersion(world: World, script: Script, before: Version, change: Partial<Version>): Version {
  const number = (script.versions.at(-1)?.number ?? 0) + 1;
  return { ...before, id: crypto.randomUUID(), number, createdOn: now(world), source: "api", ...change };
}

export function addVersion(world: World, script: Script, version: Version): void {
  script.versions.push(version);
  script.modifiedOn = now(world);
  const deployed = new Set(script.deployments.flatMap(({ versions }) => versions.map((each) => each.version_id)));
  const surplus = script.versions.slice(0, -versionLimit).filter(({ id }) => !deployed.has(id));
  script.versions = script.versions.filter((each) => !surplus.includes(each));
}

export function deploy(
  world: World,
  script: Script,
  wanted: { versions: Deployment["versions"]; source: string; annotations?: Record<string, string> },
): Deployment {
  const deployment: Deployment = {
    id: crypto.randomUUID(),
    createdOn: now(world),
    source: wanted.source,
    versions: wanted.versions,
    annotations: wanted.annotations ?? { "workers/triggered_by": "upload" },
  };
  script.deployments = [deployment, ...script.deployments].slice(0, deploymentLimit);
  script.modifiedOn = now(world);
  world.workersChanged();
  return deployment;
}

/** Of a gradual deployment the version with the greater share answers. */
export function liveVersion(script: Script): Version | undefined {
  const shares = script.deployments[0]?.versions ?? [];
  const live = shares.toSorted((a, b) => b.percentage - a.percentage)[0]?.version_id;
  return script.versions.find(({ id }) => id === live);
}
