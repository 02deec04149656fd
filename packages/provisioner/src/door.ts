import { connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { loopbackPort } from "./loopback-port.ts";

/** A port on loopback that stands before it is known where it leads: who connects, waits. */
export interface Door {
  readonly port: number;
  /** Connects everybody, who waits and who comes later, to this port. */
  leadTo(port: number): void;
  close(): void;
}

export async function openDoor(): Promise<Door> {
  const destination = Promise.withResolvers<number>();
  destination.promise.catch(() => undefined); // nobody may be waiting
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on("error", () => void socket.destroy());
    destination.promise.then(
      (port) => join(socket, port),
      () => void socket.destroy(),
    );
  });
  return {
    port: await loopbackPort(server),
    leadTo: destination.resolve,
    close: () => {
      server.close();
      destination.reject(new Error("the door was closed"));
    },
  };
}

/** What one end says the other hears; when one is gone, so is the other. */
function join(socket: Socket, port: number): void {
  const other = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  socket.setNoDelay(true);
  pipeline(socket, other, socket, () => {
    socket.destroy();
    other.destroy();
  });
}
