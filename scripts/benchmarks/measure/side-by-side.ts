import { availableParallelism } from "node:os";

/** Milliseconds until a job is done for every item, as many at a time as there are cores. */
export async function sideBySide<Item>(items: readonly Item[], job: (item: Item) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await job(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return performance.now() - started;
}
