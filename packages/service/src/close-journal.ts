import type { LetGo, World } from "@cloudmake/engine";
import type { AppliedRecord, Plan } from "@cloudmake/model";
import type { Platform } from "./platform.ts";

/** No cloud works a day on a call. */
const rememberLostForMs = 24 * 3_600_000;

/**
 * What a run let go, however it ended: the record has it no longer, and it stays in its cloud, marker and all. Before the
 * record forgets it, the journal has to know: else a sweep would delete what an interrupted run had made, and a rebuilt
 * record would have it again.
 */
export function letGoBy(
  { steps }: Plan,
  record: AppliedRecord,
  about: { readonly run: string; readonly at: string },
): readonly LetGo[] {
  return steps.flatMap(({ action, address, type, marker, id, reasons }): readonly LetGo[] => {
    if (action !== "forget" || id === undefined || has(record, { type, id })) return [];
    if (reasons.some(({ because }) => because === "missing")) return [];
    return [{ entry: "forgotten", ...about, address, type, marker, id }];
  });
}

/**
 * The record covers what the journal said, but for
 * - what was let go, as long as nobody saw it to be gone: a lost record is not to take it back;
 * - creations that got lost and were not seen: should the cloud carry one out after all, its marker is known to be a
 *   stray's. Without a marker nobody could tell it from what somebody made by hand meanwhile.
 * @param letGo by the run that ends now
 */
export async function closeJournal(
  { clock, state }: Platform,
  { graph, interrupted, observation, rules }: World,
  {
    record,
    letGo,
    token,
  }: { readonly record: AppliedRecord; readonly letGo: readonly LetGo[]; readonly token: number },
): Promise<void> {
  const seen = new Set(observation?.objects.flatMap(({ marker }) => marker?.hash ?? []));
  const oldest = clock.now() - rememberLostForMs;
  const missing = interrupted.lost.filter(({ action, id, type, marker, at }) => {
    if (action !== "create" || id !== undefined || seen.has(marker)) return false;
    return rules.get(type)?.naturalKey === undefined && Date.parse(at) > oldest;
  });
  const before = interrupted.letGo.filter((object) => !has(record, object) && !isGone(object, observation));
  const call = { token, keep: [...missing, ...before, ...letGo], signal: AbortSignal.any([]) };
  await state.journals.clear(graph.stack, call);
}

function has({ resources }: AppliedRecord, { type, id }: Pick<LetGo, "type" | "id">): boolean {
  return resources.some((resource) => resource.type === type && resource.id === id);
}

function isGone({ type, id }: LetGo, observation: World["observation"]): boolean {
  if (observation === undefined || !observation.types.includes(type)) return false;
  if (observation.unreadable.some((unreadable) => unreadable.type === type)) return false;
  return !observation.objects.some((object) => object.type === type && object.id === id);
}
