import { inventId } from "../people";
import { chance, pick, type Random, whole } from "./values";

/** What is read of a JSON schema of the OpenAPI document. */
export type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
};

/** What makes up a value that the rules may accept: ids that exist, the day, the password of everybody. */
export type Known = { idFor: (field: string) => string; today: string; password: string; logins: readonly string[] };

const NAMES = ["张伟", "欧阳娜娜", "买买提·艾力", "李𠮷", "王小明", "赵一"];

/** Texts by the field's name, since a refinement is not in the schema. */
function textFor(field: string, known: Known, random: Random): string {
  const year = pick(random, ["2024", "2025", "2026"]);
  const day = pick(random, [
    known.today,
    `${year}-02-28`,
    `${year}-05-20`,
    "2024-02-29",
    `${year}-12-31`,
    `${year}-01-01`,
  ]);
  if (/Ids?$/.test(field)) return known.idFor(field);
  if (/^(startsAt|endsAt)$/.test(field)) return `${day}T${pick(random, ["00:00", "09:00", "23:59"])}`;
  if (field === "month") return day.slice(0, 7);
  if (/^idNumber$/.test(field)) return inventId(whole(random, 4_000_000));
  if (/^phone$/.test(field)) return `199${String(whole(random, 1e8)).padStart(8, "0")}`;
  if (/^(on|from|to)$|On$|Date$/.test(field)) return day;
  if (/^login$/.test(field)) return chance(random, 0.4) ? pick(random, known.logins) : `fuzz.${whole(random, 1e9)}`;
  // A new password is another one.
  if (field === "password" && chance(random, 0.4)) return `${known.password}-${whole(random, 1e6)}`;
  if (/^(password|current)$/.test(field)) return known.password;
  if (/^ethnicity$/.test(field)) return "01";
  if (/^name$/.test(field)) return pick(random, NAMES);
  return `${field}内容${whole(random, 100)}`;
}

function numberFor({ minimum = 0, maximum = 10 }: Schema, field: string, random: Random): number {
  if (/year/i.test(field)) return 2023 + whole(random, 4);
  const least = Math.max(minimum, -10);
  return least + whole(random, Math.min(maximum - least, 8) + 1);
}

function objectFor(schema: Schema, known: Known, random: Random): object {
  const required = new Set(schema.required);
  const share = pick(random, [0, 0.1, 0.3, 0.8]);
  const entries = Object.entries(schema.properties ?? {}).filter(([key]) => required.has(key) || chance(random, share));
  const extra =
    typeof schema.additionalProperties === "object" && Object.keys(schema.additionalProperties).length > 0
      ? [[pick(random, ["group", "group", "name", "title"]), pick(random, NAMES)]]
      : [];
  return Object.fromEntries([...entries.map(([key, inner]) => [key, valueFor(inner, key, known, random)]), ...extra]);
}

/** A value that the schema allows and the rules often do too. */
export function valueFor(schema: Schema, field: string, known: Known, random: Random): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return valueFor(pick(random, choices), field, known, random);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valueFor(part, field, known, random)));
  const type = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
  if (type === "object") return objectFor(schema, known, random);
  if (type === "array") {
    const length = (schema.minItems ?? 0) + whole(random, 3);
    return Array.from({ length }, () => valueFor(schema.items ?? {}, field.replace(/s$/, ""), known, random));
  }
  if (type === "string") return textFor(field, known, random);
  if (type === "number" || type === "integer") return numberFor(schema, field, random);
  if (type === "boolean") return chance(random, 0.5);
  return null;
}
