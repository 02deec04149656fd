# The versions of the toolchain. Sourced; a test holds them against package.json, the catalog and go.mod.

# The scripts are TypeScript run by Node as it is: type stripping without a flag began here.
node_minimum=22.18.0
node_version=24.21.0
pnpm_version=12.21.0
pulumi_version=3.259.0
