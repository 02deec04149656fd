import { type Operation, spec, specFile } from "./kill-operations.ts";
import { KillStand } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";

/** A stand, and what its clouds look like before any operation. */
export interface PreparedStand {
  readonly stand: KillStand;
  readonly bases: ReadonlyMap<Operation["from"], unknown>;
}

/** Lends stands, first come first served. */
export class StandPool {
  readonly #size: number;
  #free: PreparedStand[] = [];
  readonly #waiting: ((stand: PreparedStand) => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  async open(): Promise<void> {
    this.#free = await Promise.all(Array.from({ length: this.#size }, prepared));
  }

  async close(): Promise<void> {
    await Promise.all(this.#free.map(({ stand }) => stand.close()));
  }

  async use(work: (stand: PreparedStand) => Promise<void>): Promise<void> {
    const stand = this.#free.pop() ?? (await new Promise<PreparedStand>((take) => this.#waiting.push(take)));
    try {
      await work(stand);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(stand);
      else next(stand);
    }
  }
}

async function prepared(): Promise<PreparedStand> {
  const stand = await KillStand.open();
  const { sandbox } = stand.story;
  stand.story.write(specFile, spec);
  await stand.uninterrupted(["plan", specFile]); // a cloud may set itself up when it is first asked
  stand.save("nothing");
  const nothing = pictureOf(sandbox);
  const { ended } = await stand.uninterrupted(["apply", "--yes", specFile]);
  if (ended.exit !== 0) throw new Error(ended.stderr);
  stand.save("applied");
  return {
    stand,
    bases: new Map([["nothing" as const, nothing] as const, ["applied" as const, pictureOf(sandbox)] as const]),
  };
}
