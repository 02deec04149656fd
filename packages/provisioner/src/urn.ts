import { Address, type StackId } from "@cloudmake/model";

/** `urn:pulumi:<environment>::<project>::<type>::<component>/<resource>` */
export function urnOf(address: Address, type: string): string {
  const [project, environment, ...name] = address.split("/");
  return `urn:pulumi:${environment}::${project}::pulumi:pulumi:Stack$${type}::${name.join("/")}`;
}

/** `undefined` for the stack itself, for providers, and for resources of other stacks. */
export function addressOfUrn(stack: StackId, urn: string): Address | undefined {
  const [head, project, type, ...name] = urn.split("::");
  const environment = head?.split(":")[2];
  if (`${project}/${environment}` !== stack || type?.split("$").at(-1)?.startsWith("pulumi:") !== false)
    return undefined;
  const address = Address.safeParse(`${stack}/${name.join("::")}`);
  return address.success ? address.data : undefined;
}
