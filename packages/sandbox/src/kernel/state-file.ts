import { mkdirSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "@cloudmake/model";
import { z } from "zod";

/** A burst of requests is saved once. */
const saveAfterMs = 200;

const Content = z.object({ formatVersion: z.literal(1), clouds: z.record(z.string(), z.unknown()) });

export interface StateFile {
  /** The saved snapshots by cloud; empty when there are none yet. An unreadable file is put aside. */
  load(): Promise<Readonly<Record<string, unknown>>>;
  /** Saves soon. */
  changed(): void;
  /** Saves now, if anything changed since the last time, and waits for it. */
  flush(): Promise<void>;
}

/** Keeps the clouds' state in one file that is always whole: written beside, then renamed. */
export function makeStateFile(
  file: string,
  snapshots: () => Readonly<Record<string, unknown>>,
  log: (line: string) => void,
): StateFile {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function save(): Promise<void> {
    if (timer === undefined) return writing;
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(async () => {
      const content: z.input<typeof Content> = { formatVersion: 1, clouds: snapshots() };
      makeDirectory(dirname(file), mkdirSync);
      await writeFile(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
    return writing;
  }

  return {
    load: async () => {
      const text = await readFile(file, "utf8").catch(() => undefined);
      if (text === undefined) return {};
      const content = parse(text);
      if (content !== undefined) return content.clouds;
      await rename(file, `${file}.unreadable`);
      log(`the saved state could not be read; it stands aside as ${file}.unreadable`);
      return {};
    },
    changed: () => {
      timer ??= setTimeout(() => {
        save().catch((error: unknown) => log(`the state could not be saved: ${String(error)}`));
      }, saveAfterMs).unref();
    },
    flush: save,
  };
}

function parse(text: string): z.infer<typeof Content> | undefined {
  try {
    return Content.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
