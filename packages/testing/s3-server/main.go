// Command s3-server serves S3 from memory on a loopback port, with conditional writes, for tests.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	backend := s3mem.New()
	for _, bucket := range os.Args[1:] {
		if err := backend.CreateBucket(bucket); err != nil {
			log.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	// Whoever started this holds its standard input: when that closes, nobody needs the server any more.
	go func() {
		buffer := make([]byte, 1)
		_, _ = os.Stdin.Read(buffer)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()))
}
