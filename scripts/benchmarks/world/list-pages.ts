/** How many objects of a list a vendor gives at most at once. */
const pageSizes: Readonly<Record<string, number>> = {
  "hetzner server": 50,
  "hetzner firewall": 50,
  "hetzner volume": 50,
  "digitalocean droplet": 200,
  "digitalocean droplet with GPU": 200,
  "digitalocean firewall": 200,
  "digitalocean volume": 200,
  "cloudflare zone": 50,
  "cloudflare kv namespace": 100,
  "neon project": 400,
};
/** Cloudflare tells whose a resource is in a list of tags, one for each kind. */
const tagPageSize = 100;

/**
 * The pages of all lists that accounts with these objects have, from the vendors' largest pages; what stands under a
 * parent is a list for each parent. `managedBranches`: Neon branches in which something of ours stands.
 */
export function listPages(objects: ReadonlyMap<string, number>, managedBranches: number): number {
  const count = (key: string): number => objects.get(key) ?? 0;
  const pages = (items: number, size: number): number => Math.max(1, Math.ceil(items / size));
  const lists = Object.entries(pageSizes).reduce((sum, [key, size]) => sum + pages(count(key), size), 0);
  const tags = pages(count("cloudflare kv namespace"), tagPageSize) + pages(count("cloudflare zone"), tagPageSize);
  const records = count("cloudflare zone");
  // Branches and endpoints of a project; databases of a branch, whose owners are the roles.
  const neon = 2 * count("neon project") + managedBranches;
  return lists + tags + records + neon;
}
