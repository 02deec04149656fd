/** Requests that are being worked on, also those whose caller is gone. */
export interface UnderWay {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when none is left. */
  idle(): Promise<void>;
}

export function makeUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  return {
    track: async (work) => {
      works.add(work);
      try {
        return await work;
      } finally {
        works.delete(work);
      }
    },
    idle: async () => {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
}
