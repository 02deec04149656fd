import {
  canonical,
  type FieldDrift,
  type Finding,
  FindingClass,
  type FindingGroup,
  hexDigest,
  partsOf,
  sameValue,
  type Value,
} from "@cloudmake/model";

const keyLength = 8;

/** The finding with the key by which people speak of it. */
export function withKey(finding: Omit<Finding, "key">): Finding {
  const { class: kind, stack, address, type, id, fields, problem } = finding;
  const said = fields.map(({ field, live, wanted }) => [field, live, kind === "pending" ? wanted : undefined]);
  return { key: keyOf([kind, stack, address ?? type, id, said, problem?.code]), ...finding };
}

/** Findings by cause, class by class: one change seen in forty environments is one group. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    for (const cause of causesOf(finding)) {
      const known = groups.get(cause.key);
      groups.set(cause.key, known === undefined ? cause : joined(known, cause));
    }
  }
  return FindingClass.options.flatMap((kind) => [...groups.values()].filter((group) => group.class === kind));
}

function causesOf(finding: Finding): readonly FindingGroup[] {
  const { class: kind, stack, address, type, id, name, fields, problem, orphan, key } = finding;
  const base = { class: kind, type, stacks: [stack], findings: [key] };
  switch (kind) {
    case "unreadable": // a list that fails is one cause, whatever it would have told
      return [{ ...base, key: keyOf([kind, type, problem]), ...(problem === undefined ? {} : { problem }) }];
    case "unmanaged":
      return [
        {
          ...base,
          key: keyOf([kind, type, id]),
          ...(name === undefined ? {} : { name }),
          ...(orphan === undefined ? {} : { orphan }),
        },
      ];
    case "changed":
    case "missing":
    case "pending": {
      const resource = address === undefined ? undefined : resourceOf(address);
      const object = { ...base, ...(resource === undefined ? {} : { resource }) };
      if (fields.length === 0) return [{ ...object, key: keyOf([kind, type, resource]) }];
      return fields.map((field) => ({
        ...object,
        ...field,
        key: keyOf([kind, type, resource, ...saidBy(field, kind)]),
      }));
    }
  }
}

/** What makes it the same cause: the value somebody gave it; what it was before may differ from stack to stack. */
function saidBy({ field, live, wanted }: FieldDrift, kind: "changed" | "missing" | "pending"): readonly unknown[] {
  return [field, kind === "pending" ? wanted : live];
}

function joined(group: FindingGroup, other: FindingGroup): FindingGroup {
  const { applied, wanted, ...rest } = group;
  return {
    ...rest,
    ...common("applied", applied, other.applied),
    ...common("wanted", wanted, other.wanted),
    stacks: [...new Set([...group.stacks, ...other.stacks])],
    findings: [...group.findings, ...other.findings],
  };
}

function common(name: "applied" | "wanted", a: Value | undefined, b: Value | undefined): Partial<FindingGroup> {
  return a !== undefined && b !== undefined && sameValue(a, b, false) ? { [name]: a } : {};
}

function resourceOf(address: NonNullable<Finding["address"]>): string {
  const { component, resource } = partsOf(address);
  return `${component}/${resource}`;
}

function keyOf(parts: readonly unknown[]): string {
  return hexDigest(canonical(parts)).slice(0, keyLength);
}
