import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

const INDEXES = ["gsi1", "gsi2"];

function text(name: string): { name: string; type: AttributeType } {
  return { name, type: AttributeType.STRING };
}

/** The one table, encrypted with the subsidiary's own key, and the secret behind what it hides; none goes when the stack goes. */
export class DataTable extends Construct {
  readonly table: TableV2;
  readonly key: Key;
  /** 44 letters and digits, read as base64: 33 bytes. */
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new Key(this, "Key", { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
    this.key = key;
    this.secret = new Secret(this, "Secret", {
      description: "Master key of the application; without it ID numbers and sign-ins cannot be matched",
      encryptionKey: key,
      generateSecretString: { passwordLength: 44, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table = new TableV2(this, "Table", {
      partitionKey: text("pk"),
      sortKey: text("sk"),
      globalSecondaryIndexes: INDEXES.map((name) => ({
        indexName: name,
        partitionKey: text(`${name}pk`),
        sortKey: text(`${name}sk`),
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: "expiresAt",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
