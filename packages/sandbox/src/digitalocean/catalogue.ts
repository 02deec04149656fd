/** Names, capacities and list prices as of autumn 2026; a selection. */
export interface Size {
  readonly slug: string;
  /** MB */
  readonly memory: number;
  readonly vcpus: number;
  /** GB */
  readonly disk: number;
  /** TB */
  readonly transfer: number;
  /** USD */
  readonly monthly: number;
  readonly description: string;
}

export interface Distribution {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly distribution: string;
}

const regionNames: Readonly<Record<string, string>> = {
  ams3: "Amsterdam 3",
  blr1: "Bangalore 1",
  fra1: "Frankfurt 1",
  lon1: "London 1",
  nyc1: "New York 1",
  nyc3: "New York 3",
  sfo3: "San Francisco 3",
  sgp1: "Singapore 1",
  syd1: "Sydney 1",
  tor1: "Toronto 1",
};

export const regionSlugs: readonly string[] = Object.keys(regionNames);

export const sizes: readonly Size[] = [
  size("s-1vcpu-512mb-10gb", 512, 1, 10, 0.5, 4, "Basic"),
  size("s-1vcpu-1gb", 1024, 1, 25, 1, 6, "Basic"),
  size("s-1vcpu-2gb", 2048, 1, 50, 2, 12, "Basic"),
  size("s-2vcpu-2gb", 2048, 2, 60, 3, 18, "Basic"),
  size("s-2vcpu-4gb", 4096, 2, 80, 4, 24, "Basic"),
  size("s-4vcpu-8gb", 8192, 4, 160, 5, 48, "Basic"),
  size("s-8vcpu-16gb", 16_384, 8, 320, 6, 96, "Basic"),
  size("s-2vcpu-4gb-amd", 4096, 2, 80, 4, 28, "Premium AMD"),
  size("c-2", 4096, 2, 25, 4, 42, "CPU-Optimized"),
  size("c-4", 8192, 4, 50, 5, 84, "CPU-Optimized"),
  size("g-2vcpu-8gb", 8192, 2, 25, 4, 63, "General Purpose"),
  size("g-4vcpu-16gb", 16_384, 4, 50, 5, 126, "General Purpose"),
  size("m-2vcpu-16gb", 16_384, 2, 50, 4, 84, "Memory-Optimized"),
  size("gpu-h100x1-80gb", 245_760, 20, 720, 15, 2278, "H100 GPU - 1X"),
];

export const distributions: readonly Distribution[] = [
  { id: 136_000_012, slug: "debian-12-x64", name: "12 x64", distribution: "Debian" },
  { id: 136_000_013, slug: "debian-13-x64", name: "13 x64", distribution: "Debian" },
  { id: 136_000_022, slug: "ubuntu-22-04-x64", name: "22.04 (LTS) x64", distribution: "Ubuntu" },
  { id: 136_000_024, slug: "ubuntu-24-04-x64", name: "24.04 (LTS) x64", distribution: "Ubuntu" },
  { id: 136_000_026, slug: "ubuntu-26-04-x64", name: "26.04 (LTS) x64", distribution: "Ubuntu" },
  { id: 136_000_042, slug: "fedora-42-x64", name: "42 x64", distribution: "Fedora" },
  { id: 136_000_043, slug: "centos-stream-10-x64", name: "10 Stream x64", distribution: "CentOS" },
  { id: 136_000_049, slug: "rockylinux-9-x64", name: "9 x64", distribution: "Rocky Linux" },
];

export function regionReply(slug: string): Readonly<Record<string, unknown>> {
  return {
    name: regionNames[slug] ?? slug,
    slug,
    features: ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"],
    available: true,
    sizes: sizes.map((size) => size.slug),
  };
}

export function sizeReply(size: Size): Readonly<Record<string, unknown>> {
  const { slug, memory, vcpus, disk, transfer, monthly, description } = size;
  return {
    slug,
    memory,
    vcpus,
    disk,
    transfer,
    price_monthly: monthly,
    price_hourly: Math.round((monthly / 672) * 100_000) / 100_000,
    regions: regionSlugs,
    available: true,
    description,
    disk_info: [{ type: "local", size: { amount: disk, unit: "gib" } }],
  };
}

export function distributionReply(image: Distribution): Readonly<Record<string, unknown>> {
  return {
    ...image,
    type: "base",
    public: true,
    regions: regionSlugs,
    created_at: "2026-08-01T00:00:00Z",
    min_disk_size: 7,
    size_gigabytes: 0.6,
    description: `${image.distribution} ${image.name}`,
    tags: [],
    status: "available",
  };
}

function size(
  slug: string,
  memory: number,
  vcpus: number,
  disk: number,
  transfer: number,
  monthly: number,
  description: string,
): Size {
  return { slug, memory, vcpus, disk, transfer, monthly, description };
}
