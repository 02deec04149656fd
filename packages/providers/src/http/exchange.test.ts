import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { exchangeOverHttp, type Sent } from "./exchange.ts";

const connectingMs = 200;
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener): Promise<URL> {
  const opened = createServer(listener);
  server = opened;
  await new Promise<void>((resolve) => void opened.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${portOf(opened)}/things?page=1`);
}

function portOf(opened: Server): number {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a server that listens on TCP has such an address
  return (opened.address() as AddressInfo).port;
}

const never = AbortSignal.any([]);
const get = (url: URL): Sent => ({ method: "GET", url, headers: {}, body: undefined });

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("an exchange over HTTP", () => {
  test("sends method, path, headers and text, and gives back status, headers and text", async () => {
    const url = await serve((request, response) => {
      response.writeHead(201, { "X-Request-Id": "r1", "set-cookie": ["a=1", "b=2"] });
      response.write(`${request.method} ${request.url} ${request.headers["content-length"]} `);
      request.pipe(response);
    });
    const { status, headers, body } = await exchangeOverHttp({ ...get(url), method: "DELETE", body: "zwölf" }, never);
    expect([status, headers.get("x-request-id"), headers.get("set-cookie"), headers.get("none")]).toEqual([
      201,
      "r1",
      "a=1, b=2",
      null,
    ]);
    expect(await textOf(body)).toBe("DELETE /things?page=1 6 zwölf");
  });

  test("unpacks what comes packed, and says when it was cut", async () => {
    const packed = gzipSync("many things ".repeat(10_000));
    let whole = true;
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(whole ? packed : packed.subarray(0, packed.length / 2));
    });
    expect(await textOf((await exchangeOverHttp(get(url), never)).body)).toBe("many things ".repeat(10_000));
    whole = false;
    const half = await exchangeOverHttp(get(url), never);
    await expect(textOf(half.body)).rejects.toThrow("unexpected end of file");
  });

  test("sends a form with its parts", async () => {
    const url = await serve((request, response) => {
      response.write(`${request.headers["content-type"]?.split(";")[0]} `);
      request.pipe(response);
    });
    const form = new FormData();
    form.append("script", new Blob(["export default {}"]), "worker.js");
    const { body } = await exchangeOverHttp({ ...get(url), method: "PUT", body: form }, never);
    expect(await textOf(body)).toMatch(/^multipart\/form-data .*filename="worker.js".*export default/s);
  });

  test("keeps its connection for the next one", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    for (let count = 0; count < 3; count += 1) await textOf((await exchangeOverHttp(get(url), never)).body);
    expect(ports.size).toBe(1);
  });

  test("follows no redirect: a token must not go to another host", async () => {
    const url = await serve(
      (_, response) => void response.writeHead(302, { location: "http://elsewhere.invalid/" }).end(),
    );
    await expect(exchangeOverHttp(get(url), never)).rejects.toThrow("redirect");
  });

  test("tells the system's code when nobody listens", async () => {
    const url = await serve(() => {});
    server?.close();
    await expect(exchangeOverHttp(get(url), never)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("ends with the answer that is cut off, wherever that happens", async () => {
    const url = await serve((request, response) => {
      if (request.url?.includes("early") === true) request.socket.destroy();
      else response.writeHead(200, { "content-length": "100" }).write("half", () => request.socket.destroy());
    });
    await expect(exchangeOverHttp(get(new URL("/early", url)), never)).rejects.toMatchObject({ code: "ECONNRESET" });
    const { body } = await exchangeOverHttp(get(url), never);
    await expect(textOf(body)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("ends when its signal says so, before and after the answer has begun", async () => {
    const url = await serve((request, response) => {
      if (request.url?.includes("late") !== true) response.write("half");
    });
    const soon = AbortSignal.timeout(50);
    await expect(exchangeOverHttp(get(new URL("/late", url)), soon)).rejects.toMatchObject({ name: "AbortError" });
    const controller = new AbortController();
    const { body } = await exchangeOverHttp(get(url), controller.signal);
    const read = textOf(body);
    controller.abort();
    await expect(read).rejects.toThrow("aborted");
  });

  test(
    "gives up on a connection that does not come to be, so that nothing was asked",
    { timeout: 20_000 },
    async () => {
      // It listens and never accepts; once its queue is full, nobody else is heard.
      const deaf = new Worker(
        `const { parentPort } = require("node:worker_threads");
      const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
        parentPort.postMessage(server.address().port);
        setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
      });`,
        { eval: true },
      );
      const port: unknown = (await once(deaf, "message"))[0];
      const before = Array.from({ length: 8 }, () => connect(Number(port), "127.0.0.1"));
      try {
        await wait(connectingMs); // whoever is heard at all is heard by then
        expect(before.filter(({ connecting }) => connecting)).not.toEqual([]);
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const asked = exchangeOverHttp(get(new URL(`http://127.0.0.1:${String(port)}/things`)), never);
        const refusal = asked.catch((error: unknown) => error);
        while (vi.getTimerCount() === 0) await nextTurn();
        vi.advanceTimersByTime(10_000);
        expect(await refusal).toMatchObject({ code: "CONNECT_TIMEOUT" });
      } finally {
        vi.useRealTimers();
        for (const socket of before) socket.destroy();
        await deaf.terminate();
      }
    },
  );
});
