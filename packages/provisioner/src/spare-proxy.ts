/**
 * Keeps gRPC's library from looking for the engine behind the proxy of the environment: all its connections lead to this
 * machine, where no proxy gets.
 */
export function spareProxy(): void {
  // oxlint-disable-next-line node/no-process-env -- nothing is read, and clients that the SDK makes take it from nowhere else
  process.env["no_grpc_proxy"] = "127.0.0.1";
}
