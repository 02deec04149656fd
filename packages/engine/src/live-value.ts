import { isJoin, isList, isPrint, isRecord, isSealed, sameValue, type Value } from "@cloudmake/model";

/**
 * What a cloud says of a setting, as far as it can be compared with what is recorded of it: where the record has a
 * secret's print, the print stands. A secret can only be told by its print, most clouds never give one back, and one
 * that comes back in clear must not get into a plan. All else around it can be compared.
 */
export function liveValueOf(recorded: Value, live: Value): Value {
  if (isSecret(recorded)) return recorded;
  if (!holdsSecret(recorded)) return live;
  if (isList(recorded)) return isList(live) ? liveItems(recorded, live) : somethingSecret;
  if (isRecord(recorded) && isRecord(live)) return liveFields(recorded, live);
  return somethingSecret;
}

/** Stands for what may be a secret in clear, and is not what it was. */
const somethingSecret: Value = { $print: "" };

function liveFields(recorded: Readonly<Record<string, Value>>, live: Readonly<Record<string, Value>>): Value {
  const silent = Object.entries(recorded).filter(([field, value]) => live[field] === undefined && isSecret(value));
  const told = Object.entries(live).map(([field, value]): readonly [string, Value] => {
    const before = recorded[field];
    return [field, before === undefined ? value : liveValueOf(before, value)];
  });
  return Object.fromEntries([...told, ...silent]);
}

/**
 * Items have no names, so each live one is held against every recorded one that is still free: first against those
 * without a secret, then against the others with the secret left out. One that is like none of these takes its secret
 * places from a recorded item that is missing, or from one that only its secret tells from others: nobody knows which of
 * the two holds it.
 */
function liveItems(recorded: readonly Value[], live: readonly Value[]): Value {
  const free = [...recorded];
  const isLike = (item: Value, candidate: Value): boolean => sameValue(liveValueOf(candidate, item), candidate, true);
  const take = (item: Value, secret: boolean): Value | undefined => {
    const found = free.findIndex((candidate) => holdsSecret(candidate) === secret && isLike(item, candidate));
    return found < 0 ? undefined : free.splice(found, 1)[0];
  };
  const plain = live.map((item) => take(item, false));
  const known = live.map((item, index) => plain[index] ?? take(item, true));
  const lost = free.find(holdsSecret);
  return live.map((item, index) => {
    if (known[index] !== undefined) return known[index];
    const like = lost ?? recorded.find((candidate) => holdsSecret(candidate) && isLike(item, candidate));
    return like === undefined ? item : liveValueOf(like, item);
  });
}

function isSecret(value: Value): boolean {
  return isPrint(value) || isSealed(value) || (isJoin(value) && value.$join.some(holdsSecret));
}

/** Whether anything in a recorded value is known only by its print. */
export function holdsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (isList(value)) return value.some(holdsSecret);
  return isRecord(value) && Object.values(value).some(holdsSecret);
}
