import { CloudName } from "@cloudmake/model";
import { z } from "zod";

/** `POST /_sandbox/limits`: how many objects of a kind an account may hold. `max: null` lifts it. */
export const Quota = z.strictObject({ cloud: CloudName, kind: z.string().min(1), max: z.int().min(0).nullable() });
export type Quota = z.infer<typeof Quota>;

export interface Quotas {
  set(quota: Quota): void;
  of(cloud: CloudName, kind: string): number;
  list(): readonly Quota[];
  clear(): void;
}

export function makeQuotas(): Quotas {
  const quotas = new Map<string, Quota>();
  return {
    set: (quota) => {
      const key = `${quota.cloud} ${quota.kind}`;
      if (quota.max === null) quotas.delete(key);
      else quotas.set(key, quota);
    },
    of: (cloud, kind) => quotas.get(`${cloud} ${kind}`)?.max ?? Number.POSITIVE_INFINITY,
    list: () => [...quotas.values()],
    clear: () => quotas.clear(),
  };
}
