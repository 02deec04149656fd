import { isFailure } from "@cloudmake/model";
import type { ReadCall } from "../define-resource.ts";
import type { CloudApi } from "./cloud-api.ts";

/**
 * Tries again while the cloud refuses for a reason that passes; such a refusal has done nothing. When the time is up, the
 * last one is thrown: it says what stands in the way, which no `TIMEOUT` does.
 */
export async function untilAccepted<T>(
  api: Pick<CloudApi, "until">,
  what: string,
  attempt: () => Promise<T>,
  {
    passes,
    ...limits
  }: ReadCall & { readonly everyMs: number; readonly forMs: number; readonly passes: (refusal: unknown) => boolean },
): Promise<T> {
  let refusal: unknown;
  const probe = async (): Promise<{ readonly value: T } | undefined> => {
    try {
      return { value: await attempt() };
    } catch (error) {
      if (!passes(error)) throw error;
      refusal = error;
      return undefined;
    }
  };
  try {
    return (await api.until(what, probe, limits)).value;
  } catch (error) {
    throw isFailure(error, "TIMEOUT") && refusal !== undefined ? refusal : error;
  }
}
