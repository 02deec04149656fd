import { createServer, type Socket } from "node:net";

/** A port on loopback that is open before anybody can answer there: who connects, waits. */
export interface Listening {
  readonly port: number;
  close(): void;
}

/** @param receive takes over each connection, which is paused and has not been read from */
export async function listen(receive: (socket: Socket) => void): Promise<Listening> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on("error", () => void socket.destroy()); // nobody may have it yet
    receive(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, close: () => void server.close() };
}
