import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { TABLE_DEFINITION } from "#functions/platform/keys";
import { Subsidiary } from "#infra/stacks/subsidiary";

const apiFolder = mkdtempSync(join(tmpdir(), "zhibu-api-"));
writeFileSync(join(apiFolder, "http.js"), "export const handler = async () => ({ statusCode: 200 });\n");
const { context } = JSON.parse(readFileSync("cdk.json", "utf8"));

interface Synthesised {
  template: Template;
  resources: { Type: string }[];
  /** What the rules of CloudFormation that come with the CDK object to; an error ends the synthesis itself. */
  findings: unknown[];
}

function synthesised(region: string): Synthesised {
  const app = new App({ context });
  const stack = new Subsidiary(app, "Zhibu-test", { apiFolder, env: { region, account: "111111111111" } });
  const { directory } = app.synth();
  const report = JSON.parse(readFileSync(join(directory, "validation-report.json"), "utf8"));
  const template = Template.fromStack(stack);
  return { template, resources: Object.values(template.toJSON().Resources), findings: report.pluginReports };
}

function keyAttributes(partitionKey: string, sortKey: string): object[] {
  return [
    { AttributeName: partitionKey, KeyType: "HASH" },
    { AttributeName: sortKey, KeyType: "RANGE" },
  ];
}

describe.each(["cn-north-1", "cn-northwest-1", "us-east-1", "ap-southeast-1"])("%s 的模板", (region) => {
  const { template, resources, findings } = synthesised(region);
  const text = JSON.stringify(template.toJSON());
  const table = Object.values(template.findResources("AWS::DynamoDB::GlobalTable"))[0]?.Properties;

  test("不写死任何分区的 ARN", () => {
    expect(text.match(/arn:aws[a-z-]*:[^"]*/g)).toBeNull();
    expect(text).not.toContain("amazonaws.com.cn");
  });

  test("校验规则没有发现问题", () => {
    expect(findings).toEqual([]);
  });

  test("数据表与两个索引的键就是程序使用的键", () => {
    expect(table.KeySchema).toEqual(keyAttributes(TABLE_DEFINITION.partitionKey, TABLE_DEFINITION.sortKey));
    expect(table.GlobalSecondaryIndexes).toEqual(
      TABLE_DEFINITION.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keyAttributes(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: "ALL" },
      })),
    );
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: TABLE_DEFINITION.ttl, Enabled: true });
  });

  test("数据表按量计费、用自己的密钥加密、可恢复到任一时刻、不会被误删", () => {
    template.hasResource("AWS::DynamoDB::GlobalTable", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
        StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
        Replicas: [
          Match.objectLike({
            Region: region,
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            SSESpecification: { KMSMasterKeyId: Match.anyValue() },
          }),
        ],
      },
    });
    template.hasResource("AWS::KMS::Key", { DeletionPolicy: "Retain", Properties: { EnableKeyRotation: true } });
  });

  test("接口函数只拿到读写记录的权限，没有扫描和改表的权限", () => {
    const statements = Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action: string) => action.startsWith("dynamodb:")).sort()).toEqual([
      "dynamodb:BatchGetItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]);
    expect(actions.filter((action: string) => !/^(?:dynamodb|kms):/.test(action))).toEqual([]);
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain("*");
  });

  test("接口函数运行构建好的入口，先于网关的 29 秒放弃", () => {
    template.hasResourceProperties("AWS::Lambda::Function", {
      Handler: "http.handler",
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: 28,
    });
  });

  test("接口函数得到它启动时要的每一项设置，主密钥只以引用出现", () => {
    const [api] = Object.values(template.findResources("AWS::Lambda::Function"));
    const { ZHIBU_TABLE, ZHIBU_ORIGIN, ZHIBU_KEY } = api?.Properties.Environment.Variables ?? {};
    expect(ZHIBU_TABLE).toHaveProperty("Ref");
    expect(JSON.stringify(ZHIBU_ORIGIN)).toContain(".execute-api.");
    expect(JSON.stringify(ZHIBU_KEY)).toMatch(/\{\{resolve:secretsmanager:.*:SecretString:/);
    expect(api?.Properties).toHaveProperty("KmsKeyArn");
    template.hasResource("AWS::SecretsManager::Secret", { DeletionPolicy: "Retain" });
  });

  test("网关是区域型代理，二进制原样传递", () => {
    template.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["REGIONAL"] },
      BinaryMediaTypes: ["*/*"],
    });
    template.hasResourceProperties("AWS::ApiGateway::Resource", { PathPart: "{proxy+}" });
  });

  test("每一份日志都有保存期限", () => {
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 180 });
  });

  test("不用中国区没有的服务", () => {
    const types = resources.map((resource) => resource.Type);
    expect(types.filter((type) => /Cognito|SES|::Url$|CloudFront::Function/.test(type))).toEqual([]);
    expect(text).not.toContain("TracingConfig");
  });
});
