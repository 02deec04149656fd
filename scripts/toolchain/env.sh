# Where things are. Sourced by every script of this folder's parent; starts no process.

# Follows symbolic links, so that `ln -s .../scripts/cloudmake ~/bin/cm` works.
self=${BASH_SOURCE[1]}
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in /*) self=$target ;; *) self=${self%/*}/$target ;; esac
done
case $self in */*) self=${self%/*} ;; *) self=. ;; esac
checkout=$(cd "$self" && while [ ! -e pnpm-workspace.yaml ] && [ "$PWD" != / ]; do cd ..; done && pwd -P)

. "$checkout/scripts/toolchain/versions.sh"

toolchain=${CLOUDMAKE_TOOLCHAIN_DIR:-$checkout/.toolchain}
case $toolchain in /*) ;; *) toolchain=$PWD/$toolchain ;; esac
pulumi_root=$toolchain/pulumi/v$pulumi_version

PATH=$toolchain/npm/node_modules/.bin:$checkout/node_modules/.bin:$PATH
export PATH
# Where the command line interface finds the Pulumi CLI; the user's own choice wins.
export CLOUDMAKE_PULUMI_ROOT=${CLOUDMAKE_PULUMI_ROOT:-$pulumi_root}
