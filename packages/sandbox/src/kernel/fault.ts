import { CloudName } from "@cloudmake/model";
import { z } from "zod";
import { routePattern } from "./route.ts";

const maxFaults = 1_000;

/** What shall go wrong, and where. Without `times` it goes on until it is deleted. */
export const Fault = z.strictObject({
  cloud: CloudName,
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** Path below the cloud's prefix; `*` stands for one segment, `**` for any number. */
  route: z.string().startsWith("/"),
  /** Answers with this instead of carrying the request out. */
  status: z.int().min(400).max(599).optional(),
  body: z.json().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Real milliseconds before anything else happens. */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Carried out after the delay even when its caller is gone by then, as a busy service does. */
  goesOn: z.boolean().optional(),
  /** Cuts the connection before, or after, the request was carried out. */
  drop: z.enum(["before", "after"]).optional(),
  times: z.int().positive().optional(),
});
export type Fault = z.input<typeof Fault>;

export interface FaultEntry extends Fault {
  readonly id: number;
  /** How often it struck. */
  readonly struck: number;
}

export interface Faults {
  add(fault: Fault): FaultEntry;
  list(): readonly FaultEntry[];
  remove(id: number): boolean;
  clear(): void;
  /** The first fault meant for this request, counted as struck. */
  strike(cloud: CloudName, method: string, path: string): Fault | undefined;
}

export function makeFaults(): Faults {
  let entries: readonly (FaultEntry & { readonly pattern: RegExp })[] = [];
  let nextId = 1;

  return {
    add: (fault) => {
      if (entries.length >= maxFaults) throw new RangeError(`more than ${maxFaults} faults`);
      const entry = { ...Fault.parse(fault), id: nextId, struck: 0, pattern: routePattern(fault.route) };
      nextId += 1;
      entries = [...entries, entry];
      return shown(entry);
    },
    list: () => entries.map(shown),
    remove: (id) => {
      const before = entries.length;
      entries = entries.filter((entry) => entry.id !== id);
      return entries.length < before;
    },
    clear: () => {
      entries = [];
    },
    strike: (cloud, method, path) => {
      const hit = entries.find(
        (entry) =>
          entry.cloud === cloud &&
          (entry.method === undefined || entry.method === method) &&
          (entry.times === undefined || entry.struck < entry.times) &&
          entry.pattern.test(path),
      );
      if (hit === undefined) return undefined;
      entries = entries.map((entry) => (entry === hit ? { ...entry, struck: entry.struck + 1 } : entry));
      return hit;
    },
  };
}

function shown(entry: FaultEntry & { readonly pattern: RegExp }): FaultEntry {
  const { pattern, ...rest } = entry;
  void pattern;
  return rest;
}
