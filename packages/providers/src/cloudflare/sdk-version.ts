/** Version of `@pulumi/cloudflare` whose tokens and arguments the definitions follow. */
export const sdkVersion = "6.22.1";
