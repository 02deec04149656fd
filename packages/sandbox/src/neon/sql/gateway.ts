import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { BranchDatabases } from "./branch-databases.ts";
import { serveConnection, type Login } from "./serve-connection.ts";

const connectionLimit = 100;

/** One loopback port for each endpoint; the databases behind them open with their first connection. */
export interface Gateway {
  /** Listens for an endpoint, at `wanted` where that port is free, and says where. */
  listen(endpoint: string, wanted: number): Promise<number>;
  isListening(endpoint: string): boolean;
  /** Connections are cut. */
  stop(endpoint: string): Promise<void>;
  close(): Promise<void>;
}

interface Listener {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Set<Socket>;
}

export function makeGateway(
  sql: BranchDatabases,
  login: (endpoint: string) => Login,
  log: (line: string) => void,
): Gateway {
  const listeners = new Map<string, Promise<Listener>>();

  const stop = async (endpoint: string): Promise<void> => {
    const listener = await listeners.get(endpoint);
    if (listener === undefined) return;
    listeners.delete(endpoint);
    const closed = new Promise((resolve) => listener.server.close(resolve));
    for (const socket of listener.sockets) socket.destroy();
    await closed;
  };

  const open = async (endpoint: string, wanted: number): Promise<Listener> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      serveConnection(socket, sql, login(endpoint)).catch((error: unknown) => {
        log(`neon: a connection to ${endpoint} failed: ${String(error)}`);
        socket.destroy();
      });
    });
    server.maxConnections = connectionLimit;
    const port = await listenAt(server, wanted).catch(() => listenAt(server, 0));
    server.unref(); // waiting for connections is no reason to live
    return { server, port, sockets };
  };

  return {
    listen: async (endpoint, wanted) => {
      // Requests come side by side; all must get the one port.
      const listener = listeners.get(endpoint) ?? open(endpoint, wanted);
      listeners.set(endpoint, listener);
      return (await listener).port;
    },
    isListening: (endpoint) => listeners.has(endpoint),
    stop,
    close: async () => {
      await Promise.all([...listeners.keys()].map(stop));
    },
  };
}

async function listenAt(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => {
    server.off("error", reject);
    const address: AddressInfo | string | null = server.address();
    if (address === null || typeof address === "string") reject(new Error("the listener has no port"));
    else resolve(address.port);
  });
  return promise;
}
