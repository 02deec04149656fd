import { z } from "zod";

const segment = "[a-z](?:[a-z0-9-]*[a-z0-9])?";
const stackPattern = new RegExp(`^${segment}/${segment}$`);
const addressPattern = new RegExp(`^${segment}/${segment}/${segment}/${segment}$`);

/** `<project>/<environment>` or `workspace/<name>`: the unit of plan, apply, lease and history. */
export const StackId = z
  .string()
  .regex(stackPattern, "a stack is `<project>/<environment>` or `workspace/<name>`")
  .brand<"StackId">();
export type StackId = z.infer<typeof StackId>;

/** `<stack>/<component>/<resource>`: stable for ever; the Pulumi URN derives from it. */
export const Address = z
  .string()
  .regex(addressPattern, "an address is `<project>/<environment>/<component>/<resource>`")
  .brand<"Address">();
export type Address = z.infer<typeof Address>;

export interface AddressParts {
  readonly stack: StackId;
  readonly project: string;
  readonly environment: string;
  readonly component: string;
  readonly resource: string;
}

/** The parts of an address. Throws on malformed text: addresses from outside pass `Address.parse` first. */
export function partsOf(address: Address): AddressParts {
  const [project = "", environment = "", component = "", resource = ""] = address.split("/");
  return { stack: stackId(project, environment), project, environment, component, resource };
}

/** The stack of a project in an environment, or `stackId("workspace", name)`. */
export function stackId(project: string, environment: string): StackId {
  const id = `${project}/${environment}`;
  return isStackId(id) ? id : StackId.parse(id);
}

export function addressOf(stack: StackId, component: string, resource: string): Address {
  const address = `${stack}/${component}/${resource}`;
  return isAddress(address) ? address : Address.parse(address);
}

/** What the schema asks, at a tenth of its price: specs are full of these. */
function isStackId(text: string): text is StackId {
  return stackPattern.test(text);
}

export function isAddress(value: unknown): value is Address {
  return typeof value === "string" && addressPattern.test(value);
}

/** `shop-box.server-prod`: the full idempotency key that stands in the journal and the database. */
export function idempotencyKey(address: Address): string {
  const { project, environment, component, resource } = partsOf(address);
  return `${project}-${component}.${resource}-${environment}`;
}
