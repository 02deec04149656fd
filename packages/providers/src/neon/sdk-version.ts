/** Neon has no official Pulumi SDK: tokens and arguments are CloudMake's, and this is their version. */
export const sdkVersion = "1.0.0";
