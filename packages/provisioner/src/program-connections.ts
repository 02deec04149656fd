import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

/** A connection that whoever opened it does not close. */
interface Connection {
  close(): void;
}

/** Closes the connections of one program, once it has nothing more to say on them. */
export type CloseConnections = () => Promise<void>;

/**
 * The connections of the program that runs to the engine. The SDK opens two for each inline program and closes only
 * those of a program with a process of its own: in a process that lives on, each run would leave 30 KB behind. Called
 * within the program, which `ended` waits for: an engine that fails may end before its program, and as soon as that has
 * ended, too, the SDK tells its outputs.
 */
export async function programConnections(ended: Promise<void>): Promise<CloseConnections> {
  const settings = await import("@pulumi/pulumi/runtime/settings.js");
  const clients = [settings.getMonitor(), settings.getEngine()];
  const inProgram = AsyncLocalStorage.snapshot();
  return async () => {
    await ended;
    await nextTurn();
    await inProgram(() => settings.disconnect());
    for (const client of clients) if (isConnection(client)) client.close();
  };
}

/** The SDK's own types do not say it of every client. */
function isConnection(client: object | undefined): client is Connection {
  return client !== undefined && "close" in client && typeof client.close === "function";
}
