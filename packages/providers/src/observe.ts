import {
  type CloudName,
  Failure,
  type Inputs,
  isFailure,
  type Observation,
  type ObservedObject,
  type Unreadable,
} from "@cloudmake/model";
import type { Clock, Observer } from "@cloudmake/ports";
import type { ListCall, Live, ResourceDefinition } from "./define-resource.ts";
import type { CloudApi } from "./http/cloud-api.ts";
import type { Cloud } from "./http/cloud.ts";

export interface ObserverWiring {
  readonly definitions: readonly ResourceDefinition[];
  /** The account to look into. Throws `CREDENTIAL_MISSING`: then the cloud's types are unreadable. */
  readonly api: (cloud: Cloud) => CloudApi;
  readonly clock: Pick<Clock, "now">;
}

type Sight = { readonly objects: readonly ObservedObject[] } | { readonly unreadable: Unreadable };

/** Looks at all clouds side by side; one that fails leaves the others readable. Types nobody defined are not asked. */
export function createObserver({ definitions, api, clock }: ObserverWiring): Observer {
  return {
    observe: async ({ types, known, signal }): Promise<Observation> => {
      signal.throwIfAborted();
      const asked = definitions.filter(({ type }) => types.includes(type));
      const once = sharedLoads();
      const takenAt = new Date(clock.now()).toISOString();
      const sights = await Promise.all(asked.map((definition) => look(definition, api, { known, once, signal })));
      signal.throwIfAborted();
      return {
        takenAt,
        types: asked.map(({ type }) => type),
        objects: sights.flatMap((sight) => ("objects" in sight ? sight.objects : [])),
        unreadable: sights.flatMap((sight) => ("unreadable" in sight ? [sight.unreadable] : [])),
      };
    },
  };
}

async function look(definition: ResourceDefinition, api: ObserverWiring["api"], call: ListCall): Promise<Sight> {
  try {
    const found = await definition.list(api(definition.api), call);
    return { objects: found.map((live) => observed(definition, live)) };
  } catch (error) {
    return { unreadable: { type: definition.type, cloud: definition.cloud, ...problemOf(error, definition.cloud) } };
  }
}

/** No secret leaves through an observation: it is compared, printed and digested. */
function observed({ type, secrets, secretOutputs }: ResourceDefinition, live: Live): ObservedObject {
  return {
    type,
    id: live.id,
    name: live.name,
    ...(live.marker === undefined ? {} : { marker: live.marker }),
    inputs: without(live.inputs, secrets),
    outputs: without(live.outputs, [...secretOutputs, ...secrets]),
  };
}

function without(values: Partial<Inputs>, names: readonly string[]): Inputs {
  const kept = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || names.includes(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

function problemOf(error: unknown, cloud: CloudName): Pick<Unreadable, "code" | "message" | "status"> {
  if (!(error instanceof Failure)) {
    return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
  }
  const { code, data } = error;
  if ("message" in data) return { code, message: data.message };
  if ("reason" in data) return { code, message: `${data.reason}${"endpoint" in data ? ` (${data.endpoint})` : ""}` };
  if (isFailure(error, "CREDENTIAL_REFUSED")) {
    const { variable, status } = error.data;
    return { code, message: `${variable ?? "the token"} was refused (HTTP ${status})`, status };
  }
  if ("variables" in data) return { code, message: `${data.variables.join(", ")} is not set` };
  return { code, message: cloud };
}

/** Calls for the same key share one load, also a failing one. */
function sharedLoads(): ListCall["once"] {
  const loads = new Map<string, Promise<unknown>>();
  return async <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const running = loads.get(key) ?? load();
    loads.set(key, running);
    // oxlint-disable-next-line typescript/consistent-type-assertions -- a key always stands for one kind of list
    return running as Promise<T>;
  };
}
