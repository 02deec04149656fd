/** A connection that whoever opened it does not close. */
interface Connection {
  close(): void;
}

/**
 * The connections of the program that runs to the engine. The SDK opens two for each inline program and closes only
 * those of a program with a process of its own: in a process that lives on, each run would leave 30 KB behind.
 */
export async function programConnections(): Promise<readonly Connection[]> {
  const settings = await import("@pulumi/pulumi/runtime/settings.js");
  const clients = [settings.getMonitor(), settings.getEngine()];
  return clients.flatMap((client) => (isConnection(client) ? [client] : []));
}

/** The SDK's own types do not say it of every client. */
function isConnection(client: object | undefined): client is Connection {
  return client !== undefined && "close" in client && typeof client.close === "function";
}
