/** One spec for each component type and provider that uses every setting: what it compiles to is kept as a golden. */
export interface ComponentSample {
  readonly type: string;
  readonly provider: string;
  /** Components, or for a workspace the manifest's `spec`. */
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGV4YW1wbGUga2V5OiBub2JvZHkgY2FuIGxvZyBpbi4u ada@example";

const server = `
  sshKeys: [ "${publicKey}", ops ]
  network: \${lan}
  volumes: [ "\${disk}" ]
  backups: true
  ipv6: false
  labels: { role: front }
  firewall:
    inbound:
      - { port: 443 }
      - { port: 8000-8080, protocol: udp, from: [ 10.0.0.0/8 ] }
      - { port: any, from: [ "2001:db8::/32" ] }
      - { protocol: icmp }
  bootstrap:
    timezone: Europe/Berlin
    packages: [ nginx ]
    users: [ { name: app, sudo: true, sshKeys: [ "${publicKey}" ] } ]
    files:
      - { path: /etc/app/peer, content: "peer=\${peer.ipv4}\\n", permissions: "0600" }
      - path: /etc/app/app.conf
        content: |
          listen = 443

          name = "shop"
    run: [ "systemctl enable --now nginx" ]
`;

const records = `
  records:
    - { name: "@", type: A, values: [ 192.0.2.1, 192.0.2.2 ] }
    - { name: www, type: CNAME, value: shop.example, ttl: 3600 }
    - { name: "*.app", type: CNAME, value: www.shop.example. }
    - { name: "@", type: MX, value: mail.shop.example, priority: 5 }
    - { name: _dmarc, type: TXT, value: 'v=DMARC1; p="none"' }
`;

export const samples: readonly ComponentSample[] = [
  {
    type: "server",
    provider: "hetzner",
    text: `
lan: { type: network, provider: hetzner }
disk: { type: volume, provider: hetzner, region: fsn1, size: 10 }
peer: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1 }
box:
  type: server
  provider: hetzner
  size: cx22
  image: debian-12
  region: fsn1${server}`,
  },
  {
    type: "server",
    provider: "digitalocean",
    text: `
lan: { type: network, provider: digitalocean, region: fra1 }
disk: { type: volume, provider: digitalocean, region: fra1, size: 1 }
peer: { type: server, provider: digitalocean, size: s-1vcpu-1gb, image: debian-12-x64, region: fra1 }
box:
  type: server
  provider: digitalocean
  size: s-1vcpu-1gb
  image: debian-12-x64
  region: fra1${server}`,
  },
  {
    type: "volume",
    provider: "hetzner",
    text: `
box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1 }
data: { type: volume, provider: hetzner, region: fsn1, size: 50, format: xfs, server: "\${box}", labels: { keep: "yes" }, deletion: retain }`,
  },
  {
    type: "volume",
    provider: "digitalocean",
    text: `
box: { type: server, provider: digitalocean, size: s-1vcpu-1gb, image: debian-12-x64, region: fra1 }
data: { type: volume, provider: digitalocean, region: fra1, size: 50, server: "\${box}", labels: { keep: "yes" } }`,
  },
  {
    type: "network",
    provider: "hetzner",
    text: `lan: { type: network, provider: hetzner, ipRange: 10.0.0.0/8, subnet: 10.1.0.0/16, zone: us-east, labels: { a: b } }`,
  },
  {
    type: "network",
    provider: "digitalocean",
    text: `lan: { type: network, provider: digitalocean, region: fra1, ipRange: 10.10.0.0/20 }`,
  },
  { type: "dns", provider: "hetzner", text: `site:\n  type: dns\n  provider: hetzner\n  zone: shop.example${records}` },
  {
    type: "dns",
    provider: "digitalocean",
    text: `site:\n  type: dns\n  provider: digitalocean\n  zone: shop.example\n  createZone: true${records}`,
  },
  {
    type: "dns",
    provider: "cloudflare",
    text: `site:\n  type: dns\n  provider: cloudflare\n  zone: shop.example\n  createZone: true${records}    - { name: api, type: A, value: 192.0.2.3, proxied: true }`,
  },
  { type: "kv", provider: "cloudflare", text: `cache: { type: kv }` },
  {
    type: "worker",
    provider: "cloudflare",
    text: `
cache: { type: kv }
db: { type: database }
web:
  type: worker
  main: ./web/worker.js
  compatibilityDate: 2026-01-31
  compatibilityFlags: [ nodejs_compat ]
  bindings:
    MODE: quick
    LIMIT: 5
    CACHE: \${cache}
    DATABASE_URL: \${db.connectionUri}
    DATABASE_HOST: \${db.host}
    TOKEN: \${secret.API_TOKEN}
    GREETING: "token=\${secret.API_TOKEN}"`,
    files: { "specs/web/worker.js": "export default { fetch: () => new Response() };\n" },
  },
  {
    type: "database",
    provider: "neon",
    text: `
db:
  type: database
  region: aws-us-east-2
  version: 16
  database: shop
  role: owner
  size: { min: 0.25, max: 2 }
  suspendAfterSeconds: 300
  historyHours: 24
copy:
  type: database
  project: \${db.projectId}
  parent: \${db.branchId}
plain: { type: database, branchPer: none }`,
  },
  {
    type: "workspace",
    provider: "hetzner",
    text: `{ provider: hetzner, size: cx22, region: fsn1, image: debian-12, sshKeys: [ "${publicKey}" ], run: [ "echo ready" ] }`,
  },
  {
    type: "workspace",
    provider: "digitalocean",
    text: `{ provider: digitalocean, size: s-2vcpu-4gb, region: ams3, image: debian-12-x64, user: ada, idle: { stopAfter: 30m } }`,
  },
];
