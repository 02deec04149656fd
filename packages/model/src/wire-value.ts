import { canonical } from "./digest.ts";
import { isJoin, isList, isRecord, type Inputs, type Join, type Scalar, type Value } from "./value.ts";

/**
 * A value as Pulumi's protocol writes it: JSON in which a fixed text stands for an unknown, and a signed object wraps
 * a secret. Program and provider speak it with the engine; nothing else sees it.
 */
export type WireValue = Scalar | readonly WireValue[] | { readonly [key: string]: WireValue };
export type WireInputs = Readonly<Record<string, WireValue>>;

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const unknownOnWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What only apply will know: a text of which no part is there yet. */
export const unknownValue: Join = { $join: [] };

export function secretOnWire(value: WireValue): WireValue {
  return isSecretOnWire(value) ? value : { [signature]: secretSignature, value };
}

export function isSecretOnWire(value: unknown): value is { readonly value: WireValue } {
  return isRecord(value) && value[signature] === secretSignature;
}

export function hasSecretOnWire(value: unknown): boolean {
  if (isSecretOnWire(value)) return true;
  if (isList(value)) return value.some(hasSecretOnWire);
  return isRecord(value) && Object.values(value).some(hasSecretOnWire);
}

export function hasUnknownOnWire(value: unknown): boolean {
  if (value === unknownOnWire) return true;
  if (isList(value)) return value.some(hasUnknownOnWire);
  return isRecord(value) && Object.values(value).some(hasUnknownOnWire);
}

/** The value in clear, unknowns as `unknownValue`. */
export function revealWire(wire: unknown): Value {
  return readWire(wire, (secret) => secret, false);
}

export function revealInputs(wire: Readonly<Record<string, unknown>>): Inputs {
  return mapEntries(wire, revealWire);
}

/**
 * The value with every secret text put through `hide`; a secret list or object is hidden leaf by leaf. Numbers and
 * booleans that are secret are hidden as their JSON.
 */
export function concealWire(wire: unknown, hide: (secret: string) => Value): Value {
  return readWire(wire, (secret) => (secret === null ? null : hide(textOf(secret))), false);
}

export function concealInputs(wire: Readonly<Record<string, unknown>>, hide: (secret: string) => Value): Inputs {
  return mapEntries(wire, (value) => concealWire(value, hide));
}

/** All secret texts in a value, in clear: what must never appear in a message. */
export function secretTexts(wire: unknown): readonly string[] {
  const texts: string[] = [];
  readWire(
    wire,
    (secret) => {
      if (secret !== null) texts.push(textOf(secret));
      return null;
    },
    false,
  );
  return texts;
}

/**
 * A value in clear, written for the wire: secret wherever `like`, the value it came from, is secret at the same path.
 * Where the two have different shapes and `like` holds a secret anywhere, the whole value is secret.
 */
export function wireLike(value: unknown, like: unknown): WireValue {
  if (isSecretOnWire(like)) return secretOnWire(wireOf(value));
  if (!hasSecretOnWire(like)) return wireOf(value);
  if (isList(value) && isList(like) && value.length === like.length) {
    return value.map((item, index) => wireLike(item, like[index]));
  }
  if (isRecord(value) && isRecord(like)) return mapEntries(value, (item, key) => wireLike(item, like[key]));
  return secretOnWire(wireOf(value));
}

/** A value in clear, written for the wire without secrets. */
export function wireOf(value: unknown): WireValue {
  if (isUnknown(value)) return unknownOnWire;
  if (isList(value)) return value.map(wireOf);
  if (isRecord(value)) return mapEntries(value, wireOf);
  return scalarOf(value);
}

export function isUnknown(value: unknown): boolean {
  return isJoin(value) && value.$join.length === 0;
}

function readWire(wire: unknown, hide: (secret: Scalar) => Value, secret: boolean): Value {
  if (wire === unknownOnWire) return unknownValue;
  if (isSecretOnWire(wire)) return readWire(wire.value, hide, true);
  if (isList(wire)) return wire.map((item) => readWire(item, hide, secret));
  if (isRecord(wire)) return mapEntries(wire, (item) => readWire(item, hide, secret));
  const leaf = scalarOf(wire);
  return secret ? hide(leaf) : leaf;
}

function mapEntries<T>(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => T,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)]));
}

function textOf(secret: Scalar): string {
  return typeof secret === "string" ? secret : canonical(secret);
}

function scalarOf(leaf: unknown): Scalar {
  switch (typeof leaf) {
    case "string":
    case "number":
    case "boolean":
      return leaf;
    default:
      return null;
  }
}
