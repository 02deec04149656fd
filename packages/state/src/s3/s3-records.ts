import { randomUUID } from "node:crypto";
import { AppliedRecord, Failure, type StackId } from "@cloudmake/model";
import type { EngineFiles, Records } from "@cloudmake/ports";
import { z } from "zod";
import { emptyHead, type Head, type Heads, mustBeNewest } from "./heads.ts";

/** Heads read at once. */
const width = 16;

const Files = z.record(z.string(), z.string());

/** Every record is an object of its own that never changes; it counts from the moment the stack's head names it. */
export class S3Records implements Records {
  readonly #heads: Heads;

  constructor(heads: Heads) {
    this.#heads = heads;
  }

  async list({ signal }: { signal: AbortSignal }): Promise<readonly StackId[]> {
    const stacks = await this.#heads.stacks(signal);
    const recorded: StackId[] = [];
    for (let start = 0; start < stacks.length; start += width) {
      const some = stacks.slice(start, start + width);
      const seen = await Promise.all(some.map((stack) => this.#heads.see(stack, signal)));
      recorded.push(...some.filter((_, index) => seen[index]?.head?.record !== undefined));
    }
    return recorded.sort();
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<AppliedRecord | undefined> {
    const found = await readNamed(this.#heads, stack, (head) => head.record, signal);
    if (found === undefined) return undefined;
    const record = AppliedRecord.safeParse(jsonOf(found.text));
    if (record.success) return record.data;
    throw new Failure("STATE_CORRUPT", { file: found.key, problem: "it has not the shape of a record" }, record.error);
  }

  async write(record: AppliedRecord, { token, signal }: { token: number; signal: AbortSignal }): Promise<void> {
    const { stack, serial } = record;
    const key = `${this.#heads.folder(stack)}record-${token}-${serial}-${randomUUID()}.json`;
    await writeNamed(this.#heads, { stack, key, text: `${JSON.stringify(record)}\n`, token, signal }, (head) => {
      if (head.record === key) return head;
      if (head.serial > serial) throw new Failure("LEASE_LOST", { stack, holder: head.holder ?? "a later run" });
      return { ...head, serial, record: key, ...(head.record === undefined ? {} : { recordBefore: head.record }) };
    });
  }
}

/** The engine's files, all in one object that the stack's head names. */
export function s3EngineFiles(heads: Heads): EngineFiles {
  return {
    async read(stack, { signal }) {
      const found = await readNamed(heads, stack, (head) => head.engineFiles, signal);
      const files = Files.safeParse(jsonOf(found?.text ?? ""));
      // Files that cannot be read are as good as none: the engine begins anew and takes its objects over.
      return files.success ? new Map(Object.entries(files.data)) : undefined;
    },
    async write(stack, files, { token, signal }) {
      const key = `${heads.folder(stack)}engine-${token}-${randomUUID()}.json`;
      const text = JSON.stringify(Object.fromEntries(files));
      await writeNamed(heads, { stack, key, text, token, signal }, (head) => ({ ...head, engineFiles: key }));
    },
  };
}

/** What the head names; read again when somebody cleared it away in between. */
async function readNamed(
  heads: Heads,
  stack: StackId,
  name: (head: Head) => string | undefined,
  signal: AbortSignal,
): Promise<{ readonly key: string; readonly text: string } | undefined> {
  for (let before: string | undefined; ;) {
    const { head } = await heads.see(stack, signal);
    const key = head === undefined ? undefined : name(head);
    if (key === undefined) return undefined;
    const { value } = await heads.store.get(key, signal);
    if (value !== undefined) return { key, text: value.text };
    if (key === before) throw new Failure("STATE_CORRUPT", { file: key, problem: "it is missing" });
    before = key;
  }
}

interface NamedWrite {
  readonly stack: StackId;
  readonly key: string;
  readonly text: string;
  readonly token: number;
  readonly signal: AbortSignal;
}

async function writeNamed(heads: Heads, write: NamedWrite, name: (head: Head) => Head): Promise<void> {
  const { stack, key, text, token, signal } = write;
  await heads.prove(signal);
  await heads.store.put(key, text, { absent: true }, signal);
  const head = await heads.change(stack, signal, ({ head: current = emptyHead(stack) }) => {
    mustBeNewest(current, token);
    return { ...name(current), token };
  });
  // What no head names any more, and what writers left whose lease had gone.
  const kept = new Set([head.record, head.recordBefore, head.engineFiles]);
  const keys = await heads.store.list(heads.folder(stack), signal);
  await heads.store.remove(
    keys.filter((one) => !kept.has(one) && tokenOf(one) <= token),
    signal,
  );
}

/** Of the lease under which it was written. What a later holder wrote is not this one's to clear away. */
function tokenOf(key: string): number {
  return Number(/\/(?:record|engine)-(\d+)-[^/]+$/.exec(key)?.[1] ?? Number.POSITIVE_INFINITY);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
