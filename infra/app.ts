import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { Runtime, RuntimeFamily } from "aws-cdk-lib/aws-lambda";
import { Subsidiary, type SubsidiaryProps } from "./stacks/subsidiary.ts";

const app = new App();
const { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = process.env;

function setting(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function environment(): SubsidiaryProps {
  const region = setting("region") ?? CDK_DEFAULT_REGION;
  const runtime = setting("runtime");
  const origins = setting("origins");
  return {
    apiFolder: fileURLToPath(new URL("../dist/functions/http", import.meta.url)),
    architecture: setting("architecture") === "x86_64" ? "x86_64" : "arm64",
    ...(runtime ? { runtime: new Runtime(runtime, RuntimeFamily.NODEJS) } : {}),
    ...(origins ? { origins } : {}),
    ...(region ? { env: { region, ...(CDK_DEFAULT_ACCOUNT ? { account: CDK_DEFAULT_ACCOUNT } : {}) } } : {}),
  };
}

new Subsidiary(app, `Zhibu-${setting("subsidiary") ?? "main"}`, environment());
