# The packages of the workspace, in node_modules folders of the checkout. Sourced.

dependencies_stamp_file=$checkout/node_modules/.cloudmake-stamp

dependencies_ready() {
  [ "$(cat "$dependencies_stamp_file" 2>/dev/null)" = "$(dependencies_stamp)" ]
}

# What decides over the packages: the lockfile and every manifest, by content.
dependencies_stamp() {
  (
    cd "$checkout" && shopt -s nullglob
    sum=$(cat pnpm-lock.yaml pnpm-workspace.yaml package.json {stacks,mcp,packages/*,apps/*}/package.jso[n] | sha 256)
    printf '%s' "${sum%% *}"
  )
}

install_dependencies() {
  (
    cd "$checkout"
    with_progress "Installing the packages of pnpm-lock.yaml" pnpm install --frozen-lockfile --prefer-offline
  ) || refuse "pnpm could not install the packages" \
    "If package.json or pnpm-workspace.yaml was edited, write the lockfile anew: pnpm install" \
    "Otherwise check the network, then run this again"
  dependencies_stamp >"$dependencies_stamp_file"
}
