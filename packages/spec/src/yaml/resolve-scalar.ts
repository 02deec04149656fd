import type { Scalar } from "@cloudmake/model";

/** Tags of the YAML 1.2 core schema, short and in full. */
const coreTag = /^(?:!!|!<tag:yaml\.org,2002:)(str|int|float|bool|null|map|seq)>?$/;

export type CoreTag = "str" | "int" | "float" | "bool" | "null" | "map" | "seq";

/** The name of a core tag; undefined for `!` (take it as text) and for tags that CloudMake does not know. */
export function coreTagOf(tag: string): CoreTag | undefined {
  const name = coreTag.exec(tag)?.[1];
  switch (name) {
    case "str":
    case "int":
    case "float":
    case "bool":
    case "null":
    case "map":
    case "seq":
      return name;
    default:
      return undefined;
  }
}

/** A plain scalar by the YAML 1.2 core schema: `yes`, `on` and `12:30` are text, `0o17` is 15, `017` is 17. */
export function resolvePlain(source: string): Scalar {
  switch (source) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
    default:
      return resolveNumber(source) ?? source;
  }
}

function resolveNumber(source: string): number | undefined {
  const first = source.charCodeAt(0);
  const mayBeNumber = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (!mayBeNumber) return undefined;
  if (/^[-+]?[0-9]+$/.test(source)) return Number(source);
  if (/^0o[0-7]+$/.test(source) || /^0x[0-9a-fA-F]+$/.test(source)) return Number(source);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(source)) return Number(source);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return source.startsWith("-") ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return Number.NaN;
  return undefined;
}
