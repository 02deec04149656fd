import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server that answers the first request with the first reply, and so on; the last one goes on for ever. */
export interface FaultServer {
  readonly url: string;
  /** `GET /things?page=2` */
  readonly asked: readonly string[];
  readonly headers: readonly IncomingMessage["headers"][];
  close(): Promise<void>;
}

export async function openFaultServer(...replies: readonly Reply[]): Promise<FaultServer> {
  const asked: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    reply?.(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    headers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** The connection breaks before an answer. */
export const cut: Reply = (request) => {
  request.socket.destroy();
};

/** No answer, ever. */
export const silence: Reply = () => undefined;
