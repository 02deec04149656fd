/** One page of a list, pages counting from 1; past the last one it is empty. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly perPage: number;
  readonly lastPage: number;
  readonly total: number;
}

export function pageOf<T>(all: readonly T[], page: number, perPage: number): Page<T> {
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    page,
    perPage,
    lastPage: Math.max(1, Math.ceil(all.length / perPage)),
    total: all.length,
  };
}
