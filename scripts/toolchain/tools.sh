# Node and pnpm, in $toolchain/npm/node_modules/.bin. Sourced.

tools_bin=$toolchain/npm/node_modules/.bin

tools_ready() {
  [ -x "$tools_bin/node" ] && [ -x "$tools_bin/pnpm" ] &&
    [ "$(cat "$toolchain/npm/stamp" 2>/dev/null)" = "$(tools_stamp)" ]
}

tools_stamp() { printf 'node %s or %s, pnpm %s' $node_minimum $node_version $pnpm_version; }

install_tools() {
  local node npm partial=$toolchain/npm.partial.$$
  if [ "$("$tools_bin/node" --version 2>/dev/null)" = v$node_version ] &&
    [ "$(cd / && "$tools_bin/pnpm" --version 2>/dev/null)" = $pnpm_version ]; then
    tools_stamp >"$toolchain/npm/stamp" # made by hand or by an earlier version of this script
    return
  fi
  rm -rf "$toolchain"/npm.partial.* && mkdir -p "$partial"

  if node=$(node_of_this_machine); then
    say "Node: $("$node" --version) of this machine ($node)"
  elif ! command -v npm >/dev/null 2>&1; then
    download_node || refuse "Node $node_minimum or newer is missing, and so is npm to install it" \
      "$(how_to_install nodejs npm)" "or from https://nodejs.org/, then run this again"
    node=$toolchain/node/v$node_version/bin/node
    PATH=${node%/*}:$PATH # brings its npm
  fi
  npm=$(command -v npm) || refuse "npm is missing; it installs pnpm" "$(how_to_install npm)"

  [ -n "${node:-}" ] || set -- "node@$node_version"
  with_progress "Installing${1:+ Node $node_version (this machine has no Node >= $node_minimum) and} pnpm $pnpm_version from npm" \
    "$npm" install --prefix "$partial" --no-package-lock --ignore-scripts=false --no-audit --no-fund \
    --save-exact "pnpm@$pnpm_version" "$@" ||
    refuse "npm could not install the tools" "Check network and npm's registry setting (npm config get registry), then run this again"
  [ -z "${node:-}" ] || ln -sf "$node" "$partial/node_modules/.bin/node"
  "$partial/node_modules/.bin/node" --version >/dev/null || refuse "the installed Node does not start" \
    "If npm blocks install scripts here, allow them for the package node, or install Node $node_minimum or newer yourself"

  tools_stamp >"$partial/stamp"
  replace_folder "$partial" "$toolchain/npm"
}

# The real binary, not a version manager's shim, which would depend on the folder it is called from.
node_of_this_machine() {
  PATH=${PATH#"$tools_bin:"} node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    const [leastMajor, leastMinor] = process.argv[1].split(".").map(Number);
    if (major < leastMajor || (major === leastMajor && minor < leastMinor)) process.exit(1);
    process.stdout.write(process.execPath);
  ' $node_minimum 2>/dev/null
}

download_node() {
  local name base folder=$toolchain/node partial=$toolchain/node.partial.$$
  command -v curl >/dev/null 2>&1 || return 1
  name=node-v$node_version-$(platform).tar.gz || return 1
  base=https://nodejs.org/dist/v$node_version
  rm -rf "$toolchain"/node.partial.* && mkdir -p "$partial" "$folder"
  with_progress "Downloading Node $node_version from nodejs.org (neither Node nor npm is here)" \
    fetch_verified "$base/$name" "$base/SHASUMS256.txt" "$partial" || return 1
  tar -xzf "$partial/$name" -C "$partial" || return 1
  replace_folder "$partial/${name%.tar.gz}" "$folder/v$node_version"
  rm -rf "$partial"
}
