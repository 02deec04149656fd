/** An IPv6 address or range in its one plain spelling; every other text as it is. */
export function plainAddress(text: string): string {
  const [address = "", ...range] = text.split("/");
  if (!/^[0-9a-f:.]+$/i.test(address) || !address.includes(":")) return text;
  // Addresses in URLs have one spelling, too, and what knows it is loaded: `node:net` is not.
  const url = URL.parse(`http://[${address}]/`);
  return url === null ? text : [url.hostname.slice(1, -1), ...range].join("/");
}
