import type { Address } from "@cloudmake/model";
import type { ProviderSession } from "@cloudmake/ports";
import type { ResourceDefinition } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import type { Cloud } from "../http/cloud.ts";
import { RpcError } from "./rpc-error.ts";

/** What every RPC works with during one session. */
export interface Serving {
  readonly definitions: ReadonlyMap<string, ResourceDefinition>;
  readonly api: (cloud: Cloud) => CloudApi;
  readonly session: ProviderSession;
}

/** The resource an RPC is about. */
export interface Subject {
  readonly address: Address;
  readonly definition: ResourceDefinition;
}

/** @param id of the object, where an RPC is about one that may no longer be its address's own */
export function subjectOf(serving: Serving, urn: string, id?: string): Subject {
  const type = typeOf(urn);
  const definition = serving.definitions.get(type);
  if (definition === undefined) throw new RpcError("UNIMPLEMENTED", `no resource definition for ${type}`);
  const address = serving.session.addressOf(urn, id);
  if (address === undefined) throw new RpcError("FAILED_PRECONDITION", `${urn} is no resource of this stack`);
  return { address, definition };
}

/** `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>` */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** Each package of Pulumi is served at a port of its own, because each says its own version. */
export function packageOf(type: string): string {
  return type.split(":")[0] ?? type;
}
