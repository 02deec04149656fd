const GROUPS = 8;

/** An IPv6 address or range in its one plain spelling, without `::`; every other text as it is. */
export function plainAddress(text: string): string {
  const [address = "", ...range] = text.split("/");
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(":")) return text;
  const [front = [], ...back] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const gap = GROUPS - front.length - back.flat().length;
  const groups =
    back.length === 1 ? [...front, ...Array.from({ length: Math.max(0, gap) }, () => "0"), ...back.flat()] : front;
  if (groups.length !== GROUPS || groups.includes("") || back.length > 1) return text;
  return [groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":"), ...range].join("/");
}
