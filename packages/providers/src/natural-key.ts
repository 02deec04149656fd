import type { Inputs } from "@cloudmake/model";

/** By which an object without a marker is known; none where the inputs do not say it all. */
export type NaturalKey = (inputs: Inputs) => string | undefined;

/** A key of plain inputs. */
export function naturalKey(...fields: readonly [string, ...string[]]): NaturalKey {
  return (inputs) => {
    const parts = fields.map((field) => textOf(inputs[field]));
    return parts.includes(undefined) ? undefined : parts.join("\n");
  };
}

/** A DNS record's: host names mean the same in capitals and with their final dot, texts with quotes around them. */
export function recordKey(zone: string, value: string): NaturalKey {
  return (inputs) => {
    const [type, name, content] = [textOf(inputs["type"]), textOf(inputs["name"]), textOf(inputs[value])];
    if (type === undefined || name === undefined || content === undefined) return undefined;
    const said = type === "TXT" ? content.replace(/^"(.*)"$/s, "$1") : hostOf(content);
    return [textOf(inputs[zone]), type, hostOf(name), said].join("\n");
  };
}

/** A public key's: algorithm and key. The comment behind them is no part of it. */
export function publicKeyOf({ publicKey }: Inputs): string | undefined {
  return textOf(publicKey)?.trim().split(/\s+/).slice(0, 2).join(" ");
}

function hostOf(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

/** Ids are numbers in some inputs and text in others. */
function textOf(value: Inputs[string] | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
