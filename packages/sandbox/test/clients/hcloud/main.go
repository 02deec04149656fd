// A user of Hetzner's own Go library, which is what the hcloud command and the Terraform provider are built on.
// Tells a story to the endpoint in HCLOUD_ENDPOINT and prints what it saw; any surprise ends it with an error.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ5AVwFHmj1rD6AcfgTMbjM8FWmw4sqVtSlgg7ZBRWd sandbox@example.invalid"

var labels = map[string]string{"cloudmake.dev/stack": "shop.prod"}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client := hcloud.NewClient(
		hcloud.WithEndpoint(os.Getenv("HCLOUD_ENDPOINT")),
		hcloud.WithToken(os.Getenv("HCLOUD_TOKEN")),
		hcloud.WithPollOpts(hcloud.PollOpts{BackoffFunc: hcloud.ConstantBackoff(20 * time.Millisecond)}),
	)
	server := createServer(ctx, client)
	changeServer(ctx, client, server)
	useStorageAndNetwork(ctx, client, server)
	useZone(ctx, client)
	refusals(ctx, client)
	result := must(first(client.Server.DeleteWithResult(ctx, server)))
	wait(ctx, client, result.Action)
	if gone := must(first(client.Server.GetByID(ctx, server.ID))); gone != nil {
		log.Fatal("the server is still there")
	}
	fmt.Println("deleted")
}

func createServer(ctx context.Context, client *hcloud.Client) *hcloud.Server {
	key := must(first(client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "ada", PublicKey: publicKey, Labels: labels})))
	image := must(first(client.Image.GetByNameAndArchitecture(ctx, "debian-12", hcloud.ArchitectureX86)))
	firewall := must(first(client.Firewall.Create(ctx, hcloud.FirewallCreateOpts{Name: "wall", Labels: labels})))
	wait(ctx, client, firewall.Actions...)
	_, range4, _ := net.ParseCIDR("0.0.0.0/0")
	actions := must(first(client.Firewall.SetRules(ctx, firewall.Firewall, hcloud.FirewallSetRulesOpts{
		Rules: []hcloud.FirewallRule{{
			Direction: hcloud.FirewallRuleDirectionIn, Protocol: hcloud.FirewallRuleProtocolTCP,
			Port: hcloud.Ptr("443"), SourceIPs: []net.IPNet{*range4},
		}},
	})))
	wait(ctx, client, actions...)
	made := must(first(client.Server.Create(ctx, hcloud.ServerCreateOpts{
		Name: "box", ServerType: &hcloud.ServerType{Name: "cx22"}, Image: image,
		Location: &hcloud.Location{Name: "fsn1"}, SSHKeys: []*hcloud.SSHKey{key}, Labels: labels,
		Firewalls: []*hcloud.ServerCreateFirewall{{Firewall: *firewall.Firewall}},
	})))
	fmt.Println("created", made.Server.Status)
	wait(ctx, client, append(made.NextActions, made.Action)...)
	selector := hcloud.ServerListOpts{ListOpts: hcloud.ListOpts{LabelSelector: "cloudmake.dev/stack=shop.prod"}}
	servers := must(client.Server.AllWithOpts(ctx, selector))
	if len(servers) != 1 {
		log.Fatalf("%d servers carry the label", len(servers))
	}
	server := servers[0]
	fmt.Println(server.Status, server.ServerType.Name, server.Location.Name, server.Image.Name, len(server.PublicNet.Firewalls))
	return server
}

