export type Labels = Readonly<Record<string, string>>;

const key = String.raw`(?:[a-z0-9A-Z.-]{1,253}/)?[a-z0-9A-Z](?:[\w.-]{0,61}[a-z0-9A-Z])?`;
const value = String.raw`(?:[a-z0-9A-Z](?:[\w.-]{0,61}[a-z0-9A-Z])?)?`;
const keyPattern = new RegExp(`^${key}$`);
const valuePattern = new RegExp(`^${value}$`);
const has = new RegExp(`^(?<not>!?)(?<key>${key})$`);
const equals = new RegExp(`^(?<key>${key}) *(?<sign>!=|==?) *(?<value>${value})$`);
const within = new RegExp(String.raw`^(?<key>${key}) +(?<sign>in|notin) +\((?<values>[^()]*)\)$`);

export function isLabelKey(text: string): boolean {
  return keyPattern.test(text);
}

export function isLabelValue(text: string): boolean {
  return valuePattern.test(text);
}

/**
 * `k`, `!k`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`; a comma means "and". Undefined when it cannot be read.
 * As in Kubernetes, `!=` and `notin` hold where the key is absent.
 */
export function labelSelector(text: string): ((labels: Labels) => boolean) | undefined {
  const terms = text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "")
    .map(oneTerm);
  const known = terms.filter((term) => term !== undefined);
  return known.length < terms.length ? undefined : (labels) => known.every((holds) => holds(labels));
}

function oneTerm(term: string): ((labels: Labels) => boolean) | undefined {
  const present = has.exec(term)?.groups;
  if (present !== undefined)
    return (labels) => Object.hasOwn(labels, present["key"] ?? "") !== (present["not"] === "!");
  const equal = equals.exec(term)?.groups;
  if (equal !== undefined) {
    return (labels) => (labels[equal["key"] ?? ""] === equal["value"]) === (equal["sign"] !== "!=");
  }
  const set = within.exec(term)?.groups;
  if (set === undefined) return undefined;
  const values = (set["values"] ?? "").split(",").map((item) => item.trim());
  return (labels) => values.includes(labels[set["key"] ?? ""] ?? "\0") === (set["sign"] === "in");
}
