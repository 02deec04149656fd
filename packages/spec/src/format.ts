/** Edits of spec texts that keep comments. An entry of its own: validation never loads the `yaml` package. */
export { formatSpec, type FormattedSpec } from "./format/format-spec.ts";
export { setValue, type ValueEdit } from "./format/set-value.ts";
export { settingAt, type WrittenSetting } from "./format/setting-at.ts";
