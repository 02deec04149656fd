import { Address, type StackId } from "@cloudmake/model";

/** `urn:pulumi:<environment>::<project>::<type>::<component>/<resource>` */
export function urnOf(address: Address, type: string): string {
  const [project, environment, ...name] = address.split("/");
  return `urn:pulumi:${environment}::${project}::${type}::${name.join("/")}`;
}

/** `undefined` for the stack itself, for providers, and for resources of other stacks. */
export function addressOfUrn(stack: StackId, urn: string): Address | undefined {
  const [head, project, , ...name] = urn.split("::");
  const environment = head?.split(":")[2];
  if (`${project}/${environment}` !== stack || typeOfUrn(urn).startsWith("pulumi:")) return undefined;
  const address = Address.safeParse(`${stack}/${name.join("::")}`);
  return address.success ? address.data : undefined;
}

/** The resource's own type, without those of its parents. */
export function typeOfUrn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
