import type { SpecFile } from "../../../packages/spec/src/index.ts";

/**
 * What a team's project looks like: nine components of seven types that refer to each other, three environments with
 * settings of their own, comments.
 */
export function teamSpec(name: string): SpecFile {
  return { name: `specs/${name}.yaml`, text: teamText.replaceAll("TEAM", name) };
}

/** What the Workers of these specs run. */
export const teamScript = { path: "specs/worker.js", text: "export default { fetch: () => new Response('hello') };\n" };

const teamText = `# The shop of TEAM: what answers visitors, what keeps their orders, and what works through them at night.
apiVersion: cloudmake.dev/v1
kind: Project
metadata:
  name: TEAM
  labels:
    team: store
    cost-centre: "4711"
spec:
  environments:
    dev: {}
    staging:
      from: dev
    prod:
      protect: true # nothing is deleted or replaced here without --allow-destroy
      approvals: 1

  components:
    # Sessions and carts.
    cache:
      type: kv

    flags:
      type: kv

    # Every environment has a branch of its own, so their data never mix.
    db:
      type: database
      region: aws-eu-central-1
      database: orders
      role: orders
      suspendAfterSeconds: 300
      environments:
        prod:
          size: { min: 0.5, max: 2 }
          suspendAfterSeconds: 3600
          historyHours: 168

    # What answers visitors.
    web:
      type: worker
      main: ./worker.js
      compatibilityDate: 2026-07-01
      compatibilityFlags: [nodejs_compat]
      bindings:
        CACHE: \${cache}
        FLAGS: \${flags}
        DATABASE_URL: \${db.connectionUri}
        QUEUE_HOST: \${orders.ipv4}
        ENVIRONMENT: development
        LOG_LEVEL: debug
      environments:
        staging:
          bindings: { ENVIRONMENT: staging }
        prod:
          bindings:
            ENVIRONMENT: production
            LOG_LEVEL: warn

    # Where the machines see each other.
    lan:
      type: network
      provider: hetzner
      ipRange: 10.20.0.0/16
      subnet: 10.20.1.0/24

    # Works through orders.
    orders:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: fsn1
      network: \${lan}
      labels: { role: queue }
      firewall:
        inbound:
          - port: 22
            from: [203.0.113.0/24] # the office
          - port: 443
          - port: "8000-8010"
            from: [198.51.100.0/24, 2001:db8::/32]
      bootstrap: # a change makes a new server
        packages: [git, nginx, postgresql-client]
        users:
          - name: deploy
            sudo: true
        files:
          - path: /etc/motd
            content: |
              This is the order server of TEAM.
              Change the spec, not the machine.
        run:
          - systemctl enable --now nginx
      environments:
        prod: { size: cx32, backups: true }

    # Outlives the server it is attached to.
    disk:
      type: volume
      provider: hetzner
      region: fsn1
      size: 20
      server: \${orders}
      environments:
        prod: { size: 100 }

    # Watches the other cloud from outside.
    watch:
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: fra1
      firewall:
        inbound:
          - port: 22
            from: [203.0.113.0/24]
      bootstrap:
        packages: [curl]
        run: ["curl -sS https://\${orders.ipv4}/"]

    domain:
      type: dns
      provider: hetzner
      zone: TEAM.example
      records:
        - { name: "@", type: A, value: "\${orders.ipv4}" }
        - { name: www, type: CNAME, value: TEAM.example, ttl: 3600 }
        - { name: "@", type: TXT, value: v=spf1 -all }
`;

export const teamSpecLines = 130;
