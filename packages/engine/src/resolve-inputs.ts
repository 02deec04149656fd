import {
  isJoin,
  isPrint,
  isRef,
  isSealed,
  isSecretRef,
  mapInputs,
  mapValue,
  type Inputs,
  type Join,
  type Print,
  type Ref,
  type Value,
} from "@cloudmake/model";

/** What is known while inputs are resolved. */
export interface Known {
  /** The value of a reference, secrets as prints; `undefined` = not known before apply. */
  readonly output: (ref: Ref) => Value | undefined;
  /** The print of a secret; `undefined` = nobody has set it. */
  readonly secret: (name: string) => Print | undefined;
}

/** Inputs with every known reference and secret filled in. What is still a `$ref` is unknown. */
export function resolveInputs(inputs: Inputs, known: Known): Inputs {
  return mapInputs(inputs, (leaf) => resolveLeaf(leaf, known));
}

/** Whether a value holds anything that only apply will know. */
export function hasUnknown(value: Value): boolean {
  let found = false;
  mapValue(value, (leaf) => {
    const parts = isJoin(leaf) ? leaf.$join : [leaf];
    if (parts.some((part) => isRef(part) || isSecretRef(part))) found = true;
    return leaf;
  });
  return found;
}

function resolveLeaf(leaf: Value, known: Known): Value {
  if (isRef(leaf)) return known.output(leaf) ?? leaf;
  if (isSecretRef(leaf)) return known.secret(leaf.$secret) ?? leaf;
  if (isJoin(leaf)) return joined(leaf);
  return leaf;
}

/** Secret outputs stand sealed in records; comparisons need only their print. */
export function unsealed(value: Value): Value {
  return mapValue(value, (leaf) => (isSealed(leaf) ? { $print: leaf.$print } : leaf));
}

/** Parts were resolved before: plain ones grow together, secret and unknown ones keep their place. */
function joined({ $join }: Join): Value {
  const parts: Value[] = [];
  for (const part of $join) {
    const last = parts.at(-1);
    if (isScalar(part) && isScalar(last)) parts[parts.length - 1] = `${last}${part}`;
    else parts.push(isScalar(part) ? String(part) : part);
  }
  const [only] = parts;
  if (parts.length === 0) return "";
  const whole = parts.length === 1 && only !== undefined && (isScalar(only) || isPrint(only) || isSealed(only));
  return whole ? only : { $join: parts };
}

function isScalar(value: Value | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
