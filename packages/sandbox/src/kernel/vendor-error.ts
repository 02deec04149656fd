import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A refusal in a vendor's words; the cloud's app renders it in the vendor's shape. */
export class VendorError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly details: unknown;

  constructor(status: ContentfulStatusCode, code: string, message: string, details: unknown = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
