import { randomInt } from "node:crypto";
import type { Socket } from "node:net";
import type { BranchDatabases, DatabaseRef } from "./branch-databases.ts";
import { quoted } from "./cluster-files.ts";
import { frameReader, type FrameReader } from "./frame-reader.ts";
import type { Hold } from "./open-databases.ts";
import * as wire from "./wire.ts";

/** An open transaction keeps all other connections of its database waiting, so it must not last. */
const transactionIdleMs = 60_000;

export interface Session {
  readonly ref: DatabaseRef;
  readonly user: string;
  readonly readOnly: boolean;
}

/** Why a client is turned away, as SQLSTATE and words. */
export interface Denied {
  readonly code: string;
  readonly message: string;
}

export type Login = (asked: { user: string; database: string; password: string }) => Session | Denied;

/**
 * One client. PGlite knows a single session, so connections take turns: from a message on until the server is
 * ready again outside a transaction, the database belongs to one of them. (pglite-socket takes turns by message,
 * which mixes up the prepared statements of two clients, and it knows neither passwords nor several databases.)
 */
export async function serveConnection(socket: Socket, sql: BranchDatabases, login: Login): Promise<void> {
  // Errors end the reading below; without a listener they would end the process.
  socket.on("error", () => undefined);
  socket.setNoDelay(true);
  const reader = frameReader(socket);
  const session = await openSession(socket, reader, login).catch(() => undefined);
  if (session !== undefined) await relay(socket, reader, sql, session);
  socket.end();
}

async function openSession(socket: Socket, reader: FrameReader, login: Login): Promise<Session | undefined> {
  const packet = await startupPacket(socket, reader);
  if (packet === undefined) return undefined;
  const parameters = wire.startupParameters(packet);
  const user = parameters.get("user") ?? "";
  socket.write(wire.authenticationCleartext);
  const answer = await reader.typed();
  if (answer?.[0] !== wire.messageType.password) return undefined;
  const password = answer.subarray(5, -1).toString();
  const session = login({ user, database: parameters.get("database") ?? user, password });
  if ("code" in session) {
    socket.write(wire.errorResponse("FATAL", session.code, session.message));
    return undefined;
  }
  const settings = Object.entries(serverParameters).map(([name, value]) => wire.parameterStatus(name, value));
  const key = wire.backendKeyData(randomInt(1, 2 ** 31), randomInt(2 ** 31));
  socket.write(Buffer.concat([wire.authenticationOk, ...settings, key, wire.readyForQuery]));
  return session;
}

/** Encryption is declined: the gateway listens on loopback only. */
async function startupPacket(socket: Socket, reader: FrameReader): Promise<Buffer | undefined> {
  for (;;) {
    const packet = await reader.untyped();
    const code = packet !== undefined && packet.length >= 8 ? packet.readInt32BE(4) : 0;
    if (code === wire.sslRequestCode || code === wire.gssRequestCode) socket.write("N");
    else return code === wire.protocolVersion ? packet : undefined;
  }
}

async function relay(socket: Socket, reader: FrameReader, sql: BranchDatabases, session: Session): Promise<void> {
  let hold: Hold | undefined;
  try {
    for (;;) {
      const frame = await (hold === undefined ? reader.typed() : soon(reader.typed(), socket));
      if (frame === undefined || frame[0] === wire.messageType.terminate) return;
      hold ??= await takeOver(sql, session);
      const answer = await hold.db.execProtocolRaw(frame);
      if (answer.length > 0) socket.write(answer);
      if (wire.transactionStatus(answer) === "I") {
        hold.release();
        hold = undefined;
      }
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : "unknown";
    if (socket.writable) socket.write(wire.errorResponse("FATAL", "XX000", `the sandbox's database failed: ${words}`));
  } finally {
    await hold?.db.exec("ROLLBACK").catch(() => undefined);
    hold?.release();
  }
}

/** The one session there is becomes that of this connection's role. */
async function takeOver(sql: BranchDatabases, session: Session): Promise<Hold> {
  const hold = await sql.hold(session.ref, session);
  if (hold.again) return hold;
  const role = quoted(session.user);
  try {
    await hold.db.exec("RESET SESSION AUTHORIZATION");
    const { rows } = await hold.db.query("SELECT FROM pg_roles WHERE rolname = $1", [session.user]);
    // Roles made through the API may do here what Neon's own superuser group may do there.
    if (rows.length === 0) await hold.db.exec(`CREATE ROLE ${role} LOGIN SUPERUSER CREATEDB CREATEROLE`);
    await hold.db.exec(`SET SESSION AUTHORIZATION ${role}`);
    await hold.db.exec(`SET default_transaction_read_only = ${session.readOnly ? "on" : "off"}`);
    return hold;
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** The next frame, or undefined once a transaction stood idle for too long. */
async function soon(frame: Promise<Buffer | undefined>, socket: Socket): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    socket.write(wire.errorResponse("FATAL", "25P03", "terminating connection due to idle-in-transaction timeout"));
    resolve(undefined);
  }, transactionIdleMs);
  try {
    return await Promise.race([frame, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const serverParameters = {
  server_version: "17.5",
  server_encoding: "UTF8",
  client_encoding: "UTF8",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "GMT",
  integer_datetimes: "on",
  standard_conforming_strings: "on",
  is_superuser: "off",
  application_name: "",
} as const;
