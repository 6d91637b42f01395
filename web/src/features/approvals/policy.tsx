import { createAsync, useNavigate } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { PasswordProfile } from "#shared/policy/schema";
import { createForm } from "../../lib/form";
import { optionsOf, RadioGroup } from "../../ui/choice";
import { NumberField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { toast } from "../../ui/toast";
import { mayAskFor } from "./asking";
import { ask, policyNow } from "./data";
import { passwordNames, passwordTexts } from "./words";

const profiles: PasswordProfile[] = ["dengbao", "asvs"];

/** What holds for everybody here; changed by two people. */
export function PolicyPage() {
  const policy = createAsync(() => policyNow());
  return (
    <Show when={policy()}>
      {(now) => (
        <>
          <PageHeader
            title="密码和留痕要求"
            lead="对本单位所有账号都一样。修改由安全管理员申请，系统管理员或审计管理员同意后生效。"
          />
          <Section title="现行要求">
            <Facts>
              <Fact label="密码">{passwordNames[now().passwords]}</Fact>
              <Fact label="留痕保存">{now().trailDays} 天</Fact>
            </Facts>
          </Section>
          <Section title="两种密码要求">
            <ul class="duties">
              <For each={profiles}>
                {(profile) => (
                  <li class="duty">
                    <div class="duty-text">
                      <h3>{passwordNames[profile]}</h3>
                      <p>{passwordTexts[profile]}</p>
                    </div>
                  </li>
                )}
              </For>
            </ul>
          </Section>
          <Show when={mayAskFor("policy")}>
            <Section title="申请修改">
              <PolicyForm passwords={now().passwords} trailDays={now().trailDays} />
            </Section>
          </Show>
        </>
      )}
    </Show>
  );
}

function PolicyForm(props: { passwords: PasswordProfile; trailDays: number }) {
  const navigate = useNavigate();
  const initial: { passwords: PasswordProfile; trailDays: number | null; reason: string } = {
    passwords: props.passwords,
    trailDays: props.trailDays,
    reason: "",
  };
  const form = createForm({
    initial,
    schema: async () => (await import("#shared/approvals/schema")).approvalInput,
    input: (typed) => ({ ...typed, kind: "policy" }),
    save: async (input, key) => {
      await ask(input, key);
      toast("已申请，等待另一名管理员决定");
      navigate("/approvals");
    },
  });
  return (
    <Form form={form} save="申请修改">
      <RadioGroup label="密码要求" options={optionsOf(passwordNames)} {...form.field("passwords")} />
      <NumberField
        label="留痕保存天数"
        {...form.field("trailDays")}
        min={184}
        hint="至少 184 天（六个月）；三年为 1096 天。改短后，超过天数的记录会被清除"
        required
      />
      <TextField label="原因" {...form.field("reason")} required />
    </Form>
  );
}
