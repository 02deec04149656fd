import type { Server } from "node:net";

/** Lets a server listen on loopback, at a port that is free, and gives that port. */
export async function loopbackPort(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
