/** What a new spec begins as. */
export interface StarterOptions {
  readonly kind: "Project" | "Workspace";
}

/** The text `cloudmake init` writes: a small spec that is right as it stands, with the next steps as comments. */
export function starterSpec(name: string, { kind }: StarterOptions): string {
  switch (kind) {
    case "Project":
      return project(name);
    case "Workspace":
      return workspace(name);
  }
}

function project(name: string): string {
  return `# A project: what your team runs, in every environment.
#   cloudmake validate   says what is wrong here, with line and column
#   cloudmake plan       says what would change in the clouds
#   cloudmake apply      does exactly that
apiVersion: cloudmake.dev/v1
kind: Project
metadata:
  name: ${name}
  labels: { team: my-team }
spec:
  # Each environment is a copy of all components below.
  environments:
    dev: {}
    # staging: { from: dev } # takes over what dev says, then changes it
    prod: { protect: true } # nothing is deleted without --allow-destroy

  components:
    # A key-value store at Cloudflare.
    cache:
      type: kv

    # A Neon database with a branch for each environment.
    # db:
    #   type: database
    #   provider: neon
    #   region: aws-eu-central-1

    # A Cloudflare Worker. \${...} refers to another component or to a secret (CLOUDMAKE_SECRET_API_TOKEN);
    # inside { } and [ ] put it in quotes.
    # api:
    #   type: worker
    #   main: ./dist/worker.js
    #   bindings:
    #     CACHE: \${cache}
    #     DATABASE_URL: \${db.connectionUri}
    #     API_TOKEN: \${secret.API_TOKEN}

    # A server with a firewall. \`provider: digitalocean\` works as well, with its sizes and regions.
    box:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: fsn1
      firewall:
        inbound:
          - { port: 22 }
          - { port: 443 }
      # What differs in an environment. Maps merge, lists and values replace, null removes.
      environments:
        prod: { size: cx32 }
`;
}

function workspace(name: string): string {
  return `# A workspace: one person's machine in the cloud.
apiVersion: cloudmake.dev/v1
kind: Workspace
metadata:
  name: ${name}
spec:
  provider: hetzner # or digitalocean, with its sizes and regions
  size: cx22
  image: debian-12
  region: fsn1
`;
}
