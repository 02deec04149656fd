import type { ProviderServer } from "@cloudmake/ports";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { deleteObject } from "./delete.ts";
import { RpcError } from "./rpc-error.ts";
import { providerService } from "./provider-service.ts";
import type { Serving } from "./serving.ts";

/** The engine sends states of whole stacks; gRPC alone would stop at 4 MB. */
const messageLimitBytes = 400 * 1024 * 1024;

/** One loopback server per Pulumi package: on attaching, each says the version of its own package. */
export async function serveProviders(serving: Serving): Promise<ProviderServer> {
  const versions = new Map<string, string>();
  for (const { type, version } of serving.definitions.values()) versions.set(packageOf(type), version);
  const underWay = new Set<Promise<unknown>>();
  const begun = (answer: Promise<unknown>): void => {
    underWay.add(answer);
    const over = (): void => void underWay.delete(answer);
    answer.then(over, over);
  };
  const servers = await Promise.all([...versions].map(([name, version]) => serve(name, version, serving, begun)));
  return {
    attachments: new Map(servers.map(({ name, port }) => [name, port])),
    delete: async ({ address, type, id, outputs }) => {
      const definition = serving.definitions.get(type);
      if (definition === undefined) throw new RpcError("UNIMPLEMENTED", `no resource definition for ${type}`);
      await deleteObject(serving, { address, definition }, id, outputs);
    },
    close: async () => {
      // An engine that was killed hears no answer any more, but what it asked for is being done: the record shall know.
      await Promise.allSettled(underWay);
      for (const { server } of servers) server.forceShutdown();
    },
  };
}

async function serve(
  name: string,
  version: string,
  serving: Serving,
  begun: (answer: Promise<unknown>) => void,
): Promise<{ readonly name: string; readonly port: number; readonly server: Server }> {
  const server = new Server({
    "grpc.max_receive_message_length": messageLimitBytes,
    // Statistics of each call and connection that nobody asks for.
    "grpc.enable_channelz": 0,
  });
  server.addService(rpc.ResourceProviderService, providerService(serving, version, begun));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
    error === null ? resolve(port) : reject(error),
  );
  return { name, port: await promise, server };
}

function packageOf(type: string): string {
  return type.split(":")[0] ?? type;
}
