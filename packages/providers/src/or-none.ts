import { isFailure } from "@cloudmake/model";

/** A list under a parent that may be gone: then there is nothing. */
export async function orNone<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (isFailure(error, "PROVIDER_REFUSED") && error.data.status === 404) return [];
    throw error;
  }
}
