import type { Socket } from "node:net";
import type { ProviderServer } from "@cloudmake/ports";
import { type ConnectionInjector, Server, ServerCredentials } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { deleteObject } from "./delete.ts";
import { providerService } from "./provider-service.ts";
import { RpcError } from "./rpc-error.ts";
import { packageOf, type Serving } from "./serving.ts";

/** The engine sends states of whole stacks; gRPC alone would stop at 4 MB. */
const messageLimitBytes = 400 * 1024 * 1024;

/** What answers, once somebody asks. */
export interface Answering extends Pick<ProviderServer, "delete" | "close"> {
  /** A connection to the port of a Pulumi package. */
  receive(packageName: string, socket: Socket): void;
}

/** One gRPC server for each Pulumi package, over connections that others accept: ready before the first one comes. */
export function serveProviders(serving: Serving): Answering {
  const versions = new Map<string, string>();
  for (const { type, version } of serving.definitions.values()) versions.set(packageOf(type), version);
  const underWay = new Set<Promise<unknown>>();
  const begun = (answer: Promise<unknown>): void => {
    underWay.add(answer);
    const over = (): void => void underWay.delete(answer);
    answer.then(over, over);
  };
  const servers = new Map([...versions].map(([name, version]) => [name, serve(version, serving, begun)]));
  return {
    receive: (packageName, socket) => {
      servers.get(packageName)?.connections.injectConnection(socket);
      socket.resume();
    },
    delete: async ({ address, type, id, outputs }) => {
      const definition = serving.definitions.get(type);
      if (definition === undefined) throw new RpcError("UNIMPLEMENTED", `no resource definition for ${type}`);
      await deleteObject(serving, { address, definition }, id, outputs);
    },
    close: async () => {
      // An engine that was killed hears no answer any more, but what it asked for is being done: the record shall know.
      await Promise.allSettled(underWay);
      for (const { server } of servers.values()) server.forceShutdown();
    },
  };
}

interface Served {
  readonly server: Server;
  readonly connections: ConnectionInjector;
}

function serve(version: string, serving: Serving, begun: (answer: Promise<unknown>) => void): Served {
  const server = new Server({
    "grpc.max_receive_message_length": messageLimitBytes,
    // Statistics of each call and connection that nobody asks for.
    "grpc.enable_channelz": 0,
  });
  server.addService(rpc.ResourceProviderService, providerService(serving, version, begun));
  return { server, connections: server.createConnectionInjector(ServerCredentials.createInsecure()) };
}