func changeServer(ctx context.Context, client *hcloud.Client, server *hcloud.Server) {
	wait(ctx, client, must(first(client.Server.Poweroff(ctx, server))))
	change := hcloud.ServerChangeTypeOpts{ServerType: &hcloud.ServerType{Name: "cx32"}, UpgradeDisk: true}
	wait(ctx, client, must(first(client.Server.ChangeType(ctx, server, change))))
	wait(ctx, client, must(first(client.Server.Poweron(ctx, server))))
	must(first(client.Server.Update(ctx, server, hcloud.ServerUpdateOpts{Name: "box-2"})))
	image := must(first(client.Server.CreateImage(ctx, server, &hcloud.ServerCreateImageOpts{
		Type: hcloud.ImageTypeSnapshot, Description: hcloud.Ptr("full"),
	})))
	wait(ctx, client, image.Action)
	again := must(first(client.Server.GetByName(ctx, "box-2")))
	fmt.Println("changed", again.ServerType.Name, again.PrimaryDiskSize, again.Status)
}

func useStorageAndNetwork(ctx context.Context, client *hcloud.Client, server *hcloud.Server) {
	volume := must(first(client.Volume.Create(ctx, hcloud.VolumeCreateOpts{Name: "data", Size: 10, Server: server})))
	wait(ctx, client, append(volume.NextActions, volume.Action)...)
	wait(ctx, client, must(first(client.Volume.Resize(ctx, volume.Volume, 20))))
	_, wide, _ := net.ParseCIDR("10.0.0.0/16")
	_, narrow, _ := net.ParseCIDR("10.0.1.0/24")
	network := must(first(client.Network.Create(ctx, hcloud.NetworkCreateOpts{Name: "net", IPRange: wide})))
	subnet := hcloud.NetworkSubnet{Type: hcloud.NetworkSubnetTypeCloud, IPRange: narrow, NetworkZone: hcloud.NetworkZoneEUCentral}
	wait(ctx, client, must(first(client.Network.AddSubnet(ctx, network, hcloud.NetworkAddSubnetOpts{Subnet: subnet}))))
	wait(ctx, client, must(first(client.Server.AttachToNetwork(ctx, server, hcloud.ServerAttachToNetworkOpts{Network: network}))))
	again := must(first(client.Server.GetByID(ctx, server.ID)))
	fmt.Println("attached", len(again.Volumes), again.PrivateNet[0].IP)
}

func useZone(ctx context.Context, client *hcloud.Client) {
	zone := must(first(client.Zone.Create(ctx, hcloud.ZoneCreateOpts{Name: "shop.example", Mode: hcloud.ZoneModePrimary})))
	wait(ctx, client, zone.Action)
	rrset := must(first(client.Zone.CreateRRSet(ctx, zone.Zone, hcloud.ZoneRRSetCreateOpts{
		Name: "www", Type: hcloud.ZoneRRSetTypeA, Records: []hcloud.ZoneRRSetRecord{{Value: "198.18.0.1"}},
	})))
	wait(ctx, client, rrset.Action)
	fmt.Println("zone", len(must(client.Zone.AllRRSets(ctx, zone.Zone))), rrset.RRSet.ID)
}

func refusals(ctx context.Context, client *hcloud.Client) {
	_, _, err := client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "ada", PublicKey: publicKey})
	expect(err, hcloud.ErrorCodeUniquenessError)
	_, _, err = client.Server.Create(ctx, hcloud.ServerCreateOpts{
		Name: "other", ServerType: &hcloud.ServerType{Name: "nonsense"}, Image: &hcloud.Image{Name: "debian-12"},
	})
	expect(err, hcloud.ErrorCodeInvalidInput)
	_, err = client.Firewall.Delete(ctx, must(first(client.Firewall.GetByName(ctx, "wall"))))
	expect(err, hcloud.ErrorCodeResourceInUse)
}

func wait(ctx context.Context, client *hcloud.Client, actions ...*hcloud.Action) {
	if err := client.Action.WaitFor(ctx, actions...); err != nil {
		log.Fatal(err)
	}
}

func expect(err error, code hcloud.ErrorCode) {
	if !hcloud.IsError(err, code) {
		log.Fatalf("expected %s, got %v", code, err)
	}
	fmt.Println("refused", strings.ToLower(string(code)))
}

func first[T any](value T, _ *hcloud.Response, err error) (T, error) { return value, err }

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
