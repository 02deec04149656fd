/** Names, capacities and list prices (net, without VAT) as of autumn 2026; a selection. */
type Reply = Readonly<Record<string, unknown>>;

export interface Location {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly city: string;
  readonly country: string;
  readonly network_zone: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface ServerType {
  readonly id: number;
  readonly name: string;
  readonly cores: number;
  /** GB */
  readonly memory: number;
  /** GB */
  readonly disk: number;
  readonly architecture: "x86" | "arm";
  readonly cpuType: "shared" | "dedicated";
  /** EUR a month */
  readonly monthly: number;
}

export interface SystemImage {
  readonly id: number;
  readonly name: string;
  readonly flavor: string;
  readonly version: string;
  readonly architecture: "x86" | "arm";
}

export const locations: readonly Location[] = [
  place(1, "fsn1", "Falkenstein DC Park 1", "Falkenstein", "DE", "eu-central", 50.47612, 12.370071),
  place(2, "nbg1", "Nuremberg DC Park 1", "Nuremberg", "DE", "eu-central", 49.452102, 11.076665),
  place(3, "hel1", "Helsinki DC Park 1", "Helsinki", "FI", "eu-central", 60.169855, 24.938379),
  place(4, "ash", "Ashburn, VA", "Ashburn, VA", "US", "us-east", 39.045821, -77.487073),
  place(5, "hil", "Hillsboro, OR", "Hillsboro, OR", "US", "us-west", 45.54222, -122.951924),
  place(6, "sin", "Singapore", "Singapore", "SG", "ap-southeast", 1.283333, 103.833333),
];

export const serverTypes: readonly ServerType[] = [
  kind(104, "cx22", 2, 4, 40, "x86", "shared", 3.79),
  kind(105, "cx32", 4, 8, 80, "x86", "shared", 6.8),
  kind(106, "cx42", 8, 16, 160, "x86", "shared", 16.4),
  kind(107, "cx52", 16, 32, 320, "x86", "shared", 32.4),
  kind(114, "cx23", 2, 4, 40, "x86", "shared", 3.49),
  kind(115, "cx33", 4, 8, 80, "x86", "shared", 5.49),
  kind(116, "cx43", 8, 16, 160, "x86", "shared", 9.49),
  kind(22, "cpx11", 2, 2, 40, "x86", "shared", 4.35),
  kind(23, "cpx21", 3, 4, 80, "x86", "shared", 7.55),
  kind(24, "cpx31", 4, 8, 160, "x86", "shared", 13.6),
  kind(45, "cax11", 2, 4, 40, "arm", "shared", 3.79),
  kind(93, "cax21", 4, 8, 80, "arm", "shared", 6.49),
  kind(94, "cax31", 8, 16, 160, "arm", "shared", 12.49),
  kind(96, "ccx13", 2, 8, 80, "x86", "dedicated", 12.49),
  kind(97, "ccx23", 4, 16, 160, "x86", "dedicated", 24.49),
];

const distributions: readonly (readonly [id: number, name: string, flavor: string, version: string])[] = [
  [114_690, "debian-12", "debian", "12"],
  [114_790, "debian-13", "debian", "13"],
  [67_794, "ubuntu-22.04", "ubuntu", "22.04"],
  [161_547, "ubuntu-24.04", "ubuntu", "24.04"],
  [181_547, "ubuntu-26.04", "ubuntu", "26.04"],
  [211_042, "fedora-42", "fedora", "42"],
  [45_557, "rocky-9", "rocky", "9"],
  [45_559, "alma-9", "alma", "9"],
];

export const systemImages: readonly SystemImage[] = distributions.flatMap(([id, name, flavor, version]) => [
  { id, name, flavor, version, architecture: "x86" as const },
  { id: id + 1_000_000, name, flavor, version, architecture: "arm" as const },
]);

/** Names and numbers are both accepted wherever something of the catalogue is meant. */
export function byIdOrName<T extends { readonly id: number; readonly name: string }>(
  all: readonly T[],
  idOrName: string | number,
): T | undefined {
  return all.find(({ id, name }) => name === idOrName || String(id) === String(idOrName));
}

/** Arm runs in Germany and Finland only, the CX line in Europe only. */
export function isOffered(type: ServerType, location: Location): boolean {
  if (type.name.startsWith("cax") || type.name.startsWith("cx")) return location.network_zone === "eu-central";
  return true;
}

export function serverTypeReply(type: ServerType): Reply {
  const { cpuType, monthly, ...rest } = type;
  const places = locations.filter((location) => isOffered(type, location));
  return {
    ...rest,
    description: type.name.toUpperCase(),
    category: cpuType === "dedicated" ? "General Purpose" : "Cost-Optimized",
    cpu_type: cpuType,
    storage_type: "local",
    deprecated: false,
    deprecation: null,
    locations: places.map(({ id, name }) => ({ id, name, available: true, recommended: true, deprecation: null })),
    prices: places.map(({ name }) => ({ location: name, ...priceReply(monthly) })),
  };
}

function priceReply(monthly: number): Reply {
  return {
    price_hourly: amount(monthly / 624),
    price_monthly: amount(monthly),
    included_traffic: 21_990_232_555_520,
    price_per_tb_traffic: amount(1),
  };
}

/** What runs in a test project is priced in EUR with 19 % VAT. */
export function amount(net: number): { readonly net: string; readonly gross: string } {
  return { net: net.toFixed(10), gross: (net * 1.19).toFixed(10) };
}

export function systemImageReply(image: SystemImage): Reply {
  return {
    id: image.id,
    type: "system",
    status: "available",
    name: image.name,
    description: `${image.flavor.charAt(0).toUpperCase()}${image.flavor.slice(1)} ${image.version}`,
    image_size: null,
    disk_size: 5,
    created: "2026-08-01T00:00:00+00:00",
    created_from: null,
    bound_to: null,
    os_flavor: image.flavor,
    os_version: image.version,
    architecture: image.architecture,
    rapid_deploy: true,
    protection: { delete: false },
    deprecated: null,
    deleted: null,
    labels: {},
  };
}

function place(
  id: number,
  name: string,
  description: string,
  city: string,
  country: string,
  network_zone: string,
  latitude: number,
  longitude: number,
): Location {
  return { id, name, description, city, country, network_zone, latitude, longitude };
}

function kind(
  id: number,
  name: string,
  cores: number,
  memory: number,
  disk: number,
  architecture: ServerType["architecture"],
  cpuType: ServerType["cpuType"],
  monthly: number,
): ServerType {
  return { id, name, cores, memory, disk, architecture, cpuType, monthly };
}
