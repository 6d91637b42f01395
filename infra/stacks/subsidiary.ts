import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { AccessLogFormat, EndpointType, LambdaRestApi, LogGroupLogDestination } from "aws-cdk-lib/aws-apigateway";
import { type IFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { DataTable } from "../constructs/data-table.ts";
import { HttpFunction } from "../constructs/http-function.ts";

export interface SubsidiaryProps extends StackProps {
  /** The folder of the build that holds the API. */
  apiFolder: string;
  architecture?: "arm64" | "x86_64";
  runtime?: Runtime;
  /** Origins that may send writes, comma-separated: the addresses under which people open the page; the gateway's own by default. */
  origins?: string;
}

/** What the API does with the table; no scan, no change of the table itself. */
const TABLE_ACTIONS = [
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:Query",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
];

/** One subsidiary's own copy: the table and the API. */
export class Subsidiary extends Stack {
  constructor(scope: Construct, id: string, props: SubsidiaryProps) {
    super(scope, id, props);
    const { table, key, secret } = new DataTable(this, "Data");
    const { handler } = new HttpFunction(this, "Api", {
      codeFolder: props.apiFolder,
      runtime: props.runtime ?? Runtime.NODEJS_24_X,
      architecture: props.architecture ?? "arm64",
      key,
      // A reference that CloudFormation resolves: the value stands neither in the template nor in the code.
      environment: { ZHIBU_TABLE: table.tableName, ZHIBU_KEY: secret.secretValue.unsafeUnwrap() },
    });
    table.grant(handler, ...TABLE_ACTIONS);
    key.grantEncryptDecrypt(handler);
    const gateway = this.addGateway(handler);
    const ownOrigin = `https://${gateway.restApiId}.execute-api.${this.region}.${this.urlSuffix}`;
    handler.addEnvironment("ZHIBU_ORIGIN", props.origins ?? ownOrigin);
  }

  private addGateway(handler: IFunction): LambdaRestApi {
    const log = new LogGroup(this, "GatewayLog", {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new LambdaRestApi(this, "Gateway", {
      handler,
      proxy: true,
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ["*/*"],
      cloudWatchRole: false,
      deployOptions: {
        stageName: "v1",
        throttlingRateLimit: 200,
        throttlingBurstLimit: 400,
        accessLogDestination: new LogGroupLogDestination(log),
        accessLogFormat: AccessLogFormat.custom(
          JSON.stringify({
            requestId: "$context.requestId",
            status: "$context.status",
            method: "$context.httpMethod",
            latency: "$context.responseLatency",
          }),
        ),
      },
    });
  }
}
