# Where things are. Sourced by every script; starts no process but one `cd`.

checkout=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
. "$checkout/scripts/toolchain/versions.sh"

toolchain=${CLOUDMAKE_TOOLCHAIN_DIR:-$checkout/.toolchain}
case $toolchain in /*) ;; *) toolchain=$PWD/$toolchain ;; esac
pulumi_root=$toolchain/pulumi/v$pulumi_version

PATH=$toolchain/npm/node_modules/.bin:$checkout/node_modules/.bin:$PATH
export PATH
# Where the command line interface finds the Pulumi CLI; the user's own choice wins.
export CLOUDMAKE_PULUMI_ROOT=${CLOUDMAKE_PULUMI_ROOT:-$pulumi_root}
