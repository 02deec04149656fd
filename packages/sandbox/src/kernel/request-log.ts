/** Lines kept; older ones fall out. */
export const requestLogLines = 500;

/** One request. No query, headers or body: these may hold secrets. */
export interface RequestLine {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** 0: the connection was cut by a fault. */
  readonly status: number;
  readonly ms: number;
}

export interface RequestLog {
  add(line: RequestLine): void;
  lines(): readonly RequestLine[];
  clear(): void;
}

export function makeRequestLog(): RequestLog {
  let lines: RequestLine[] = [];
  return {
    add: (line) => {
      lines.push(line);
      if (lines.length > requestLogLines * 2) lines = lines.slice(-requestLogLines);
    },
    lines: () => lines.slice(-requestLogLines),
    clear: () => {
      lines = [];
    },
  };
}
