# The Pulumi CLI, in $toolchain/pulumi/v<version>/bin. Sourced.

pulumi_module=$checkout/scripts/toolchain/pulumi
go_build_seconds=180 # measured on 2 cores, for the message only

pulumi_ready() { [ -x "$pulumi_root/bin/pulumi" ]; }

install_pulumi() {
  local partial=$pulumi_root.partial.$$ found
  rm -rf "$pulumi_root".partial.* && mkdir -p "$partial/bin"

  found=$(command -v pulumi || true)
  if [ -n "$found" ] && is_pulumi "$found"; then
    say "Pulumi CLI: v$pulumi_version of this machine ($found)"
    ln -s "$found" "$partial/bin/pulumi"
  elif ! download_pulumi "$partial"; then
    build_pulumi "$partial"
  fi

  is_pulumi "$partial/bin/pulumi" || refuse "the Pulumi CLI does not report v$pulumi_version" "Run this again; if it stays, install Pulumi v$pulumi_version yourself"
  replace_folder "$partial" "$pulumi_root"
}

# The engine's features depend on the exact version the CLI reports.
is_pulumi() { [ "$(PULUMI_SKIP_UPDATE_CHECK=true "$1" version 2>/dev/null)" = "v$pulumi_version" ]; }

download_pulumi() {
  local name sums=https://github.com/pulumi/pulumi/releases/download/v$pulumi_version/pulumi-$pulumi_version-checksums.txt
  command -v curl >/dev/null 2>&1 || return 1
  name=pulumi-v$pulumi_version-$(platform).tar.gz || return 1
  with_progress "Downloading the Pulumi CLI v$pulumi_version, the engine that applies plans" \
    fetch_verified "https://get.pulumi.com/releases/sdk/$name" "$sums" "$1" || return 1
  tar -xzf "$1/$name" -C "$1" pulumi/pulumi || return 1
  # For a bare `pulumi up`; CloudMake itself does without.
  tar -xzf "$1/$name" -C "$1" pulumi/pulumi-language-nodejs 2>/dev/null || true
  mv "$1"/pulumi/pulumi* "$1/bin/" && rm -rf "$1/pulumi" "${1:?}/$name" "$1/sums"
}

build_pulumi() {
  command -v go >/dev/null 2>&1 || refuse "the Pulumi CLI v$pulumi_version could neither be downloaded nor built: there is no Go" \
    "Either get a connection to get.pulumi.com and github.com," \
    "or install Go (1.25.11 or newer) to build it: $(how_to_install golang-go)" \
    "or put pulumi v$pulumi_version on PATH, then run this again"
  with_progress "Building the Pulumi CLI v$pulumi_version with $(go env GOVERSION) (once, about ${go_build_seconds}s on 2 cores)" \
    compile_pulumi "$1/bin/pulumi" ||
    refuse "the Pulumi CLI could not be built" "Check that Go can reach its module proxy (go env GOPROXY), then run this again"
}

compile_pulumi() {
  local version_variable=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version
  cd "$pulumi_module"
  CGO_ENABLED=0 go build -mod=readonly -trimpath -tags osusergo,grpcnotrace \
    -ldflags "-s -w -X $version_variable=v$pulumi_version" \
    -o "$1" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
}
