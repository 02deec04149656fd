/** Version of `@pulumi/hcloud` whose tokens and arguments the definitions follow. */
export const sdkVersion = "1.41.0";
