import type { ProviderHost } from "@cloudmake/ports";
import type { ResourceDefinition } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import type { Cloud } from "../http/cloud.ts";
import { listen } from "./listen.ts";
import type { Answering } from "./serve-providers.ts";
import { packageOf, type Serving } from "./serving.ts";

export interface ProviderHostWiring {
  readonly definitions: readonly ResourceDefinition[];
  /** The account to work in, which asks before it changes anything. Throws `CREDENTIAL_MISSING`; asked only when a call is due. */
  readonly api: (cloud: Cloud, mayChange: () => void) => CloudApi;
}

/** Serves resource definitions to Pulumi. Loads gRPC when somebody is to be answered. */
export function createProviderHost({ definitions, api }: ProviderHostWiring): ProviderHost {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  const packages = new Set(definitions.map(({ type }) => packageOf(type)));
  return {
    versions: new Map(definitions.map(({ type, version }) => [type, version])),
    outputs: new Map(definitions.map(({ type, outputs }) => [type, Object.keys(outputs.shape)])),
    open: async (session) => {
      const serving: Serving = {
        definitions: byType,
        api: (cloud) => api(cloud, () => session().gate.mustHold()),
        get session() {
          return session();
        },
      };
      let loading: Promise<Answering> | undefined;
      const load = async (): Promise<Answering> => (await import("./serve-providers.ts")).serveProviders(serving);
      const answering = (): Promise<Answering> => (loading ??= load());
      const ports = await Promise.all(
        [...packages].map(async (name) => {
          const listening = await listen((socket) => {
            answering().then(
              ({ receive }) => receive(name, socket),
              () => void socket.destroy(),
            );
          });
          return { name, listening };
        }),
      );
      return {
        attachments: new Map(ports.map(({ name, listening }) => [name, listening.port])),
        ready: async () => void (await answering()),
        delete: async (object) => (await answering()).delete(object),
        close: async () => {
          for (const { listening } of ports) listening.close();
          await (await loading?.catch(() => undefined))?.close();
        },
      };
    },
  };
}
