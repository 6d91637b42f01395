import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, type Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

export interface HttpFunctionProps {
  /** A folder of the build, with its handler in http.js. */
  codeFolder: string;
  runtime: Runtime;
  architecture: "arm64" | "x86_64";
  environment: Record<string, string>;
  /** Encrypts the environment, which holds the master key. */
  key: IKey;
}

const LAMBDA_ARCHITECTURE = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 };

/** The API as a function: its own log group with an end, its time limit below the gateway's 29 seconds. */
export class HttpFunction extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: HttpFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.handler = new LambdaFunction(this, "Function", {
      description: `${Stack.of(this).stackName}: HTTP API`,
      code: Code.fromAsset(props.codeFolder),
      handler: "http.handler",
      runtime: props.runtime,
      architecture: LAMBDA_ARCHITECTURE[props.architecture],
      memorySize: 1024,
      timeout: Duration.seconds(28),
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      environmentEncryption: props.key,
      environment: { NODE_OPTIONS: "--enable-source-maps", ...props.environment },
    });
  }
}
