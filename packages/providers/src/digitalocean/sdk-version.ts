/** Version of `@pulumi/digitalocean` whose tokens and arguments the definitions follow. */
export const sdkVersion = "4.80.1";
