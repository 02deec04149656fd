import type { Address, Inputs, JournalEntry } from "@cloudmake/model";

/** What the journal tells of runs that did not come to their end, and of what earlier ones let go. */
export interface Interrupted {
  /** Creations that were begun, by marker; whatever of them was recorded does no harm. */
  readonly creations: ReadonlyMap<string, InterruptedCreation>;
  /** Names of the settings that were to be written, by the marker of their object. */
  readonly settings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Calls that got no answer: the cloud may still be at work on them. Oldest first. */
  readonly lost: readonly LostCall[];
  /** Objects that the user let go, and that nobody took over since. */
  readonly letGo: readonly LetGo[];
}

export interface InterruptedCreation {
  readonly address: Address;
  readonly type: string;
  /** Empty until the cloud had answered. */
  readonly id: string;
  readonly inputs: Inputs;
  /** The cloud had no such object when it was begun: what stands there now is ours. Else it was there before us. */
  readonly made: boolean;
}

export type LostCall = Extract<JournalEntry, { entry: "intent" }>;

export type LetGo = Extract<JournalEntry, { entry: "forgotten" }>;

export const nothingInterrupted: Interrupted = { creations: new Map(), settings: new Map(), lost: [], letGo: [] };

/** Reads a journal, oldest entry first. */
export function interruptedBy(journal: readonly JournalEntry[]): Interrupted {
  const creations = new Map<string, InterruptedCreation>();
  const written = new Map<string, LostCall>();
  const answered = new Set<string>();
  const lost = new Map<string, LostCall>();
  const letGo = new Map<string, LetGo>();
  for (const entry of journal) {
    switch (entry.entry) {
      case "intent":
        lost.set(callOf(entry), entry);
        written.set(callOf(entry), entry);
        if (entry.action === "create") creations.set(entry.marker, begun(entry, creations.get(entry.marker)));
        break;
      case "result": {
        lost.delete(callOf(entry));
        letGo.delete(`${entry.type} ${entry.id}`);
        answered.add(callOf(entry));
        const creation = creations.get(entry.marker);
        if (entry.action !== "create" || creation === undefined) break;
        creations.set(entry.marker, { ...creation, id: entry.id });
        break;
      }
      case "failed":
        lost.delete(callOf(entry));
        break;
      case "forgotten":
        creations.delete(entry.marker);
        letGo.set(`${entry.type} ${entry.id}`, entry);
        break;
      case "run-ended": // what was answered by then is recorded
        for (const [call, { run }] of written) if (run === entry.run && answered.has(call)) written.delete(call);
        break;
      case "run-started":
      case "refused":
        break;
    }
  }
  const settings = settingsOf([...written.values()]);
  return { creations, settings, lost: [...lost.values()], letGo: [...letGo.values()] };
}

/** What a later run takes over was made by the first all the same. */
function begun(
  { address, type, id, inputs = {} }: LostCall,
  before: InterruptedCreation | undefined,
): InterruptedCreation {
  const made = id === undefined || before?.made === true;
  return { address, type, id: id ?? "", inputs: { ...before?.inputs, ...inputs }, made };
}

function settingsOf(calls: readonly LostCall[]): Interrupted["settings"] {
  const settings = new Map<string, ReadonlySet<string>>();
  for (const { marker, fields = [] } of calls) {
    if (fields.length > 0) settings.set(marker, new Set([...(settings.get(marker) ?? []), ...fields]));
  }
  return settings;
}

/** An intent and its result are about the same call: a run does each thing once. */
function callOf(entry: Extract<JournalEntry, { entry: "intent" | "result" | "failed" }>): string {
  const { run, action, address, type, marker, id } = entry;
  return [run, action, address, type, action === "delete" ? id : marker].join(" ");
}
