import { Failure, type FailureCode } from "@cloudmake/model";

/**
 * The gRPC codes that may reach the engine. UNKNOWN, INTERNAL and DATA_LOSS are missing on purpose: after one of them
 * the engine calls its state corrupt.
 */
export const rpcCodes = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
} as const;

export type RpcCode = keyof typeof rpcCodes;

/** An answer in the protocol's own words, for calls that no failure of ours stands behind. */
export class RpcError extends Error {
  readonly code: RpcCode;

  constructor(code: RpcCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function rpcCodeOf(error: unknown): RpcCode {
  if (error instanceof RpcError) return error.code;
  return error instanceof Failure ? codeOfFailure(error.code) : "ABORTED";
}

function codeOfFailure(code: FailureCode): RpcCode {
  switch (code) {
    case "CREDENTIAL_MISSING":
    case "CREDENTIAL_REFUSED":
      return "PERMISSION_DENIED";
    case "PROVIDER_UNAVAILABLE":
    case "TIMEOUT":
      return "UNAVAILABLE";
    case "RATE_LIMITED":
    case "QUOTA_EXCEEDED":
      return "RESOURCE_EXHAUSTED";
    case "PROVIDER_REFUSED":
    case "USAGE":
      return "INVALID_ARGUMENT";
    case "OBJECT_NOT_FOUND":
      return "NOT_FOUND";
    case "CANCELLED":
      return "CANCELLED";
    default:
      return "FAILED_PRECONDITION";
  }
}
