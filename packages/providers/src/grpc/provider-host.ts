import type { ProviderHost } from "@cloudmake/ports";
import type { ResourceDefinition } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import type { Cloud } from "../http/cloud.ts";

export interface ProviderHostWiring {
  readonly definitions: readonly ResourceDefinition[];
  /** The account to work in. Throws `CREDENTIAL_MISSING`; asked only when a call is due. */
  readonly api: (cloud: Cloud) => CloudApi;
}

/** Serves resource definitions to Pulumi. Loads gRPC with the first session. */
export function createProviderHost({ definitions, api }: ProviderHostWiring): ProviderHost {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  return {
    versions: new Map(definitions.map(({ type, version }) => [type, version])),
    outputs: new Map(definitions.map(({ type, outputs }) => [type, Object.keys(outputs.shape)])),
    open: async (session) => {
      const { serveProviders } = await import("./serve-providers.ts");
      return serveProviders({
        definitions: byType,
        api,
        get session() {
          return session();
        },
      });
    },
  };
}
