import { Metadata, type sendUnaryData, type ServerErrorResponse, type ServerUnaryCall } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { FailedMutation } from "./carry-out.ts";
import { check } from "./check.ts";
import { create } from "./create.ts";
import { deleteResource } from "./delete.ts";
import { describeError } from "./describe-error.ts";
import { diff } from "./diff.ts";
import { initFailed } from "./init-failed.ts";
import { read } from "./read.ts";
import { rpcCodeOf, rpcCodes, RpcError } from "./rpc-error.ts";
import type { Serving } from "./serving.ts";
import { update } from "./update.ts";

/** Pulumi's provider protocol over one session. `begun` hears of every answer that is being made. */
export function providerService(
  serving: Serving,
  version: string,
  begun: (answer: Promise<unknown>) => void,
): IResourceProviderServer {
  const answering = answeringAnd(begun);
  return {
    handshake: answering(handshake),
    attach: answering(() => new empty.Empty()),
    getPluginInfo: answering(() => new plugin.PluginInfo().setVersion(version)),
    checkConfig: answering((request: InstanceType<typeof provider.CheckRequest>) => {
      const response = new provider.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: answering(() => new provider.DiffResponse().setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: answering(configure),
    check: answering((request: InstanceType<typeof provider.CheckRequest>) => check(serving, request)),
    diff: answering((request: InstanceType<typeof provider.DiffRequest>) => diff(serving, request)),
    create: answering((request: InstanceType<typeof provider.CreateRequest>) => create(serving, request)),
    read: answering((request: InstanceType<typeof provider.ReadRequest>) => read(serving, request)),
    update: answering((request: InstanceType<typeof provider.UpdateRequest>) => update(serving, request)),
    delete: answering((request: InstanceType<typeof provider.DeleteRequest>) => deleteResource(serving, request)),
    // It comes at the end of every operation. An interrupted run finishes its steps in flight, so nothing is to be done.
    cancel: answering(() => new empty.Empty()),
    invoke: unimplemented("invoke"),
    call: unimplemented("call"),
    construct: unimplemented("construct"),
    parameterize: unimplemented("parameterize"),
    getSchema: unimplemented("getSchema"),
    getMapping: unimplemented("getMapping"),
    getMappings: unimplemented("getMappings"),
    list: (call) => void call.destroy(new RpcError("UNIMPLEMENTED", "list")),
  };
}

/** Without resource references and output values every value is JSON, an unknown or a secret. */
function handshake(): InstanceType<typeof provider.ProviderHandshakeResponse> {
  const response = new provider.ProviderHandshakeResponse();
  response.setAcceptSecrets(true);
  response.setAcceptResources(false);
  response.setAcceptOutputs(false);
  return response;
}

function configure(): InstanceType<typeof provider.ConfigureResponse> {
  const response = new provider.ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setSupportspreview(true);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  return response;
}

type Answering = <Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
) => (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => void;

function answeringAnd(begun: (answer: Promise<unknown>) => void): Answering {
  return (answer) =>
    ({ request }, reply) => {
      const answered = Promise.resolve(request).then(answer);
      begun(answered);
      answered.then(
        (response) => reply(null, response),
        (error: unknown) => reply(statusOf(error)),
      );
    };
}

function unimplemented(name: string): (call: unknown, reply: sendUnaryData<never>) => void {
  return (_, reply) => reply(statusOf(new RpcError("UNIMPLEMENTED", name)));
}

function statusOf(error: unknown): ServerErrorResponse {
  if (error instanceof FailedMutation) {
    const { code, message, partial } = error;
    const metadata = partial === undefined ? new Metadata() : initFailed(rpcCodes[code], message, partial);
    return Object.assign(new Error(message), { code: rpcCodes[code], details: message, metadata });
  }
  const { code, message } = describeError(error, []);
  const details = error instanceof RpcError ? message : `${code}: ${message}`;
  return Object.assign(new Error(details), { code: rpcCodes[rpcCodeOf(error)], details, metadata: new Metadata() });
}
