import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Sealer } from "@cloudmake/ports";
import { z } from "zod";
import { loopbackPort } from "./loopback-port.ts";
import { unwrap, wrap } from "./wrapped-key.ts";

/** Data keys and batches of secrets; the engine sends nothing larger. */
const bodyLimitBytes = 16 * 1024 * 1024;

const Call = z.object({ plaintext: z.string().optional(), ciphertext: z.string().optional() });

/** A secrets provider for the engine, on loopback: its key never leaves this process. */
export interface TransitServer {
  readonly environment: Readonly<Record<string, string>>;
  /** The refusal of the state key, if there was one: the engine would bury it in its output. */
  refusal(): unknown;
  close(): void;
}

/**
 * Speaks the two calls of HashiCorp Vault's transit engine that Pulumi makes (encrypt and decrypt of a data key, once
 * per process), because its own passphrase provider costs a quarter of a second each time.
 */
export async function startTransitServer(sealer: Sealer): Promise<TransitServer> {
  const token = randomBytes(24).toString("hex");
  let refusal: unknown;
  const server = createServer((request, response) => {
    answer(request, sealer, token).then(
      (data) => send(response, 200, { data }),
      (error: unknown) => {
        refusal = error;
        send(response, 400, { errors: ["refused"] });
      },
    );
  });
  const port = await loopbackPort(server);
  return {
    environment: { VAULT_ADDR: `http://127.0.0.1:${port}`, VAULT_TOKEN: token },
    refusal: () => refusal,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, sealer: Sealer, token: string): Promise<Record<string, string>> {
  if (!isToken(request.headers["x-vault-token"], token)) throw new Error("the caller is not the engine of this run");
  const { plaintext, ciphertext } = Call.parse(JSON.parse(await bodyOf(request)));
  if (plaintext !== undefined) return { ciphertext: wrap(plaintext, sealer) };
  if (ciphertext === undefined) throw new Error("neither plaintext nor ciphertext was sent");
  return { plaintext: unwrap(ciphertext, sealer) };
}

function isToken(sent: string | string[] | undefined, token: string): boolean {
  const bytes = Buffer.from(typeof sent === "string" ? sent : "");
  return bytes.length === token.length && timingSafeEqual(bytes, Buffer.from(token));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bodyLimitBytes) throw new Error("the body is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
