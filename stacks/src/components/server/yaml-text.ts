import { isJoin, isList, isRecord, isRef, isSecretRef, type Join, type Value } from "@cloudmake/model";
import { joined } from "../../resolve-settings.ts";
import type { Text } from "../../resource-inputs.ts";

/** What can be written as YAML. `undefined` properties are left out. */
export type YamlData = Text | number | boolean | readonly YamlData[] | { readonly [key: string]: YamlData | undefined };

const STEP = "  ";

/**
 * Block-style YAML that versions 1.1 and 1.2 read alike. The same data gives the same bytes, so that user data, which
 * can change only by making a new server, stays what it is.
 */
export function yamlText(data: { readonly [key: string]: YamlData | undefined }): string | Join {
  return joined(mapLines(data, ""));
}

function mapLines(map: { readonly [key: string]: YamlData | undefined }, indent: string): readonly Value[] {
  return Object.entries(map).flatMap(([key, value]) => {
    return value === undefined ? [] : [`${indent}${plainOrQuoted(key)}:`, ...after(value, indent)];
  });
}

/** What follows `key:`, its line end included. */
function after(value: YamlData, indent: string): readonly Value[] {
  if (isTree(value))
    return isEmpty(value) ? [isList(value) ? " []\n" : " {}\n"] : ["\n", ...lines(value, indent + STEP)];
  return [" ", ...scalar(value, indent + STEP), "\n"];
}

function lines(value: Tree, indent: string): readonly Value[] {
  return isList(value) ? value.flatMap((item) => itemLines(item, indent)) : mapLines(value, indent);
}

/** A list's item; the first line of a map or list in it stands behind the hyphen. */
function itemLines(item: YamlData, indent: string): readonly Value[] {
  if (!isTree(item)) return [`${indent}- `, ...scalar(item, indent + STEP), "\n"];
  if (isEmpty(item)) return [`${indent}- ${isList(item) ? "[]" : "{}"}\n`];
  const [first = "", ...rest] = lines(item, indent + STEP);
  const line = typeof first === "string" ? first.slice(indent.length + STEP.length) : first;
  return [`${indent}- `, line, ...rest];
}

function scalar(value: Text | number | boolean, indent: string): readonly Value[] {
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value === "string") return [isBlock(value) ? block(value, indent) : plainOrQuoted(value)];
  // Known only when applied: a reference stands in quotes, where an address, id or URL can break nothing.
  const parts = isJoin(value) ? value.$join : [value];
  return ['"', ...parts.map((part) => (typeof part === "string" ? quoted(part).slice(1, -1) : part)), '"'];
}

/** Text of several lines that YAML gives back to the letter as a literal block. */
function isBlock(text: string): boolean {
  return text.includes("\n") && !/^[\s]|\n\n$|[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe]/.test(text);
}

function block(text: string, indent: string): string {
  const kept = text.endsWith("\n");
  const body = (kept ? text.slice(0, -1) : text).split("\n").map((line) => (line === "" ? "" : indent + line));
  return `${kept ? "|" : "|-"}\n${body.join("\n")}`;
}

/** Words that some YAML reads as something else than text. */
const notText = /^(?:y|n|yes|no|on|off|true|false|null|[+-]?\.(?:inf|nan))$/i;

function plainOrQuoted(text: string): string {
  return /^[A-Za-z/][A-Za-z0-9 _./+=-]*$/.test(text) && !text.endsWith(" ") && !notText.test(text)
    ? text
    : quoted(text);
}

/** JSON's quotes and escapes are YAML's, but for a few characters that YAML wants escaped and JSON does not. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

type Tree = readonly YamlData[] | { readonly [key: string]: YamlData | undefined };

function isTree(value: YamlData): value is Tree {
  if (isRef(value) || isSecretRef(value) || isJoin(value)) return false;
  return isList(value) || isRecord(value);
}

function isEmpty(value: Tree): boolean {
  return (isList(value) ? value : Object.values(value).filter((item) => item !== undefined)).length === 0;
}
